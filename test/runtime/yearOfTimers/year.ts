import type { Entry, NewEntry } from '../../../runtime/commit/entry.ts'
import { Chance } from '../../simulation/chance.ts'
import { Lives } from '../../simulation/lives.ts'
import { begin, type Coming, eventsOf, leftAlone, workflows } from './people.ts'
import { Record } from './record.ts'

interface Plan {
  readonly seed: number
  /** Of runs; customers have their own besides. */
  readonly timers: number
  readonly restarts: number
  readonly days: number
}

/** Nobody was running. `idle`: when all was last done that there was to do. */
interface Absence {
  readonly idle: number
  readonly down: number
  readonly up: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** How long nobody is there between two processes: half of the time less than a minute, which is no absence. */
const lengths = [
  [1, 40 * second],
  [1, 40 * second],
  [2 * minute, 30 * minute],
  [2 * minute, 6 * hour],
] as const

/** When, as a share of the restarts, nobody is there for so long that somebody must say what becomes of what came due. */
const outages = [
  { share: 0.4, away: 48 * hour, overdue: 'run' },
  { share: 0.8, away: 30 * hour, overdue: 'skip' },
] as const

/**
 * Days of so many timers and restarts. Of the processes as many end in order as are killed at rest and in the middle of their work. Begins
 * with `live`, answers what was left behind, and ends with `remove`.
 */
export class Year {
  readonly #plan: Plan
  readonly #chance: Chance
  readonly #lives: Lives
  readonly #coming: Coming[]
  readonly record = new Record(() => this.#lives.now)
  /** When, by the machine's clock, all was done that time had brought. */
  readonly idles: number[] = []
  readonly absences: Absence[] = []
  /** Whoever gets no answer says it again. */
  #unanswered: readonly NewEntry[] = []

  constructor(plan: Plan) {
    this.#plan = plan
    this.#chance = new Chance(plan.seed, 'year of timers')
    this.#coming = eventsOf(this.#chance, plan.timers, plan.days)
    this.#lives = new Lives({
      chance: this.#chance,
      holdAfter: day,
      committed: (value) => this.record.committed(value),
    })
  }

  async live(): Promise<void> {
    const { restarts, days } = this.#plan
    await this.#start(begin)
    const definition = { title: 'Left alone', when: leftAlone }
    await this.#lives.change({ do: 'saveSegment', segment: 'left-alone', definition, revision: null })
    for (const workflow of workflows) await this.#lives.publish(workflow)

    const anytime = () => begin + this.#chance.between(hour, (days - 5) * day)
    const instants = this.#chance.times(restarts, anytime).sort((a, b) => a - b)
    for (const [index, instant] of instants.entries()) {
      const how = this.#chance.pick(['inOrder', 'atRest', 'working'] as const)
      await this.#liveUntil(instant, how === 'working' ? this.#chance.between(this.#lives.now, instant) : undefined)
      const outage = outages.find(({ share }) => Math.floor(restarts * share) === index)
      const [least, most] = this.#chance.pick(lengths)
      const away = this.#chance.between(least, most)
      this.absences.push(await this.#beAway(how, outage?.away ?? away))
      if (outage) await this.#beHeld(outage.overdue)
    }
    await this.#liveUntil(Math.max(this.#lives.now, begin + days * day))
  }

  async log(): Promise<readonly Entry[]> {
    const log: Entry[] = []
    for await (const entry of this.#lives.log()) log.push(entry)
    return log
  }

  /** What there still is to do. */
  async left(): Promise<{ readonly said: number; readonly runs: number; readonly timers: number }> {
    const { storage } = this.#lives
    const timers = (await storage.dueTimers(Number.MAX_SAFE_INTEGER, 1_000)).length
    const ids = this.record.runs
    let runs = ids.length
    for (let from = 0; from < ids.length; from += 500) {
      const loaded = await storage.load({ runs: ids.slice(from, from + 500) })
      runs -= loaded.runs.filter(({ ended, due }) => ended !== null && due === null).length
    }
    return { said: this.#coming.length + this.#unanswered.length, runs, timers }
  }

  get kills(): number {
    return this.#lives.kills
  }

  remove(): void {
    this.#lives.remove()
  }

  async #start(wall: number): Promise<void> {
    await this.#lives.start(wall, this.#chance.between(1, 60))
    this.idles.push(wall)
  }

  /** Until then, or until it is killed. */
  async #liveUntil(end: number, mortalFrom = Number.POSITIVE_INFINITY): Promise<void> {
    const { restarts, days } = this.#plan
    // So that a process that is killed before its next sign of life was not away for a day.
    const stride = Math.min(12 * hour, Math.floor((days * day) / (restarts * 5)))
    const lives = this.#lives
    let isMortal = false
    while (lives.isUp && lives.now < end) {
      if (lives.now >= mortalFrom && !isMortal) {
        lives.killAt(this.#chance.between(1, 40))
        isMortal = true
      }
      const next = this.#chance.maybe(0.3) ? await lives.ask((engine) => engine.nextTimer()) : null
      const to = Math.min(end, lives.now + this.#chance.between(minute, stride))
      // To the last instant at which it must not have fired, and to the first at which it must have.
      const stops = next && next > lives.now + 1 && next < to ? [next - 1, next] : [to]
      for (const stop of stops) if (lives.isUp) await this.#step(stop)
    }
  }

  /** Time goes on so far, and what people did meanwhile comes all at once. */
  async #step(to: number): Promise<void> {
    const lives = this.#lives
    await lives.until(to)
    const happened = this.#coming.findIndex(({ at }) => at > to)
    const news = this.#coming.splice(0, happened < 0 ? this.#coming.length : happened)
    const entries = [...this.#unanswered, ...news.map(({ said }) => said(to))]
    const isAnswered = entries.length > 0 && (await lives.ask((engine) => engine.append(entries)))
    this.#unanswered = isAnswered ? [] : entries
    await lives.ask((engine) => engine.idle())
    if (lives.isUp) this.idles.push(to)
  }

  async #beAway(how: 'inOrder' | 'atRest' | 'working', away: number): Promise<Absence> {
    const lives = this.#lives
    if (how === 'inOrder') await lives.stop()
    else if (lives.isUp) lives.kill()
    const absence = { idle: this.idles.at(-1) as number, down: lives.now, up: lives.now + away }
    await this.#start(absence.up)
    return absence
  }

  /** What came due stays due, whatever else happens, until somebody says what becomes of it. */
  async #beHeld(overdue: 'run' | 'skip'): Promise<void> {
    await this.#liveUntil(this.#lives.now + 3 * hour)
    await this.#beAway('atRest', minute)
    await this.#liveUntil(this.#lives.now + hour)
    // Not at the instant of what came last, which would have been held before it.
    await this.#lives.until(this.#lives.now + second)
    await this.#lives.change({ do: 'release', overdue })
    this.idles.push(this.#lives.now)
  }
}
