import type { Identity } from '../../shared/event.ts'
import type { Retention } from '../../shared/retention.ts'
import type { Assignment } from '../commit/assignment.ts'
import type { Commit } from '../commit/commit.ts'
import type { Customer } from '../commit/customer.ts'
import type { Enrolment } from '../commit/enrolment.ts'
import type { Appended, Entry, NewEntry } from '../commit/entry.ts'
import type { HistoryPlace } from '../commit/history.ts'
import type { LiveChange } from '../commit/live.ts'
import type { Message } from '../commit/message.ts'
import type { PlannedStart } from '../commit/plannedStart.ts'
import type { Run } from '../commit/run.ts'
import type { Sweep } from '../commit/sweep.ts'
import type { BackedUp } from './backedUp.ts'
import type { ControlChange, ControlResult, MailLink } from './control.ts'
import type { OldHistories, RetentionPass } from './removal.ts'

/**
 * The durable border. An adapter keeps the log, the fold's tables and the outbox of one store; nothing else holds SQL.
 *
 * Every verb takes a whole batch and is asynchronous, so that an engine behind a network can follow. One writer calls the verbs,
 * one after another. What was appended is committed with the next `commit`, `claim`, `settle` or `control`: log and fold share a
 * transaction, and a fold that throws costs no acknowledgement (law 3). What is committed outlives the process, and the machine once
 * `durable` says so: nobody outside is answered, and nothing leaves, before. Nothing that is lost with the machine comes before what is kept.
 *
 * Errors: `Conflict` when another process folds this store or the version differs; `DiskFull`; anything else is a defect.
 */
export interface Storage {
  readonly capabilities: Capabilities

  /** Where the log and the fold stand. */
  head(): Promise<Head>

  /**
   * Gives each entry the next number and the time max(wall, the last `at`, the fold's clock); with clock `data`, `entry.clock` in
   * place of wall. An id seen in the last 30 days gives `duplicateOf`; another body under the same id is a conflict, the first is kept.
   * Withdrawals of consent take effect here: their veto is written with them (rule 23). What is about somebody who was erased gives
   * `erased` (rule 30).
   */
  append(entries: readonly NewEntry[], wall: number): Promise<readonly Appended[]>

  /** Entries after `seq`, in order: what a restart has yet to fold, and what a rehearsal reads. */
  entries(after: number, limit: number): Promise<readonly Entry[]>

  /** All that the fold asked for, in one look. What does not exist is absent from the answer. */
  load(wanted: Wanted): Promise<Loaded>

  /** Customers and runs whose timer is due at or before `until`, earliest first. */
  dueTimers(until: number, limit: number): Promise<readonly DueTimer[]>

  /** Customers after `cursor` whom sweep `n` has not reached, by id. */
  sweepPage(sweep: Sweep, limit: number): Promise<readonly number[]>

  /**
   * Writes the value whole or not at all, and with it what was appended. When it throws, nothing of the value is there, and what was
   * appended waits for the next commit; only `DiskFull` loses that too.
   */
  commit(value: Commit): Promise<void>

  /**
   * Resolves once all that was committed before is on disk; the writer need not wait for it. When it rejects nobody knows what is there, and
   * it never resolves again.
   */
  durable(): Promise<void>

  /** Looks at the next `limit` customers of a pass: up to whom, null when none is left, and who of them has events that it may remove. */
  oldEvents(
    pass: RetentionPass,
    limit: number,
  ): Promise<{ readonly upTo: number | null; readonly customers: readonly number[] }>

  /**
   * Removes events of these customers, in this order, about `limit` of them, and writes with them how far the pass has come, which is `upTo`
   * when all are done. Of each name the first and the newest three stay in the history, without what they said, and the total stays as it
   * was. Raises the version as a commit does.
   */
  removeOld(version: number, pass: RetentionPass, old: OldHistories, limit: number): Promise<RetentionPass>

  /**
   * Removes about `limit` rows of customers whom a commit erased, from the log and from everywhere else, and raises the version as a commit
   * does. `nothing`: nothing is left of them, nor in any file of the store; `waits`: a reader still holds what has yet to go, or a copy beside the
   * store can't be removed, and the version stays as it is.
   */
  removeErased(version: number, limit: number): Promise<'more' | 'waits' | 'nothing'>

  /**
   * Takes messages of one channel that may begin now: at most `free`, oldest first. Those that were cancelled, with a veto or with a
   * `sendBefore` in the past come back as `cancelled`, `vetoed` and `stale`, with every claim until their outcome `notSent` is in the log;
   * judged again, they keep their place and their count of attempts. A cancelled webhook counts for nothing and is passed over. Those of a
   * paused workflow wait aside until it goes on, and marketing to somebody whom an entry that is not folded names together with another waits
   * for the fold. A claim is committed when this returns. A channel that cannot send is never asked for, so that its messages wait. While
   * marketing is held, only transactional messages are looked at.
   */
  claim(now: number, free: number, channel: Message['channel'], marketingIsHeld?: boolean): Promise<Claims>

  /** Writes down attempts that will be tried again. Outcomes that end a delivery are entries: see `append`. */
  settle(retries: readonly Retry[]): Promise<void>

  /** Keeps where links of a message lead. One that is kept stays as it is. */
  keepLinks(message: string, links: readonly MailLink[]): Promise<void>

  /**
   * Deliveries claimed by a process that is gone: an SMTP send among them is uncertain, a webhook is simply sent again, unless it was
   * cancelled meanwhile. In a store that was a backup also whatever waited to leave when that was made.
   */
  abandoned(): Promise<readonly Claimed[]>

  /**
   * In a store that was a backup: the withdrawals of consent that were accepted after it was made, as entries to append. An adapter keeps
   * each a second time, outside of what a backup replaces.
   */
  withdrawn(): Promise<readonly NewEntry[]>

  /**
   * In a store that was a backup, or whose file was put back as it was: the customers in it who were erased since, to erase again. What is named
   * by any who were is not taken any more. Asked before anything is appended.
   */
  erasedSince(): Promise<readonly number[]>

  /** What the process says of itself, committed when this returns: the next one learns it from `head`. */
  beat(pulse: Pulse): Promise<void>

  /** Drafts, publishing, segments, sources, settings: checked and written with their marker, refused without a trace (H13). */
  control(change: ControlChange, wall: number): Promise<ControlResult>

  /**
   * Copies the store as of one moment between two commits into `file`, which must not be there, while everything else goes on; a little at a
   * time. The copy is whole under that name or not there at all. Closing the store ends it.
   *
   * @param progress  pages that are copied, and how many there are
   */
  backUp(file: string, progress: (copied: number, pages: number) => void): Promise<BackedUp>

  close(): Promise<void>
}

export interface Capabilities {
  /** Whether several processes may fold one store at once. */
  readonly manyWriters: boolean
  /** Whether an open read transaction of pages holds up the writer. */
  readonly readersBlockWriter: boolean
}

export interface Head {
  readonly version: number
  /** The last entry in the log, and when it was accepted. */
  readonly last: number
  readonly lastAt: number
  /** The last entry folded. */
  readonly position: number
  readonly clock: number
  readonly clockKind: 'wall' | 'data'
  readonly live: readonly LiveChange[]
  readonly sweeps: readonly Sweep[]
  readonly pulse: Pulse
  /** How long events are kept, and how the removal of older ones stands; null: there never was one. */
  readonly retention: { readonly setting: Retention; readonly pass: RetentionPass | null }
  /** Something of customers who were erased is left: see `removeErased`. */
  readonly isErasing: boolean
  /** The version of the fold that decides what comes after the entry `since`; 0: one before versions were counted. */
  readonly fold: { readonly version: number; readonly since: number }
}

/** The life of the process that holds the store, as the one after it finds it. */
export interface Pulse {
  /** When it last said that it is there, by the machine's clock; 0 when nobody ever did. */
  readonly alive: number
  /** It stopped in order. */
  readonly ended: boolean
  /** The entry that it was about to fold, and how many processes in a row were: the next may die of it too (H12). */
  readonly suspect: { readonly seq: number; readonly tries: number } | null
  /** The store is a backup that nobody has opened as a store before: others may have gone on from the same moment. */
  readonly copied: boolean
}

export interface Wanted {
  readonly identities?: readonly Identity[]
  readonly customers?: readonly number[]
  readonly runs?: readonly string[]
  readonly history?: readonly WantedHistory[]
  /** Bodies of log entries by number, for properties. */
  readonly bodies?: readonly number[]
  readonly enrolments?: readonly { readonly customer: number; readonly workflow: string; readonly key: string }[]
  readonly goals?: readonly { readonly customer: number; readonly workflow: string }[]
  readonly assignments?: readonly { readonly customer: number; readonly workflow: string; readonly node: string }[]
  /** Totals of the counters of a version. */
  readonly tallies?: readonly { readonly workflow: string; readonly version: number }[]
  readonly messages?: readonly string[]
  /** Published documents, as JSON text. */
  readonly versions?: readonly { readonly workflow: string; readonly version: number }[]
}

/** A customer's `newest` events of one name, and the first of all where somebody asks for it. */
export interface WantedHistory {
  readonly customer: number
  readonly name: string
  readonly newest: number
  readonly first?: boolean
}

/** A customer with what every turn needs: memberships, active runs and planned starts. */
export interface LoadedCustomer {
  readonly customer: Customer
  readonly identities: readonly Identity[]
  readonly memberships: readonly { readonly segment: string; readonly since: number }[]
  readonly runs: readonly Run[]
  readonly planned: readonly PlannedStart[]
}

export interface Loaded {
  readonly identities: readonly { readonly identity: Identity; readonly customer: number }[]
  readonly customers: readonly LoadedCustomer[]
  readonly runs: readonly Run[]
  readonly history: readonly {
    readonly customer: number
    readonly name: string
    /** How many there are, however long ago. */
    readonly count: number
    /** So many of them, at most, were not removed. */
    readonly stored: number
    /** Absent where it was not asked for and is not among the rows; `null`: there is none. */
    readonly first?: HistoryPlace | null
    /** In ascending order of (time, seq). */
    readonly rows: readonly HistoryPlace[]
  }[]
  readonly bodies: readonly { readonly seq: number; readonly name: string; readonly body: string }[]
  /** Old events were removed once: a body that is not there may be that of one. */
  readonly hasRemoved: boolean
  readonly enrolments: readonly Enrolment[]
  /** Events that reached a goal. */
  readonly goals: readonly { readonly customer: number; readonly workflow: string; readonly seq: number }[]
  readonly assignments: readonly Assignment[]
  readonly tallies: readonly Tally[]
  readonly messages: readonly Message[]
  readonly versions: readonly { readonly workflow: string; readonly version: number; readonly document: string }[]
}

/** A counter, summed over all days. */
export interface Tally {
  readonly workflow: string
  readonly version: number
  readonly node: string
  readonly counter: string
  readonly total: number
}

/** `run` is empty for the customer's own wake-up. */
export interface DueTimer {
  readonly due: number
  readonly customer: number
  readonly run: string
}

export interface Claimed {
  readonly message: Message
  readonly attempt: number
  /** It waited to leave when the store was restored or rebuilt: it may have left before. */
  readonly restored?: true
  /** Its run was left after it was claimed: it is not made again. */
  readonly cancelled?: true
  /** The customer refuses that it is noted what they open and click. */
  readonly refusesTracking?: true
}

export interface Claims {
  /** The time by which it was found out what may begin. */
  readonly now: number
  readonly claimed: readonly Claimed[]
  readonly stale: readonly Message[]
  readonly vetoed: readonly Message[]
  readonly cancelled: readonly Message[]
  /** When the next message of the channel may begin that may not yet; `null`: none waits for a time. */
  readonly next: number | null
  /** Much had to be passed over: more may begin at once. */
  readonly more?: true
}

export interface Retry {
  readonly key: string
  readonly attempt: number
  readonly notBefore: number
  readonly detail: string
}

/** Another process holds this store, or folded meanwhile. Read the head again, or stop. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** No room to write. Nothing since the last commit was stored; accept nothing until there is room. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull'
}
