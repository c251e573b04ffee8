import type { Json, Profile } from '../../shared/customer.ts'
import type { Identity } from '../../shared/event.ts'
import type { MailResponse } from '../../shared/mailEvents.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import type { Channel, Purpose } from '../../shared/predicate/schema.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { EnterPayload, FoldSettings, HoldReason, Overdue, RunsMove } from './entry.ts'

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
}

/** A person. The id is the log number of the entry that first named them. */
export interface Customer {
  readonly id: number
  /** When the first entry that named them was accepted. */
  readonly created: number
  readonly profile: Profile
  /** How many runs began for them: the next run's number. */
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

/** A run, or what would have been one of somebody held out, whose workflow's goal may still be reached; also after its end. */
export interface Pursuit {
  readonly run: string
  readonly workflow: string
  readonly version: number
  /** The trigger node that let it in. */
  readonly entered: string
  /** Log number of the event that began it; 0 when something else did. */
  readonly trigger: number
  readonly since: number
  /** When reaching the goal counts; `null`: only after a message, and none went out yet. */
  readonly window: { readonly from: number; readonly until: number } | null
  readonly heldOut?: true
}

/** A goal was reached: once for each run. */
export interface GoalReached {
  readonly customer: number
  readonly run: string
  readonly workflow: string
  readonly version: number
  readonly at: number
  /** The event that reached it; 0 when something else did. */
  readonly seq: number
  readonly heldOut: boolean
  /** In millionths; `null`: it has no value, or one in another currency. */
  readonly value: number | null
  readonly currency: string | null
}

/** An admitted message of a customer, until it counts for no cap any more. A function of the log like everything here. */
export interface LedgerLine {
  readonly key: string
  readonly workflow: string
  readonly channel: Channel
  readonly purpose: Purpose
  /** When it was admitted. */
  readonly at: number
  /** What became of it is not known yet. */
  readonly open?: true
  /** Its node asks nothing of the customer, so only who they are and what they allow may still stop it. */
  readonly unconditional?: true
}

/** Everything of `from` becomes `to`'s: identities, history, memberships, runs, enrolments, messages, trail, timeline. */
export interface Join {
  readonly from: number
  readonly to: number
  /** How many lines of the commit were made before it, where before and after differ; absent: none. */
  readonly after?: { readonly memberships: number; readonly enrolments: number }
}

export interface HistoryRow {
  readonly customer: number
  readonly name: string
  readonly time: number
  readonly seq: number
}

/** What a run made happen to its customer, kept as an entry of the log is: an event, or, without a name, the request that began a run. */
export interface DerivedEntry {
  /** Below zero: see derived.ts. */
  readonly seq: number
  readonly at: number
  readonly depth: number
  readonly name: string | null
  readonly body: string
}

export type MembershipChange =
  | { readonly customer: number; readonly segment: string; readonly since: number; readonly how: 'joined' | 'initial' }
  | { readonly customer: number; readonly segment: string; readonly since: null }

/** One customer's passage through one version. `id` is `<customer at birth>-<n>`, so that it derives from the log alone (H19). */
export interface Run {
  readonly id: string
  readonly customer: number
  readonly workflow: string
  readonly version: number
  /** The cart, the order; empty when the workflow names no key. */
  readonly key: string
  readonly node: string
  /** Visits counted over the whole run: the effect key is run:node:visit (rule 24). */
  readonly visit: number
  /** How often it went round again from each node that counts it; absent: never. */
  readonly repeats?: { readonly [node: string]: number }
  /** What the node wrote down to rest; `null` once the run has ended. */
  readonly rest: Json
  /** When it came to its node: what a delay and a time-out count from. */
  readonly arrived: number
  /** When time wakes it: the rest's own end, or the instant at which a standing condition can change. */
  readonly due: number | null
  /** Own time of the event that began it, else its start. */
  readonly since: number
  /** Number of the entry that began it, below zero when a run made it; 0 when something else did. */
  readonly trigger: number
  /** The trigger node that let it in. */
  readonly entered: string
  readonly started: number
  /** Set once and for ever: a run that has ended never goes on. */
  readonly ended: number | null
  /** Why it ended, as a code of the catalogue with its parameter. */
  readonly reason: EndReason | null
  readonly depth: number
  /** The workflows that led to it, the first cause first; absent: it began from outside. */
  readonly causes?: readonly string[]
}

export type EndReason =
  | { readonly code: 'reachedEnd' | 'replaced' | 'merged' | 'workflowEnded' | 'missed' | 'skipped' }
  | {
      readonly code: 'exitNode' | 'exitRule' | 'goalReached' | 'failed' | 'movedOut' | 'stopped'
      readonly detail: string
    }

/** Remembered beyond every retention, or "once ever" forgets. */
export interface Enrolment {
  readonly customer: number
  readonly workflow: string
  readonly key: string
  readonly count: number
  readonly last: number
}

/** That a customer was assigned at a node: kept for ever, so that they are assigned alike whenever they come again (rule 10). */
export interface Assignment {
  readonly customer: number
  readonly workflow: string
  readonly node: string
  /** The id that the assignment was made with, and is made with again after the customer joined another (rule 5). */
  readonly as: number
  /** The path that counts for the customer, in which version, and whether they reached the goal. */
  readonly exposed?: { readonly version: number; readonly port: string; readonly converted: boolean }
  /** When it was made. Of two that meet by a join the older holds, of two at once the one of the older customer. */
  readonly at: number
}

/**
 * A customer will enter a workflow by this trigger when it is due, unless the plan ends or changes before: an absence that has begun, a date
 * that is to come. One for each customer, workflow, trigger and key.
 */
export interface PlannedStart {
  readonly customer: number
  readonly workflow: string
  /** The trigger that planned it. */
  readonly node: string
  readonly key: string
  readonly due: number
  /** Own time of the event that it rests on; `null`: the run begins with its start. */
  readonly since: number | null
  /** Log number of the event that it rests on; 0 for none. */
  readonly trigger: number
}

export type PlannedChange =
  | PlannedStart
  | (Pick<PlannedStart, 'customer' | 'workflow' | 'node' | 'key'> & { readonly due: null })

/** A message or webhook that admission let go: a row of the outbox until its outcome is folded, the record of it afterwards. */
export interface Message {
  /** run:node:visit */
  readonly key: string
  readonly customer: number
  readonly workflow: string
  readonly version: number
  readonly node: string
  readonly run: string
  readonly channel: Channel | 'webhook'
  readonly purpose: Purpose
  /** The address as it was when admitted; the URL for a webhook. */
  readonly address: string
  /** The values that its templates name, as they were when admitted: rendering needs nothing else. */
  readonly values: Json
  readonly admitted: number
  /** Delivery may not begin later (rule 22). */
  readonly sendBefore: number
  /** It was judged again and may not go yet: then it is judged once more; absent: it may go at once. */
  readonly notBefore?: number
  /** When it is given up; absent: it was admitted before there was such a time. */
  readonly giveUp?: number
  readonly depth: number
  /** In which ways it came back, absent: in none. */
  readonly responses?: readonly MailResponse[]
}

/** What became of a message, written by folding its outcome; `cancelled` when it was judged again and may no longer go. */
export interface MessageState {
  readonly key: string
  readonly state: 'sent' | 'failed' | 'uncertain' | 'cancelled'
  readonly at: number
  readonly detail: string
  readonly attempts: number
}

/** What first came back of a message, in one way: a person who clicks twice counts once. */
export interface Response {
  /** The message's. */
  readonly key: string
  readonly what: MailResponse
  readonly at: number
}

/** One step of a run: the decisions between two rests, in order, with what decided them. At most 1 kB each. */
export interface TrailStep {
  readonly customer: number
  readonly run: string
  readonly at: number
  readonly decisions: readonly Decision[]
}

/**
 * A line of the decision log, with its step's time, customer, run, workflow and version added when written out.
 *
 * - `entered`: a trigger let the customer in      - `took`: a node was left by a port
 * - `rested`: the run rests until `until`         - `asked`: an effect was admitted, deferred or skipped
 * - `reached`: the workflow's goal, perhaps after the run's end
 * - `ended`: the run is over                      - `failed`: a behaviour threw; only this run stops
 * - `moved`: the run came to this node by a change of its version
 */
export interface Decision {
  readonly node: string
  readonly visit: number
  readonly what: 'entered' | 'took' | 'rested' | 'asked' | 'reached' | 'ended' | 'failed' | 'moved'
  readonly port?: string
  readonly until?: number
  /** A code of the catalogue (`because.*`), with parameters. */
  readonly why?: string
  readonly params?: { readonly [name: string]: Json }
  readonly because?: readonly Because[]
  /** Leaves for which there was no room. */
  readonly more?: number
  /** The log entry that led to it; absent when time did. */
  readonly seq?: number
  /** Rests on an assumption of a rehearsal, not on something that happened (H22). */
  readonly assumed?: true
}

/** What the timeline shows beside events, messages and trails. */
export interface TimelineRow {
  readonly customer: number
  readonly at: number
  readonly what:
    | 'segmentJoined'
    | 'segmentLeft'
    | 'customersJoined'
    | 'consentChanged'
    | 'notEnrolled'
    | 'addressRefused'
    | 'heldOut'
    | 'goalReached'
  readonly detail: Json
}

/** Summed over the batch (H28). People waiting at a node = `in` + `movedIn` - left by ports that lead on - `ended` - `movedOut`. */
export interface CounterDelta {
  readonly workflow: string
  readonly version: number
  readonly node: string
  /**
   * `in`, `out:<port>`, `sent`, `failed`, `skipped`, `deferred`, a MailResponse, `exposed:<port>`, `converted:<port>`, `ended` (the node where runs ended),
   * `started`, `movedIn` and `movedOut` (runs that changed their version), `overdue` (runs whose time came while paused, less those that
   * went on), `keptOut:<instant>` (customers whom the pause that began then kept from entering); at triggers also `endedBy:<code>` and `endedBy:<code>:<detail>`
   * (why runs ended that began there), `heldOut`, `converted`,
   * `value:<currency>`, `heldOutConverted`, `heldOutValue:<currency>`.
   */
  readonly counter: string
  /** Local day of the installation, `2026-11-22`. */
  readonly day: string
  readonly by: number
}

/** The live state as the fold sees it: changed only by folding markers, so that an entry meets what was live when it was accepted. */
export type LiveChange =
  | {
      readonly kind: 'workflow'
      readonly id: string
      readonly version: number
      readonly state: 'live' | 'paused' | 'ended'
      /** Since when it is paused. */
      readonly pausedAt?: number
      readonly seq: number
    }
  | {
      readonly kind: 'segment'
      readonly id: string
      readonly definition: SegmentDefinition | null
      readonly seq: number
    }
  | { readonly kind: 'look'; readonly id: 'look'; readonly at: number; readonly seq: number }
  | {
      readonly kind: 'winner'
      /** Workflow, version and node of the experiment. */
      readonly id: string
      readonly port: string
      readonly at: number
      readonly seq: number
    }
  | {
      readonly kind: 'schedule'
      /** Workflow and trigger. */
      readonly id: string
      /** Up to here its instants are taken care of. */
      readonly settled: number
      readonly seq: number
    }
  | { readonly kind: 'settings'; readonly id: 'settings'; readonly settings: FoldSettings; readonly seq: number }
  | {
      readonly kind: 'gap'
      readonly id: string
      readonly from: number
      /** `null`: it lasts until somebody says to go on. */
      readonly to: number | null
      readonly why?: HoldReason
      /** What came due in it is not done. */
      readonly skips?: true
      readonly seq: number
    }

/**
 * A change applied to many customers, page by page, as of the instant of its marker (H2). Its number is the marker's log number.
 * - `segment`: who is a member under a new definition; nobody joins or leaves by it (rule 29)
 * - `publish`: runs come to the new version as the map says; members of the trigger's segment enter, if they were included
 * - `resume`: runs that were held while the workflow was paused go on
 * - `end`: every run of the workflow ends
 * - `enter`: whoever belongs to the audience enters by a trigger
 * - `plan`: starts are planned by the triggers of the version that is live now, for customers who were known before
 */
export interface Sweep {
  readonly n: number
  readonly at: number
  readonly what:
    | { readonly kind: 'segment'; readonly segment: string }
    | {
        readonly kind: 'publish'
        readonly workflow: string
        readonly version: number
        readonly move?: RunsMove
        readonly include?: true
      }
    | {
        readonly kind: 'resume'
        readonly workflow: string
        readonly overdue?: Overdue
        readonly pausedAt?: number
      }
    | Entering
    | { readonly kind: 'end' | 'plan'; readonly workflow: string }
  /** The last customer that a page reached; `null` when done. */
  readonly cursor: number | null
}

/** An audience that enters, with the instant of the schedule or with what somebody who asked gave. */
export interface Entering extends Omit<EnterPayload, 'type' | 'skipped'> {
  readonly kind: 'enter'
}

/** An entry or a run that could not be folded, one rule wide, shown to people (H12). */
export interface Parked {
  readonly seq: number
  readonly customer: number
  readonly what: string
  readonly why: string
}
