import type { Identity } from '../shared/event.ts'
import { type Collector, isEmpty } from './commit/collect.ts'
import type { Customer } from './commit/customer.ts'
import type { Entry } from './commit/entry.ts'
import type { Sweep } from './commit/sweep.ts'
import { recognise } from './customers/recognise.ts'
import type { LiveState } from './liveState.ts'
import { type Input, takeTurn } from './pipeline.ts'
import type { Wanted } from './storage/port.ts'
import { Missing, type Turn } from './turn.ts'
import type { Known, WorkingSet } from './workingSet.ts'

/** The entry that a turn is for, 0 for none, its time, and the sweeps under way. */
interface When {
  readonly seq: number
  readonly depth: number
  readonly at: number
  readonly sweeps: readonly Sweep[]
}

interface Beginning {
  readonly known: Known | null
  readonly input: Input | null
}

/** Takes customers' turns, each on what is known of the customer, and puts what came of it into a batch and back into what is known. */
export class Turns {
  private readonly known: WorkingSet
  private readonly state: LiveState
  private readonly load: (wanted: Wanted) => Promise<void>

  constructor(known: WorkingSet, state: LiveState, load: (wanted: Wanted) => Promise<void>) {
    this.known = known
    this.state = state
    this.load = load
  }

  /** One entry; answers with the customer whom others joined by it, for their history is to be read anew. */
  async ofEntry(batch: Collector, entry: Entry, sweeps: readonly Sweep[]): Promise<number | null> {
    const { payload } = entry
    if (payload.type === 'event') this.known.addBody(entry.seq, payload.name, payload.body)
    if (payload.type === 'start') this.known.addBody(entry.seq, '', JSON.stringify(payload))
    const turn = await this.take(batch, { seq: entry.seq, depth: entry.depth, at: entry.at, sweeps }, () => {
      if (payload.type === 'event') {
        const recognised = recognise(this.known, payload)
        if (!recognised.customer && recognised.claims.length === 0) return { known: null, input: null }
        const known = recognised.customer ?? this.known.bear(entry.seq, entry.at, sweeps.at(-1)?.n ?? 0)
        return { known, input: { input: 'event', event: payload, recognised } }
      }
      if (payload.type === 'start')
        return { known: this.named(payload.identity), input: { input: 'start', start: payload } }
      if (payload.type === 'consent')
        return { known: this.named(payload.identity), input: { input: 'consent', consent: payload } }
      if (payload.type === 'outcome')
        return { known: this.known.customer(payload.customer), input: { input: 'outcome', outcome: payload } }
      if (payload.type === 'erase') return { known: this.known.customer(payload.customer), input: { input: 'erase' } }
      return { known: null, input: null }
    })
    if (payload.type === 'erase') {
      // Also when their turn could not be taken.
      const erased = turn ?? this.known.customer(payload.customer)
      if (erased) batch.lists.erased.push({ customer: erased.customer.id, seq: entry.seq, at: entry.at })
    }
    return turn && turn.result.joins.length > 0 ? turn.customer.id : null
  }

  private named(identity: Identity): Known | null {
    const id = this.known.who(identity)
    return id === null ? null : this.known.customer(id)
  }

  /** A customer's timers that are due at or before `until`. */
  async ofTimers(batch: Collector, customer: number, until: number, sweeps: readonly Sweep[]): Promise<void> {
    const begin = (): Beginning => ({ known: this.known.customer(customer), input: { input: 'time' } })
    await this.take(batch, { seq: 0, depth: 0, at: until, sweeps }, begin)
  }

  /** What sweeps bring to a customer. */
  async ofSweeps(batch: Collector, customer: number, at: number, sweeps: readonly Sweep[]): Promise<void> {
    const begin = (): Beginning => ({ known: this.known.customer(customer), input: null })
    await this.take(batch, { seq: 0, depth: 0, at, sweeps }, begin)
  }

  /**
   * Takes one customer's turn: first the sweeps that have not reached them, then their timers, then the input. Whoever joins them by it
   * comes up to its time before. What the turn lacks is loaded, and the turn is taken again. A turn that throws is parked and leaves no
   * trace, nor does one in which nothing changed but how far sweeps have come: a sweep that meets the same customer again changes nothing
   * again.
   */
  private async take(batch: Collector, when: When, begin: () => Beginning): Promise<Turn | null> {
    const { seq, depth, at, sweeps } = when
    const upToTime = new Set<number>()
    for (;;) {
      let turn: Turn | null = null
      try {
        const { known, input } = begin()
        if (!known) return null
        const joins = input?.input === 'event' ? input.recognised.joins : nobody
        const behind = joins.find(({ customer }) => !upToTime.has(customer.id))?.customer.id
        if (behind !== undefined) {
          upToTime.add(behind)
          await this.ofTimers(batch, behind, at, sweeps)
          continue
        }
        turn = this.known.beginTurn(known, this.state.live, at)
        for (const sweep of sweeps)
          if (known.customer.swept < sweep.n) takeTurn(turn, sweep.at, { input: 'sweep', sweep }, this.state.triggers)
        turn.seq = seq
        turn.depth = depth
        if (input) takeTurn(turn, at, input, this.state.triggers)
        if (isSweptInVain(turn, known.customer)) return turn
        const isNew = !this.known.hasCustomer(known.customer.id)
        const isSame = turn.customer === known.customer && !isNew
        batch.met(turn.customer.id, isNew ? null : known.customer)
        const joined = turn.result.joins.map(({ from, to }) => {
          const before = this.known.plainCustomer(from)
          batch.met(from, before)
          return { ...before, joinedTo: to, wake: null }
        })
        this.known.accept(turn)
        batch.add(isSame ? joined : [turn.customer, ...joined], turn.result, this.state.live.settings.zone)
        return turn
      } catch (error) {
        if (error instanceof Missing) {
          await this.load(error.wanted)
          continue
        }
        batch.lists.parked.push({ seq, customer: turn?.customer.id ?? 0, what: 'turn', why: messageOf(error) })
        if (turn && seq === 0) this.quieten(batch, turn, at)
        return null
      }
    }
  }

  /** Timers of a turn that can't be taken must not come back for ever. */
  private quieten(batch: Collector, turn: Turn, at: number): void {
    const known = this.known.customer(turn.customer.id)
    if (!known) return
    const quiet = this.known.beginTurn({ ...known, customer: { ...known.customer, wake: null } }, this.state.live, at)
    for (const run of known.runs.values())
      if (run.due !== null && run.due <= at) {
        quiet.runs.set(run.id, { ...run, due: null })
        quiet.result.runs.set(run.id, { ...run, due: null })
      }
    this.known.accept(quiet)
    batch.add([quiet.customer], quiet.result, this.state.live.settings.zone)
  }
}

const nobody: readonly Known[] = []

/** A sweep came by, and nothing else is new. */
function isSweptInVain({ customer, result }: Turn, before: Customer): boolean {
  if (customer.swept === before.swept || !isEmpty(result)) return false
  const names = Object.keys({ ...before, ...customer }) as (keyof Customer)[]
  return names.every((name) => name === 'swept' || customer[name] === before[name])
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
