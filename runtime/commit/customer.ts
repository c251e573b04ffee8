import type { Profile } from '../../shared/customer.ts'
import type { Pursuit } from './goal.ts'
import type { LedgerLine } from './message.ts'

/** A person. The id is the log number of the entry that first named them. */
export interface Customer {
  readonly id: number
  /** When the first entry that named them was accepted. */
  readonly created: number
  readonly profile: Profile
  /** The next run's number, unless it is to be higher: see `runsFrom`. */
  readonly runs: number
  /** The last sweep that reached them when they changed last: one that changes nothing of them is not written down. */
  readonly swept: number
  /** The one wake-up for all their segments and planned starts; `null` when time alone changes nothing (H9). */
  readonly wake: number | null
  /** Set on a customer who joined another: the one who answers for them. */
  readonly joinedTo: number | null
  /** Messages that count for caps or may still be withdrawn, oldest first; absent: none. */
  readonly ledger?: readonly LedgerLine[]
  /** Entries that their runs made so far: the next one's number follows from it; absent: none. */
  readonly derived?: number
  /** Goals that may still be reached, in the order in which their runs began; absent: none. */
  readonly pursuits?: readonly Pursuit[]
}

/** Everything of `from` becomes `to`'s: identities, history, memberships, runs, enrolments, messages, trail, timeline. */
export interface Join {
  readonly from: number
  readonly to: number
  /** How many lines of the commit were made before it, where before and after differ; absent: none. */
  readonly after?: { readonly memberships: number; readonly enrolments: number }
}

export type MembershipChange =
  | { readonly customer: number; readonly segment: string; readonly since: number; readonly how: 'joined' | 'initial' }
  | { readonly customer: number; readonly segment: string; readonly since: null }
