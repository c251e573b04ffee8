import type { Entry } from '../../../runtime/commit/entry.ts'

/** What a timer came to, or what came before it. */
export interface Line {
  readonly at: number
  /** Log number of the event that began the run. */
  readonly run: number
  readonly what: string
  /** When the timer was due; absent: it was no timer that led on. */
  readonly due?: number
}

interface Timer {
  readonly due: number
  readonly run: number
  readonly node: 'delay-2' | 'delay-3' | 'wait-2'
}

interface Gap {
  readonly from: number
  /** When somebody was there again. */
  readonly begun: number
  to: number
  skips: boolean
}

const hour = 3_600_000
const day = 24 * hour

/** When nobody was running or nobody had said how to go on, as the log has it. */
export function gapsOf(log: readonly Entry[]): readonly Gap[] {
  const gaps: Gap[] = []
  for (const { at, payload } of log) {
    if (payload.type === 'gap') gaps.push({ from: payload.from, begun: at, to: payload.to, skips: false })
    if (payload.type === 'hold')
      gaps.push({ from: payload.from, begun: at, to: Number.POSITIVE_INFINITY, skips: false })
    if (payload.type === 'release') Object.assign(gaps.at(-1) as Gap, { to: at, skips: payload.overdue === 'skip' })
  }
  return gaps
}

/** What rule 21 makes of one person's events: they alone, by hand, with nothing of the product. */
export function expectedOf(events: readonly Entry[], gaps: readonly Gap[]): readonly Line[] {
  const lines: Line[] = []
  let timers: Timer[] = []
  const gapOf = ({ due }: Timer) => gaps.find(({ from, to }) => from < due && due <= to)
  const firesAt = (timer: Timer) => gapOf(timer)?.to ?? timer.due

  /** The earliest that fires by then; of those that fire at once the one that was due first, then the older run. */
  const next = (until: number) =>
    timers
      .filter((timer) => firesAt(timer) <= until)
      .sort((a, b) => firesAt(a) - firesAt(b) || a.due - b.due || a.run - b.run)[0]

  function fire(until: number): void {
    for (let timer = next(until); timer; timer = next(until)) {
      const { run, node, due } = timer
      const at = firesAt(timer)
      timers = timers.filter((other) => other !== timer)
      const what = gapOf(timer)?.skips ? 'missed' : node === 'wait-2' ? 'timeout' : 'next'
      lines.push({ at, run, what: `${node} ${what}`, due })
      if (node === 'delay-2' && what === 'next') timers.push({ due: at + 6 * hour, run, node: 'delay-3' })
    }
  }

  for (const { seq, at, payload } of events) {
    fire(at)
    if (payload.type !== 'event') continue
    if (payload.name === 'Answered') {
      const waiting = timers.filter(({ node }) => node === 'wait-2').sort((a, b) => a.run - b.run)
      for (const { run } of waiting) lines.push({ at, run, what: 'wait-2 event-1' })
      timers = timers.filter((timer) => !waiting.includes(timer))
    }
    // Rule 4: what comes more than a day late starts nothing.
    if (payload.time < at - day) continue
    if (payload.name === 'Asked') timers.push({ due: at + 48 * hour, run: seq, node: 'wait-2' })
    if (payload.name !== 'Planned') continue
    const due = Date.parse((JSON.parse(payload.body) as { properties: { until: string } }).properties.until)
    if (due > at) timers.push({ due, run: seq, node: 'delay-2' })
    else if (due < at) lines.push({ at, run: seq, what: 'delay-2 past' })
    else {
      lines.push({ at, run: seq, what: 'delay-2 next' })
      timers.push({ due: at + 6 * hour, run: seq, node: 'delay-3' })
    }
  }
  fire(Number.MAX_SAFE_INTEGER)
  return lines
}
