import type { Digest, ReadingLeaf } from '../shared/predicate/digest.ts'
import type { Fact, History, KeepingHistory, Next } from '../shared/predicate/facts.ts'

/** So many of a customer's newest events of one name are read at first: enough for nearly every condition. */
export const firstLook = 16
/** Of what came while a customer was in memory no more than twice so many stay there. */
const mostRows = 10_000

const mostDigests = 100

export const byTime = (a: Fact, b: Fact): number => a.time - b.time || a.seq - b.seq

/** Whoever has histories in memory. */
export interface Keeper {
  /** Tells who reads to come again once so many of the newest are loaded, and the first of all where it is wanted. */
  ask(more: { readonly newest: number; readonly first: boolean }): never
  /** Digests have so many lines more, or with a negative number so many less. */
  grew(lines: number): void
}

/**
 * A history of which only the newest rows are in memory. Who reads further back is told to come again, each time for several times as many,
 * so that a long way takes few looks.
 */
export class KeptHistory implements KeepingHistory {
  /** Those in memory: the newest, in ascending order. */
  readonly rows: Fact[]
  private count: number
  private stored: number
  private oldest: Fact | undefined
  private readonly keeper: Keeper
  /** By leaf and zone. They outlive this history when it is replaced by one of which more is in memory. */
  private digests = new Map<ReadingLeaf, Map<string, Digest>>()

  /**
   * @param rows    the newest of `count`, in ascending order
   * @param oldest  absent: not read yet, or there is none
   * @param stored  so many of them are still there, the oldest among them
   */
  constructor(rows: Fact[], count: number, oldest: Fact | undefined, keeper: Keeper, stored: number = count) {
    this.rows = rows
    this.count = count
    this.stored = stored
    this.oldest = oldest
    this.keeper = keeper
  }

  get length(): number {
    return this.count
  }

  /** A short one is read anew in less time and room than it takes to keep what was found. */
  get keeping(): History['keeping'] {
    return this.count < firstLook ? undefined : { history: this, news: [] }
  }

  at(index: number): Fact | undefined {
    const { rows, count, stored } = this
    const back = index < 0 ? -index : count - index
    if (back < 1 || back > count) return undefined
    if (back === count) return this.oldest ?? this.keeper.ask({ newest: Math.max(rows.length, firstLook), first: true })
    if (back < rows.length || (back === rows.length && back < stored)) return rows[rows.length - back]
    // What lies between the oldest and the others was removed.
    if (back >= stored) return undefined
    return this.keeper.ask({ newest: Math.max(back, 4 * rows.length), first: this.oldest !== undefined })
  }

  add(fact: Fact): void {
    const isWhole = this.rows.length === this.stored
    const [lowest] = this.rows
    this.count++
    this.stored++
    const isFirst = this.oldest ? byTime(fact, this.oldest) < 0 : this.count === 1
    if (isFirst) this.oldest = fact
    // What is older than all that is in memory will be read with what lies around it.
    if (isWhole || (lowest && byTime(fact, lowest) > 0)) insert(this.rows, fact)
    if (this.rows.length > 2 * mostRows) this.rows.splice(0, this.rows.length - mostRows - firstLook)
    for (const zones of this.digests.values()) for (const digest of zones.values()) digest.follow(this, fact)
  }

  digest(leaf: ReadingLeaf, zone: string, make: (grew: (lines: number) => void) => Digest): Digest {
    let zones = this.digests.get(leaf)
    if (!zones) {
      // Leaves of versions that nobody asks any more.
      if (this.digests.size >= mostDigests) this.forgetDigests()
      zones = new Map()
      this.digests.set(leaf, zones)
    }
    let digest = zones.get(zone)
    if (!digest) {
      digest = make((lines) => this.keeper.grew(lines))
      zones.set(zone, digest)
    }
    return digest
  }

  private forgetDigests(): void {
    for (const zones of this.digests.values())
      for (const digest of zones.values()) this.keeper.grew(-digest.lines.length)
    this.digests.clear()
  }

  takeOver(other: KeptHistory): void {
    this.digests = other.digests
  }
}

/**
 * Several histories as one: a customer's, of those who joined them, and what their turn has added. Read from the newest end.
 *
 * @param keeping  what is kept of them, if anything
 */
export function united(histories: readonly History[], keeping?: History['keeping']): History {
  const parts = histories.filter((history) => history.length > 0)
  const [only] = parts
  if (only && parts.length === 1 && (only.keeping || !keeping)) return only
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const taken = parts.map(() => 0)
  const newest: Fact[] = []

  /** False when there is none: the others were removed. */
  function takeNewest(): boolean {
    let [from, latest]: [number, Fact | undefined] = [0, undefined]
    for (const [index, part] of parts.entries()) {
      const head = part.at(-1 - (taken[index] as number))
      if (head && (!latest || byTime(head, latest) > 0)) [from, latest] = [index, head]
    }
    if (!latest) return false
    taken[from] = (taken[from] as number) + 1
    newest.push(latest)
    return true
  }

  return {
    length,
    keeping,
    at(index) {
      const back = index < 0 ? -index : length - index
      if (back < 1 || back > length) return undefined
      if (back === length)
        return parts.map((part) => part.at(0) as Fact).reduce((one, other) => (byTime(one, other) < 0 ? one : other))
      while (newest.length < back) if (!takeNewest()) return undefined
      return newest[back - 1]
    },
  }
}

/** In ascending order; what lies before is not read. */
export function latestSince(events: History, since: number): Fact[] {
  const found: Fact[] = []
  for (let fact = events.at(-1); fact && fact.time >= since; fact = events.at(-1 - found.length)) found.push(fact)
  return found.reverse()
}

/** For who asks what events said, from an instant on, until one is what they look for. */
export const oldestFirst = (since: number): Next => ({ since, most: firstLook, oldestFirst: true })

/** The same from the latest event back to an instant. */
export const newestFirst = (since: number): Next => ({ since, most: firstLook })

/** Keeps the order of (time, seq); nearly always at the end. */
function insert(facts: Fact[], fact: Fact): void {
  let at = facts.length
  for (let before = facts[at - 1]; before && byTime(before, fact) > 0; before = facts[at - 1]) at--
  facts.splice(at, 0, fact)
}
