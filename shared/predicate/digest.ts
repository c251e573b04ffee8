import { addDuration } from '../duration.ts'
import { limits } from '../limits.ts'
import { type Amount, add, millionthsOf, noAmount } from './amount.ts'
import type { Fact, History, Next } from './facts.ts'
import { type Around, matches } from './filter.ts'
import { valueAt } from './path.ts'
import type { LeafOf } from './schema.ts'
import { reachOf, slackOf } from './window.ts'

/** A leaf that has to read what events said. */
export type ReadingLeaf = LeafOf<'event' | 'sum'>

/** What an event that passes the leaf's filter means to it. */
export interface Line {
  readonly seq: number
  readonly time: number
  /** Infinity: it always counts. */
  readonly expiry: number
  /** In millionths; empty for a count. */
  readonly amounts: readonly number[]
  /** A value to be summed was missing, no number or too large. */
  readonly isPartial: boolean
}

/**
 * What a leaf found in a history, kept from one question to the next, so that no event is read twice: of each event that passes its filter
 * when it expires and what it adds to the sum. It follows the history: events are added as they come, also late ones, and older ones are
 * read when a question reaches back to them. The sum of what still counts is carried along as time passes.
 */
export class Digest {
  private readonly leaf: ReadingLeaf
  private readonly zone: string
  private readonly reach: number
  private readonly slack: number
  private readonly grew: (lines: number) => void
  /** So many of the newest events have been read, and which of them is the oldest. */
  private read = 0
  private oldest: Fact | undefined
  private readonly bySeq = new Map<number, Line>()
  /** In ascending order of expiry. Those before `expired` have, by `now`. */
  lines: Line[] = []
  expired = 0
  /** Of the last question. */
  private now = Number.NEGATIVE_INFINITY
  /** Of the lines that have not expired. */
  readonly sum: Amount = noAmount()
  partial = 0

  constructor(leaf: ReadingLeaf, zone: string, grew: (lines: number) => void) {
    this.leaf = leaf
    this.zone = zone
    this.grew = grew
    this.reach = reachOf(leaf.within)
    this.slack = slackOf(leaf.within, zone)
  }

  /** Whether so many of the newest events were read. */
  hasRead(count: number): boolean {
    return this.read >= count
  }

  lineOf(fact: Fact): Line | undefined {
    return this.bySeq.get(fact.seq)
  }

  /** The line of an event that nobody has kept yet; undefined if it does not pass. */
  lineFor(fact: Fact, next?: Next): Line | undefined {
    const { leaf, zone } = this
    const { seq, time } = fact
    const properties = fact.properties(next)
    if (leaf.where && !matches(leaf.where, properties, nothingAround).holds) return undefined
    const expiry = leaf.within === undefined ? Number.POSITIVE_INFINITY : addDuration(time, leaf.within as string, zone)
    if (leaf.test === 'event') return { seq, time, expiry, amounts: [], isPartial: false }
    return { seq, time, expiry, ...amountsOf(leaf, properties) }
  }

  /**
   * Lets time pass, and reads on until so many events count as can decide and nothing older outlives them, or everything older has surely
   * expired. What a read lacks is thrown by the history; what was read stays.
   */
  catchUp(history: History, now: number, needed: number): void {
    this.passTime(now)
    const most = Math.min(limits.historyPerEvent, history.length)
    const next = { since: now - this.reach, most: needed }
    const found: Line[] = []
    let standing = this.lines.length - this.expired
    // Of so many as are needed the one that goes first: what is older than it by the slack goes before.
    let first = standing < needed ? undefined : this.lines[this.lines.length - needed]
    const isEnough = (fact: Fact | undefined) => first && fact && fact.time <= first.time - this.slack
    try {
      while (this.read < most && !isEnough(this.oldest)) {
        const fact = history.at(-1 - this.read)
        if (!fact || fact.time < next.since || isEnough(fact)) break
        const line = this.lineFor(fact, next)
        if (line) found.push(line)
        if (line && line.expiry > now && ++standing === needed) first = line
        this.read++
        this.oldest = fact
      }
    } finally {
      this.takeIn(found)
    }
  }

  /** Older lines, the newest of them first: together, for the order of expiry is nearly theirs. */
  private takeIn(found: readonly Line[]): void {
    if (found.length === 0) return
    for (const line of found) {
      this.bySeq.set(line.seq, line)
      if (line.expiry <= this.now) this.expired++
      else this.count(line, 1)
    }
    this.lines = [...found.toReversed(), ...this.lines].sort(byExpiry)
    this.grew(found.length)
  }

  /** Whether an event is newer than one that was read. */
  isWithin({ time, seq }: Fact): boolean {
    const { oldest } = this
    return oldest !== undefined && (time > oldest.time || (time === oldest.time && seq > oldest.seq))
  }

  /** The history has grown by this event. One that is older than what was read is read when a question reaches back to it. */
  follow(history: History, fact: Fact): void {
    if (!this.isWithin(fact)) return
    this.keep(fact)
    this.read++
    if (this.read > limits.historyPerEvent) {
      const last = history.at(-this.read)
      if (last) this.drop(last)
      this.read--
      this.oldest = history.at(-this.read) ?? this.oldest
    }
    if (this.expired > mostExpired) this.forgetExpired()
  }

  private forgetExpired(): void {
    for (const line of this.lines.splice(0, this.expired)) this.bySeq.delete(line.seq)
    this.grew(-this.expired)
    this.expired = 0
  }

  private keep(fact: Fact): void {
    const line = this.lineFor(fact)
    if (!line) return
    const { lines } = this
    let at = lines.length
    while (at > 0 && (lines[at - 1] as Line).expiry > line.expiry) at--
    lines.splice(at, 0, line)
    this.bySeq.set(line.seq, line)
    this.grew(1)
    if (line.expiry <= this.now) this.expired++
    else this.count(line, 1)
  }

  private drop(fact: Fact): void {
    const line = this.bySeq.get(fact.seq)
    if (!line) return
    const { lines } = this
    const at = lines.indexOf(line)
    lines.splice(at, 1)
    this.bySeq.delete(line.seq)
    this.grew(-1)
    if (at < this.expired) this.expired--
    else this.count(line, -1)
  }

  private passTime(now: number): void {
    const { lines } = this
    this.now = now
    for (let line = lines[this.expired]; line && line.expiry <= now; line = lines[++this.expired]) this.count(line, -1)
    // A question about an earlier instant.
    for (let line = lines[this.expired - 1]; line && line.expiry > now; line = lines[--this.expired - 1])
      this.count(line, 1)
  }

  private count({ amounts, isPartial }: Line, sign: 1 | -1): void {
    for (const amount of amounts) add(this.sum, amount, sign)
    if (isPartial) this.partial += sign
  }
}

/** What has expired is asked about no more, unless a turn is taken again. */
const mostExpired = 1_000

const nothingAround: Around = { now: 0, zone: 'UTC', reference: () => undefined }

/** What an event adds to a sum: a list adds each of its elements. */
export function amountsOf(
  leaf: LeafOf<'sum'>,
  properties: Readonly<Record<string, unknown>>,
): Pick<Line, 'amounts' | 'isPartial'> {
  const value = valueAt(properties, leaf.property)
  const found = (Array.isArray(value) ? value : [value]).map(millionthsOf)
  const amounts = found.filter((amount) => amount !== undefined)
  return { amounts, isPartial: amounts.length < Math.max(1, found.length) }
}

/** Two that stay for ever are equal, which their difference would not say. */
export const byExpiry = (a: Pick<Line, 'expiry'>, b: Pick<Line, 'expiry'>): number =>
  a.expiry < b.expiry ? -1 : a.expiry > b.expiry ? 1 : 0
