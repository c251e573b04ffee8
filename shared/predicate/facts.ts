import type { Json } from '../customer.ts'
import type { Digest, ReadingLeaf } from './digest.ts'
import type { Channel, ConsentState } from './schema.ts'

/** One event of a customer's history, as predicates see it. `properties` parses on first use. */
export interface Fact {
  readonly seq: number
  /** Own time, milliseconds since 1970 UTC. */
  readonly time: number
  /**
   * To be called on the fact itself, which knows where to read: not on a copy. `removed` of one that was removed.
   *
   * @param next  which others the reader means to ask next, so that they are read with it; none where it is absent
   */
  properties(next?: Next): Readonly<Record<string, unknown>>
}

/** Other events of the same history, older ones: none before an instant, and about so many. */
export interface Next {
  /** Milliseconds since 1970 UTC. */
  readonly since: number
  readonly most: number
  /** Newer ones instead: the reader has begun at that instant. */
  readonly oldestFirst?: true
}

/** What an event said that was removed since: it has no values, and passes no filter, whatever that asks (rule 33). */
export const removed: Readonly<Record<string, unknown>> = Object.freeze({})

/**
 * A customer's events of one name in ascending order of (time, seq). It may lie on a disk and be very long, so it is read like an array
 * from either end, never as a whole: what is asked for is what is read.
 *
 * Old ones may have been removed, which changes no answer: the length counts them, the first and the newest three are there always, and
 * between the first and those that follow the gap there is nothing.
 *
 * @example history.at(-1) // the latest
 */
export interface History {
  /** All of them, however long ago. */
  readonly length: number
  /** As of an array: from the oldest, or with a negative number from the latest; undefined too for one that was removed. */
  at(index: number): Fact | undefined
  /** Where what leaves find is kept from one question to the next, and the events that are not in there yet. */
  readonly keeping?: { readonly history: KeepingHistory; readonly news: readonly Fact[] } | undefined
}

/** A history that lasts, and keeps what leaves found in it. */
export interface KeepingHistory extends History {
  /** @param make  `grew` is to be told how many lines more there are, or with a negative number how many less */
  digest(leaf: ReadingLeaf, zone: string, make: (grew: (lines: number) => void) => Digest): Digest
}

/** The run that asks, for windows `run`, references `trigger.…` and order numbers. */
export interface RunFacts {
  /** Own time of the event that began the run, else its start (rule 13). */
  readonly since: number
  /** The log number of the event that began it, left out of "since the run began"; 0 for a run begun otherwise. */
  readonly triggerSeq: number
  readonly triggerName: string
  readonly trigger: Readonly<Record<string, unknown>>
}

/**
 * Everything that a predicate may read about one customer at one instant. Reading is pure: the same facts, the same answer.
 */
export interface Facts {
  readonly now: number
  readonly zone: string
  readonly run?: RunFacts
  attribute(name: string): Json | undefined
  events(name: string): History
  isMember(segment: string): boolean
  consent(channel: Channel, purpose: 'marketing'): ConsentState
}

/** Every event of a history that is still there, for what is asked seldom: an explanation, a plan made anew. */
export function wholeOf(history: History): Fact[] {
  const found: Fact[] = []
  for (let fact = history.at(-1); fact; fact = history.at(-1 - found.length)) found.push(fact)
  const first = found.length < history.length ? history.at(0) : undefined
  return [...(first ? [first] : []), ...found.reverse()]
}

/** A history of which some events were removed, never the first: those that are left are the first and the newest. */
export function historyOf(left: readonly Fact[], length: number): History {
  if (left.length === length) return left
  return {
    length,
    at(index) {
      const back = index < 0 ? -index : length - index
      if (back === length) return left[0]
      return back < left.length ? left[left.length - back] : undefined
    },
  }
}

/**
 * What a leaf found, small enough to be kept for ever with the decision (rule 28): codes and parameters, no sentence.
 *
 * @property at      JSON pointer of the leaf inside what holds the condition, a node's settings or the workflow's: `/paths/0/when/all/1`
 * @property unknown the value compared was missing or of another type
 * @property value   the value found: the attribute, the count, the sum
 * @property events  log numbers of at most three events that decided it
 * @property others  values of the customer's attributes that it was compared with
 * @property zone    the customer's zone, where the leaf reads the calendar and it is not UTC
 * @property aside   it did not decide: another leaf did, alone
 */
export interface Because {
  readonly at: string
  readonly holds: boolean
  readonly unknown?: true
  readonly value?: Json
  readonly events?: readonly number[]
  readonly changesAt?: number
  readonly others?: { readonly [attribute: string]: Json }
  readonly zone?: string
  readonly aside?: true
}

/**
 * The truth now, and until when time alone leaves it so. While no fact changes, `holds` is constant on [now, changesAt);
 * `null` means for ever. Too early costs a look, too late is a bug (architecture, law 5).
 */
export interface Verdict {
  readonly holds: boolean
  readonly changesAt: number | null
  readonly because: readonly Because[]
}
