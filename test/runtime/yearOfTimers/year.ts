import type { Commit } from '../../../runtime/commit/commit.ts'
import type { Entry, NewEntry } from '../../../runtime/commit/entry.ts'
import { Chance } from '../../simulation/chance.ts'
import { Lives } from '../../simulation/lives.ts'
import { draw } from '../../support/trial.ts'

/** A decision that was committed, and when by the machine's clock. */
export interface Seen {
  readonly at: number
  readonly run: number
  readonly what: string
  readonly seen: number
  /** The commit that held it: those in which only time went on are counted, the others have none. */
  readonly page: number | null
}

/** Nobody was running. `idle`: when all was last done that there was to do. */
interface Absence {
  readonly idle: number
  readonly down: number
  readonly up: number
}

export interface Lived {
  readonly log: readonly Entry[]
  readonly seen: readonly Seen[]
  /** When, by the machine's clock, all was done that time had brought. */
  readonly idles: readonly number[]
  readonly absences: readonly Absence[]
  readonly unsent: number
  readonly runs: { readonly begun: number; readonly left: number }
  readonly timersLeft: number
  readonly kills: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const begin = Date.parse('2026-01-01T00:00:00Z')

const workflows = [
  draw({
    id: 'planned',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Planned' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { date: { of: { ref: 'trigger.until' } } }, ports: { next: 'delay-3' } },
      'delay-3': { kind: 'delay', settings: { for: 'PT6H' }, ports: { next: 'exit-4' } },
      'exit-4': { kind: 'exit', settings: { reason: 'Done' } },
    },
  }),
  draw({
    id: 'asked',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'wait-2' } },
      'wait-2': {
        kind: 'wait',
        settings: {
          for: 'event',
          events: [{ port: 'event-1', event: 'Answered' }],
          since: 'arrival',
          timeout: 'PT48H',
        },
        ports: { 'event-1': 'exit-3', timeout: 'exit-3' },
      },
      'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
    },
  }),
]

/** How long nobody is there between two processes: half of the time less than a minute, which is no absence. */
const lengths = [
  [1, 40 * second],
  [1, 40 * second],
  [2 * minute, 30 * minute],
  [2 * minute, 6 * hour],
] as const

interface Plan {
  readonly seed: number
  readonly timers: number
  readonly restarts: number
  readonly days: number
}

/**
 * Days of so many timers and restarts. A third of the processes ends in order, a third is killed at rest and a third in the middle of its
 * work; most are away for seconds, some for hours, one for two days and one for thirty hours: after these somebody says to go on.
 */
export async function liveThrough({ seed, timers, restarts, days }: Plan): Promise<Lived> {
  const chance = new Chance(seed, 'year of timers')
  const coming = eventsOf(chance, timers, days)
  const record = recordOf(() => lives.now)
  const lives = new Lives({ chance, holdAfter: day, committed: record.committed })
  // So that a process that is killed before its next sign of life was not away for a day.
  const stride = Math.min(12 * hour, Math.floor((days * day) / (restarts * 5)))
  const idles: number[] = []
  const absences: Absence[] = []
  let unanswered: readonly NewEntry[] = []

  async function start(wall: number): Promise<void> {
    await lives.start(wall, chance.between(1, 60))
    idles.push(wall)
  }

  /** Time goes on so far, and what people did meanwhile comes all at once. */
  async function step(to: number): Promise<void> {
    await lives.until(to)
    const happened = coming.findIndex(({ at }) => at > to)
    const news = coming.splice(0, happened < 0 ? coming.length : happened)
    // Whoever gets no answer says it again.
    unanswered = [...unanswered, ...news.map(({ said }) => said(to))]
    if (unanswered.length > 0 && (await lives.ask((engine) => engine.append(unanswered)))) unanswered = []
    await lives.ask((engine) => engine.idle())
    if (lives.isUp) idles.push(to)
  }

  /** Until then, or until it is killed. */
  async function liveUntil(end: number, mortalFrom = Number.POSITIVE_INFINITY): Promise<void> {
    let isMortal = false
    while (lives.isUp && lives.now < end) {
      if (lives.now >= mortalFrom && !isMortal) {
        lives.killAt(chance.between(1, 40))
        isMortal = true
      }
      const next = chance.maybe(0.3) ? await lives.ask((engine) => engine.nextTimer()) : null
      const to = Math.min(end, lives.now + chance.between(minute, stride))
      if (next && lives.isUp && next > lives.now + 1 && next < to) {
        await step(next - 1)
        if (lives.isUp) await step(next)
      } else if (lives.isUp) await step(to)
    }
  }

  async function beAway(how: string, away: number): Promise<Absence> {
    if (how === 'inOrder') await lives.stop()
    else if (lives.isUp) lives.kill()
    const absence = { idle: idles.at(-1) as number, down: lives.now, up: lives.now + away }
    await start(absence.up)
    return absence
  }

  /** What came due stays due, whatever else happens, until somebody says what becomes of it. */
  async function beHeld(overdue: 'run' | 'skip'): Promise<void> {
    await liveUntil(lives.now + 3 * hour)
    await beAway('atRest', minute)
    await liveUntil(lives.now + hour)
    await lives.change({ do: 'release', overdue })
    idles.push(lives.now)
  }

  try {
    await start(begin)
    for (const workflow of workflows) await lives.publish(workflow)
    const instants = chance.times(restarts, () => begin + chance.between(hour, (days - 5) * day)).sort((a, b) => a - b)
    const long = new Map([
      [Math.floor(restarts * 0.4), { away: 48 * hour, overdue: 'run' as const }],
      [Math.floor(restarts * 0.8), { away: 30 * hour, overdue: 'skip' as const }],
    ])
    for (const [index, instant] of instants.entries()) {
      const how = chance.pick(['inOrder', 'atRest', 'working'])
      await liveUntil(instant, how === 'working' ? chance.between(lives.now, instant) : undefined)
      const outage = long.get(index)
      const [least, most] = chance.pick(lengths)
      const away = chance.between(least, most)
      absences.push(await beAway(how, outage?.away ?? away))
      if (outage) await beHeld(outage.overdue)
    }
    await liveUntil(Math.max(lives.now, begin + days * day))

    const log: Entry[] = []
    for await (const entry of lives.log()) log.push(entry)
    const runs = [...record.runs.keys()]
    const left = await activeOf(lives, runs)
    const timersLeft = (await lives.storage.dueTimers(Number.MAX_SAFE_INTEGER, 1_000)).length
    const unsent = coming.length + unanswered.length
    const { kills } = lives
    return {
      log,
      seen: record.seen,
      idles,
      absences,
      unsent,
      runs: { begun: runs.length, left },
      timersLeft,
      kills,
    }
  } finally {
    lives.remove()
  }
}

interface Coming {
  readonly at: number
  said(at: number): NewEntry
}

/** Some plan something for an instant, which has two timers; others ask something, are answered or not, and wait two days for that. */
function eventsOf(chance: Chance, timers: number, days: number): Coming[] {
  const people = Math.ceil(timers / 30)
  let ids = 0
  const coming = (at: number, person: string, name: string, properties: object = {}): Coming => {
    const id = `${name}:${ids++}`
    return { at, said: (time) => event(id, person, name, time, properties) }
  }
  const anybody = () => `p${chance.between(1, people)}`
  const anytime = () => begin + chance.between(hour, (days - 8) * day)
  const planned = chance.times(Math.ceil(timers * 0.4), () => {
    const at = anytime()
    const until = chance.between(at + 1, begin + (days - 3) * day)
    // Half of them for a full hour, so that many are due at once.
    const round = chance.maybe(0.5) ? Math.ceil(until / hour) * hour : until
    return coming(at, anybody(), 'Planned', { until: new Date(round).toISOString() })
  })
  const asked = chance.times(Math.ceil(timers * 0.2), () => {
    const at = anytime()
    const person = anybody()
    const answer = chance.maybe(0.6) ? [coming(at + chance.between(minute, 60 * hour), person, 'Answered')] : []
    return [coming(at, person, 'Asked'), ...answer]
  })
  return [...planned, ...asked.flat()].sort((a, b) => a.at - b.at)
}

function event(id: string, person: string, name: string, time: number, properties: object): NewEntry {
  return {
    id,
    payload: {
      type: 'event',
      kind: 'track',
      name,
      time,
      identities: [{ kind: 'userId', value: person }],
      source: 'test',
      trusted: true,
      historical: false,
      body: JSON.stringify({ type: 'track', event: name, properties }),
    },
  }
}

/** Where runs went on, in the order of the commits. */
function recordOf(now: () => number) {
  const runs = new Map<string, number>()
  const seen: Seen[] = []
  let position = 0
  let pages = 0
  return {
    runs,
    seen,
    committed(value: Commit): void {
      for (const { id, trigger } of value.runs) runs.set(id, trigger)
      const page = value.position === position && value.trail.length > 0 ? pages++ : null
      position = value.position
      for (const { at, run, decisions } of value.trail)
        for (const { what, node, port, why } of decisions) {
          const isOver = what === 'ended' && why === 'missed'
          if (!isOver && (what !== 'took' || !/^(delay|wait)/.test(node))) continue
          seen.push({
            at,
            run: runs.get(run) as number,
            what: `${node} ${isOver ? 'missed' : port}`,
            seen: now(),
            page,
          })
        }
    },
  }
}

async function activeOf({ storage }: Lives, ids: readonly string[]): Promise<number> {
  let ended = 0
  for (let from = 0; from < ids.length; from += 500) {
    const { runs } = await storage.load({ runs: ids.slice(from, from + 500) })
    ended += runs.filter((run) => run.ended !== null && run.due === null).length
  }
  return ids.length - ended
}
