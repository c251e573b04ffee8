import type { Commit } from '../../../runtime/commit/commit.ts'

/** What a commit says that a timer or an event came to, and when it was made by the machine's clock. */
export interface Seen {
  readonly person: string
  readonly at: number
  readonly what: string
  /** Log number of the event that began the run; absent: it is of the customer. */
  readonly run?: number
  readonly seen: number
  /** The commit, counted among those in which nothing but time went on; `null`: it is none of these. */
  readonly page: number | null
}

/** Where people and their runs went on, in the order of the commits. */
export class Record {
  readonly #now: () => number
  readonly #people = new Map<number, string>()
  readonly #triggers = new Map<string, number>()
  readonly #wakes = new Map<number, number | null>()
  readonly seen: Seen[] = []
  /** By page: the earliest wake-up of a customer in it, which may have found nothing to do. */
  readonly earliestWakes: number[] = []
  #position = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get runs(): readonly string[] {
    return [...this.#triggers.keys()]
  }

  committed(value: Commit): void {
    for (const { identity, customer } of value.identities) this.#people.set(customer, identity.value)
    for (const { id, trigger } of value.runs) this.#triggers.set(id, trigger)
    const isOfTime = value.position === this.#position && value.trail.length > 0
    const page = isOfTime ? this.earliestWakes.push(this.#earliestWake(value)) - 1 : null
    this.#position = value.position
    for (const { id, wake } of value.customers) this.#wakes.set(id, wake)

    const add = (customer: number, line: Pick<Seen, 'at' | 'what' | 'run'>) =>
      this.seen.push({ ...line, person: this.#people.get(customer) as string, seen: this.#now(), page })
    for (const { customer, at, run: id, decisions } of value.trail)
      for (const { what, node, port, why } of decisions) {
        const isOver = what === 'ended' && why === 'missed'
        if (!isOver && (what !== 'took' || !/^(delay|wait)/.test(node))) continue
        add(customer, { at, run: this.#triggers.get(id) as number, what: `${node} ${isOver ? 'missed' : port}` })
      }
    for (const { customer, at, what } of value.timeline)
      if (what === 'segmentJoined' || what === 'segmentLeft') add(customer, { at, what })
  }

  #earliestWake({ customers, clock }: Commit): number {
    const woken = customers.flatMap(({ id }) => this.#wakes.get(id) ?? [])
    return Math.min(...woken.filter((wake) => wake <= clock))
  }
}
