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
  readonly seen: Seen[] = []
  #position = 0
  #pages = 0

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
    const page = isOfTime ? this.#pages++ : null
    this.#position = value.position

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
}
