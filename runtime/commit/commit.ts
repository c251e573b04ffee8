import type { Identity } from '../../shared/event.ts'
import type { Assignment } from './assignment.ts'
import type { CounterDelta } from './counter.ts'
import type { Customer, Join, MembershipChange } from './customer.ts'
import type { Enrolment } from './enrolment.ts'
import type { GoalReached } from './goal.ts'
import type { DerivedEntry, HistoryRow } from './history.ts'
import type { LiveChange } from './live.ts'
import type { Message, MessageState, Response } from './message.ts'
import type { PlannedChange } from './plannedStart.ts'
import type { Run } from './run.ts'
import type { Sweep } from './sweep.ts'
import type { TimelineRow } from './timeline.ts'
import type { TrailStep } from './trail.ts'

/**
 * A commit is one value: all that a batch of turns changed, in plain data. Storage writes it whole or not at all.
 * Lists are in the order in which they are to be written; a later line for the same key replaces an earlier one.
 */
export interface Commit {
  /** Compared and raised by one as the commit's first act; another value there means that somebody else folded: Conflict. */
  readonly version: number
  /** The last entry folded. */
  readonly position: number
  /** Timers up to here have fired; no entry may ever be stamped earlier. */
  readonly clock: number
  readonly joins: readonly Join[]
  readonly customers: readonly Customer[]
  /** As storage has them, so that only what changed is written; null: not yet. Of whom it does not speak, everything is written. */
  readonly customersBefore?: readonly (readonly [id: number, before: Customer | null])[]
  readonly identities: readonly { readonly identity: Identity; readonly customer: number }[]
  readonly history: readonly HistoryRow[]
  /** New ones only. */
  readonly derived: readonly DerivedEntry[]
  readonly memberships: readonly MembershipChange[]
  readonly runs: readonly Run[]
  readonly enrolments: readonly Enrolment[]
  readonly assignments: readonly Assignment[]
  readonly planned: readonly PlannedChange[]
  readonly messages: readonly Message[]
  readonly messageStates: readonly MessageState[]
  readonly responses: readonly Response[]
  /** Messages that have not begun are cancelled: all of a run that was left (rule 15), or one; what is claimed goes on. */
  readonly cancelled: readonly {
    readonly run: string
    readonly key?: string
    readonly at: number
    readonly detail: string
  }[]
  readonly goals: readonly GoalReached[]
  readonly trail: readonly TrailStep[]
  readonly timeline: readonly TimelineRow[]
  readonly counters: readonly CounterDelta[]
  readonly live: readonly LiveChange[]
  readonly sweeps: readonly Sweep[]
  readonly parked: readonly Parked[]
  /** Who is erased, after everything else of the commit is written. */
  readonly erased: readonly Erased[]
}

/** A customer who is erased, with those who had joined them, by the entry with this number. */
export interface Erased {
  readonly customer: number
  readonly seq: number
  readonly at: number
}

/** An entry or a run that could not be folded, one rule wide, shown to people (H12). */
export interface Parked {
  readonly seq: number
  readonly customer: number
  readonly what: string
  readonly why: string
}
