import { type Fact, type History, type Next, removed } from '../shared/predicate/facts.ts'
import { ByTwo } from './byTwo.ts'
import type { HistoryPlace } from './commit/history.ts'
import { firstLook, type Keeper, KeptHistory } from './history.ts'
import { KeptBodies, type MostBodies } from './keptBodies.ts'
import type { Loaded, Wanted } from './storage/port.ts'
import { Missing } from './turn.ts'

const most = {
  /** When the histories together have more events, or their digests more lines, all is forgotten, as when too many customers are known. */
  facts: 1_000_000,
  lines: 1_000_000,
}
export type MostEvents = Partial<typeof most> & MostBodies

/** A class that holds little: there are hundreds of thousands of them. What they said is read when somebody asks. */
class KeptFact implements Fact {
  readonly time: number
  readonly seq: number
  private readonly among: readonly Fact[]
  private readonly events: KeptEvents

  constructor({ time, seq }: HistoryPlace, among: readonly Fact[], events: KeptEvents) {
    this.time = time
    this.seq = seq
    this.among = among
    this.events = events
  }

  properties(next?: Next): Readonly<Record<string, unknown>> {
    return this.events.propertiesAmong(this.among, this, next)
  }
}

/** A class too: there is one for each history. */
class HistoryKeeper implements Keeper {
  private readonly customer: number
  private readonly name: string
  private readonly events: KeptEvents

  constructor(customer: number, name: string, events: KeptEvents) {
    this.customer = customer
    this.name = name
    this.events = events
  }

  ask(more: { readonly newest: number; readonly first: boolean }): never {
    throw new Missing({ history: [{ customer: this.customer, name: this.name, ...more }] })
  }

  grew(lines: number): void {
    this.events.linesGrew(lines)
  }
}

/** The events that the engine has in memory: customers' histories by name, and the bodies that somebody has read. */
export class KeptEvents {
  private readonly histories = new ByTwo<number, string, KeptHistory>()
  private readonly bodies: KeptBodies
  /** Events folded but not committed: storage does not know them yet. */
  private readonly uncommitted = new Map<number, { readonly name: string; readonly fact: Fact }[]>()
  /** Customers born in memory: storage has no history of theirs that is not known. */
  private readonly born: ReadonlySet<number>
  private readonly most: typeof most
  private hasRemoved = false
  /** At least as many as there are in the histories. */
  private facts = 0
  /** The same of lines in their digests. */
  private lines = 0

  constructor(born: ReadonlySet<number>, bounds: MostEvents = {}) {
    this.born = born
    this.bodies = new KeptBodies(bounds)
    this.most = { ...most, ...bounds }
  }

  hasHistory(customer: number, name: string): boolean {
    return this.born.has(customer) || this.histories.has(customer, name)
  }

  history(customer: number, name: string): History {
    const history = this.histories.get(customer, name)
    if (history) return history
    if (this.born.has(customer)) return []
    throw new Missing({ history: [{ customer, name, newest: firstLook }] })
  }

  hasBody(seq: number): boolean {
    return this.bodies.has(seq)
  }

  /** An event about to be folded: its body need not be read back. */
  addBody(seq: number, name: string, body: string): void {
    this.bodies.set(seq, { name, body })
  }

  eventName(seq: number): string {
    return this.bodies.name(seq)
  }

  properties(seq: number): Readonly<Record<string, unknown>> {
    return this.bodies.properties(seq)
  }

  /** With its body those that will be asked next are asked for: at least as many as were read before it, should there be more to come. */
  propertiesAmong(among: readonly Fact[], fact: Fact, next?: Next): Readonly<Record<string, unknown>> {
    const { seq } = fact
    if (this.hasRemoved && this.bodies.isGone(seq)) return removed
    if (this.bodies.has(seq)) return this.properties(seq)
    const others = next ? nextTo(fact, among, next) : []
    const asked = [...others.map((other) => other.seq), seq]
    throw new Missing({ bodies: asked.filter((other) => !this.bodies.has(other)) })
  }

  /** An event of a turn that ended well. */
  addFact(customer: number, name: string, fact: Fact): void {
    let history = this.histories.get(customer, name)
    if (!history && this.born.has(customer)) {
      history = new KeptHistory([], 0, undefined, new HistoryKeeper(customer, name, this))
      this.histories.set(customer, name, history)
    }
    if (history) this.add(history, fact)
    const late = this.uncommitted.get(customer)
    if (late) late.push({ name, fact })
    else this.uncommitted.set(customer, [{ name, fact }])
  }

  /** What storage answered becomes known; what it did not mention does not exist. */
  absorb(wanted: Wanted, loaded: Loaded): void {
    this.hasRemoved ||= loaded.hasRemoved
    for (const seq of wanted.bodies ?? []) if (!this.bodies.has(seq)) this.bodies.set(seq, null)
    for (const { seq, name, body } of loaded.bodies) this.bodies.set(seq, { name, body })
    for (const history of loaded.history) this.absorbHistory(history)
    for (const { customer, name } of wanted.history ?? [])
      if (!this.histories.has(customer, name))
        this.absorbHistory({ customer, name, count: 0, stored: 0, first: null, rows: [] })
  }

  private absorbHistory({ customer, name, count, stored, first, rows }: Loaded['history'][number]): void {
    const facts: Fact[] = []
    for (const row of rows) facts.push(new KeptFact(row, facts, this))
    const oldest = count === rows.length ? facts[0] : first ? new KeptFact(first, [], this) : undefined
    const history = new KeptHistory(facts, count, oldest, new HistoryKeeper(customer, name, this), stored)
    this.facts += rows.length
    for (const late of this.uncommitted.get(customer) ?? []) if (late.name === name) this.add(history, late.fact)
    const before = this.histories.get(customer, name)
    if (before) history.takeOver(before)
    this.histories.set(customer, name, history)
  }

  private add(history: KeptHistory, fact: Fact): void {
    history.add(new KeptFact(fact, history.rows, this))
    this.facts++
  }

  linesGrew(by: number): void {
    this.lines += by
  }

  /** So much is in memory that it should be forgotten. */
  get isFull(): boolean {
    return this.facts > this.most.facts || this.lines > this.most.lines
  }

  get hasManyBodies(): boolean {
    return this.bodies.isFull
  }

  get hasRoomAhead(): boolean {
    return this.bodies.hasRoomAhead
  }

  /** The batch is committed. */
  committed(): void {
    this.uncommitted.clear()
    this.bodies.keepLatest()
  }

  forgetHistory(customer: number): void {
    this.histories.delete(customer)
  }

  forget(): void {
    this.histories.clear()
    this.facts = 0
    this.lines = 0
    this.bodies.clear()
    this.uncommitted.clear()
  }
}

/** None where it is not among them. */
function nextTo(fact: Fact, among: readonly Fact[], next: Next): readonly Fact[] {
  const index = among.lastIndexOf(fact)
  if (index < 0) return []
  return next.oldestFirst ? newerThan(index, among, next) : olderThan(index, among, next)
}

function newerThan(index: number, among: readonly Fact[], { since, most }: Next): readonly Fact[] {
  const readBefore = index - among.findIndex(({ time }) => time >= since)
  return among.slice(index + 1, index + 1 + Math.max(most, readBefore))
}

function olderThan(index: number, among: readonly Fact[], { since, most }: Next): readonly Fact[] {
  const readBefore = among.length - index
  return among.slice(Math.max(0, index - Math.max(most, readBefore)), index).filter(({ time }) => time >= since)
}
