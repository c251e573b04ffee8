import type { Entry } from '../../../runtime/commit/entry.ts'

/** What a timer or an event came to. */
export interface Line {
  readonly at: number
  readonly what: string
  /** Log number of the event that began the run; absent: it is of the customer. */
  readonly run?: number
  /** When the timer was due; absent: an event led to it. */
  readonly due?: number
}

interface Timer {
  readonly due: number
  readonly run: number
  readonly node: 'delay-2' | 'delay-3' | 'wait-2'
}

export interface Gap {
  readonly from: number
  /** When somebody was there again. */
  readonly begun: number
  readonly to: number
  readonly skips: boolean
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
    if (payload.type === 'release') gaps.push({ ...(gaps.pop() as Gap), to: at, skips: payload.overdue === 'skip' })
  }
  return gaps
}

/** Rule 21: a timer fires when it is due, or at the end of the gap that it comes due in. */
const gapOf = (gaps: readonly Gap[], due: number) => gaps.find(({ from, to }) => from < due && due <= to)
const firesAt = (gaps: readonly Gap[], due: number) => gapOf(gaps, due)?.to ?? due

/** What becomes of the runs of one person's events: by hand, with nothing of the product. */
export function runsOf(events: readonly Entry[], gaps: readonly Gap[]): readonly Line[] {
  const lines: Line[] = []
  let timers: Timer[] = []

  /** The earliest that fires by then; of those that fire at once the one that was due first, then the older run. */
  const next = (until: number) =>
    timers
      .map((timer) => ({ timer, at: firesAt(gaps, timer.due) }))
      .filter(({ at }) => at <= until)
      .sort((a, b) => a.at - b.at || a.timer.due - b.timer.due || a.timer.run - b.timer.run)[0]

  function fire(until: number): void {
    for (let first = next(until); first; first = next(until)) {
      const { timer, at } = first
      const { run, node, due } = timer
      timers = timers.filter((other) => other !== timer)
      const what = gapOf(gaps, due)?.skips ? 'missed' : node === 'wait-2' ? 'timeout' : 'next'
      lines.push({ at, run, what: `${node} ${what}`, due })
      if (node === 'delay-2' && what === 'next') timers.push({ due: at + 6 * hour, run, node: 'delay-3' })
    }
  }

  for (const { seq: run, at, payload } of events) {
    fire(at)
    if (payload.type !== 'event') continue
    if (payload.name === 'Answered') {
      const waiting = timers.filter(({ node }) => node === 'wait-2').sort((a, b) => a.run - b.run)
      for (const { run } of waiting) lines.push({ at, run, what: 'wait-2 event-1' })
      timers = timers.filter((timer) => !waiting.includes(timer))
    }
    // Rule 4: what comes more than a day late starts nothing.
    if (payload.time < at - day) continue
    if (payload.name === 'Asked') timers.push({ due: at + 48 * hour, run, node: 'wait-2' })
    if (payload.name !== 'Planned') continue
    const until = Date.parse((JSON.parse(payload.body) as { properties: { until: string } }).properties.until)
    if (until > at) timers.push({ due: until, run, node: 'delay-2' })
    else lines.push({ at, run, what: until < at ? 'delay-2 past' : 'delay-2 next' })
    if (until === at) timers.push({ due: at + 6 * hour, run, node: 'delay-3' })
  }
  fire(Number.MAX_SAFE_INTEGER)
  return lines
}

/** When the person was left alone for having asked, and no longer: by the customer's own timer (H9). */
export function membershipOf(events: readonly Entry[], gaps: readonly Gap[]): readonly Line[] {
  const lines: Line[] = []
  let until: number | null = null

  function leave(now: number): void {
    if (until === null || firesAt(gaps, until) > now) return
    lines.push({ at: firesAt(gaps, until), what: 'segmentLeft', due: until })
    until = null
  }

  for (const { at, payload } of events) {
    leave(at)
    if (payload.type !== 'event' || payload.name !== 'Asked') continue
    const counts = payload.time + 72 * hour
    if (until === null && counts > at) lines.push({ at, what: 'segmentJoined' })
    if (until !== null || counts > at) until = Math.max(until ?? 0, counts)
  }
  leave(Number.MAX_SAFE_INTEGER)
  return lines
}
