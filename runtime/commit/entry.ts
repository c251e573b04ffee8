import type { Audience } from '../../shared/audience.ts'
import type { ConsentPurpose, Json } from '../../shared/customer.ts'
import type { AcceptedEvent, Identity } from '../../shared/event.ts'
import type { Channel, ConsentState } from '../../shared/predicate/schema.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { Sending } from '../../shared/sending.ts'

/**
 * A line of the log. What happens outside reaches the fold as an entry and in no other way, so that the log alone decides:
 * what customers did, what became of deliveries, and what people changed in Perennial (markers).
 */
export type Payload =
  | EventPayload
  | StartPayload
  | EnterPayload
  | ConsentPayload
  | OutcomePayload
  | ErasePayload
  | MarkerPayload
  | GapPayload
  | FoldPayload

/** Something that happened to a customer. */
export interface EventPayload extends Omit<AcceptedEvent, 'messageId'> {
  readonly type: 'event'
}

/** Somebody asks that a customer enter a workflow, by its trigger for requests. The run reads the properties as `trigger.…`. */
export interface StartPayload {
  readonly type: 'start'
  readonly workflow: string
  readonly identity: Identity
  readonly properties: Readonly<Record<string, Json>>
}

/**
 * An audience enters a workflow by one of its triggers: a schedule is due, or somebody asks for it. What it means for each customer is a
 * sweep, as of this entry.
 */
export interface EnterPayload {
  readonly type: 'enter'
  readonly workflow: string
  /** The trigger. */
  readonly node: string
  readonly audience: Audience
  /** The instant of the schedule, which may have been missed; absent: somebody asked. */
  readonly due?: number
  /** The schedule leaves out what was missed: nobody enters, and the next instant counts. */
  readonly skipped?: true
  /** What somebody who asked gave; the runs read it as `trigger.…`. */
  readonly properties?: Readonly<Record<string, Json>>
}

/**
 * A decision about consent that did not come as an event: the hosted page, one-click, the API.
 * `address` denies for everyone with that address (RFC 8058 knows no customer).
 */
export interface ConsentPayload {
  readonly type: 'consent'
  readonly identity: Identity
  readonly channel: Channel
  readonly purpose: ConsentPurpose
  readonly is: Exclude<ConsentState, 'unknown'>
  readonly source: string
  readonly wording?: string
  readonly time: number
}

/** What became of a delivery, or of a message that delivery did not begin (`notSent`: one that may still go is judged again, rule 22). */
export interface OutcomePayload {
  readonly type: 'outcome'
  readonly message: string
  readonly customer: number
  readonly outcome: 'sent' | 'failed' | 'uncertain' | 'notSent'
  /** What the receiver or the channel said: an SMTP reply, an HTTP status, `vetoed`, `stale`, `cancelled`. */
  readonly detail: string
  /** The receiver said that the address will never work. */
  readonly permanent?: boolean
  readonly attempts: number
  /** Nobody was asked: a rehearsal supposes it (H22). */
  readonly assumed?: true
}

/** A customer is erased (rule 30). It bears a number alone, for it stays when everything else that was known of them is gone. */
export interface ErasePayload {
  readonly type: 'erase'
  readonly customer: number
}

/** A change that concerns many customers. Its fold changes the live state; what it means for each customer is a sweep. */
export type MarkerPayload =
  | {
      readonly type: 'workflow'
      readonly workflow: string
      readonly version: number
      readonly state: 'live' | 'paused' | 'ended'
      /** Runs of other versions come to this one (rule 25). */
      readonly move?: RunsMove
      /** Members of the segment that triggers it enter, who have not joined it (rule 29). */
      readonly include?: true
      /** On resuming: what becomes of timers that came due meanwhile (rule 26). */
      readonly overdue?: Overdue
    }
  | { readonly type: 'segment'; readonly segment: string; readonly definition: SegmentDefinition | null }
  | { readonly type: 'settings'; readonly settings: FoldSettings }
  /** From here on another release of the time zone database decides which instant a local time is: see zoneData.ts. */
  | { readonly type: 'zoneData'; readonly release: string }

/**
 * Time when nobody was running, or when it could not be believed (rule 21). Timers that came due in it fire at its end.
 *
 * - `gap`: from the last sign of life to the start
 * - `hold`: since `from` no timer fires, until `release`
 * - `release`: somebody said to go on, with what came due meanwhile or without it
 */
export type GapPayload =
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | {
      readonly type: 'hold'
      readonly from: number
      readonly why: HoldReason
      /** Of a store that was a backup: the least number of a run that begins in it. Absent: the entry's second since 1970. */
      readonly runsFrom?: number
    }
  | { readonly type: 'release'; readonly overdue: 'run' | 'skip' }

/** A long absence; a clock that was set forward, or back; a backup that became a store. */
export type HoldReason = 'absence' | 'clockAhead' | 'clockBehind' | 'restored'

/** From here on another version of the fold decides: see foldVersion.ts. It changes nothing by itself. */
export interface FoldPayload {
  readonly type: 'fold'
  readonly version: number
}

/**
 * Where the runs of older versions go, by the node at which they rest. Ids are never used again, so one map does for all versions.
 * A run at a node that is not named stays on its version.
 */
export interface RunsMove {
  readonly nodes: { readonly [node: string]: Destination }
  /** A delay or a wait goes on counting from when the run came to the node that it leaves, where both are of one kind. */
  readonly keepElapsed: boolean
}

/** Another node, as a new visit, or the end with a reason. */
export type Destination = { readonly to: string } | { readonly end: string }

/** Timers that came due in a pause: they fire now, their runs end, or the workflow's time moves on by the length of the pause. */
export type Overdue = 'run' | 'skip' | 'shift'

/** The settings of the installation that decide something in the fold. */
export interface FoldSettings {
  readonly zone: string
  /** Whether marketing also goes to people who never said no. */
  readonly marketingToUnknown: boolean
  readonly currency: string
  readonly sending: Sending
}

export interface NewEntry {
  /** Unique for at least 30 days; absent for markers. */
  readonly id?: string
  /** Kept for ever in a table of its own, so that loading a file again adds nothing. */
  readonly idForEver?: true
  readonly payload: Payload
  /** The causes that led here; 0 for what came from outside (H16). */
  readonly depth?: number
  /** In a database with clock `data` the entry's own time moves the clock; absent: the clock stands. */
  readonly clock?: number
}

export interface Entry {
  readonly seq: number
  /** When it was accepted, milliseconds; never earlier than the entry before (law 1). */
  readonly at: number
  readonly depth: number
  readonly payload: Payload
}

/**
 * `duplicateOf`: its id came before, with that entry; nothing of it was kept. `conflict`: that one says something else.
 * `erased`: it is about somebody who was erased, and nothing of it was kept.
 */
export type Appended =
  | { readonly entry: Entry }
  | { readonly duplicateOf: number; readonly conflict: boolean }
  | { readonly erased: true }

/** The number of the entry that it became or repeats; 0: of none. */
export const positionOf = (one: Appended | undefined): number =>
  !one || 'erased' in one ? 0 : 'entry' in one ? one.entry.seq : one.duplicateOf
