import type { z } from 'zod'
import type { CustomerDetail, CustomerSummary } from '../../shared/api/models/customer.ts'
import type { MessageDetail, MessageState, MessageSummary } from '../../shared/api/models/message.ts'
import type { Parked } from '../../shared/api/models/parked.ts'
import type { Refused } from '../../shared/api/models/refused.ts'
import type { RunSummary, TrailDecision } from '../../shared/api/models/run.ts'
import type { SegmentSummary } from '../../shared/api/models/segment.ts'
import type { RetentionProgress } from '../../shared/api/models/settings.ts'
import type { Source } from '../../shared/api/models/source.ts'
import type { WorkflowStats } from '../../shared/api/models/stats.ts'
import type { TimelineItem } from '../../shared/api/models/timelineItem.ts'
import type { VersionSummary } from '../../shared/api/models/version.ts'
import type { Vocabulary } from '../../shared/api/models/vocabulary.ts'
import type { WorkflowDetail, WorkflowSummary } from '../../shared/api/models/workflow.ts'
import type { Json, Profile } from '../../shared/customer.ts'
import type { Identity } from '../../shared/event.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { LedgerLine } from '../commit/message.ts'
import type { CompiledMail, StoreSettings } from './control.ts'

type Of<Model extends z.ZodType> = z.output<Model>

/** Events that happened before an instant, but for names that are kept for ever, of the next so many customers after one. */
export interface OldEventsQuery {
  readonly after: number
  readonly limit: number
  readonly before: number
  readonly forEver: readonly string[]
}

/**
 * What pages read: never more than asked for, each answer in short read transactions, so that reading holds up nobody. Answers are the
 * API's models less what storage cannot know: sentences, problems of drafts, rendered subjects. What does not exist is `null`.
 *
 * Lists are newest first. `after` is the `next` of the page before; one that is not throws a Refusal.
 */
export interface Pages {
  counts(): Promise<Counts>
  /** What a hold since `since` keeps from happening until `now`. Each is counted up to 10,000. */
  heldUp(hold: {
    readonly since: number
    readonly now: number
  }): Promise<{ readonly runs: number; readonly messages: number }>
  vocabulary(): Promise<Of<typeof Vocabulary>>
  settings(): Promise<StoreSettings>
  /** How the removal of old events stands. */
  retention(): Promise<Of<typeof RetentionProgress>>
  /** Events that a removal would take away from some customers, in the order of their ids; `last` is `null` when there are no more of them. */
  oldEvents(query: OldEventsQuery): Promise<{ readonly events: number; readonly last: number | null }>
  sources(query: Paging): Promise<List<Of<typeof Source>>>
  refused(query: Paging): Promise<List<Of<typeof Refused>>>
  refusedEvent(id: number): Promise<Of<typeof Refused> | null>
  parked(query: Paging): Promise<List<Of<typeof Parked>>>

  /** `now` says which seven days are the last. */
  workflows(query: Paging & { readonly now: number }): Promise<List<WorkflowLine>>
  workflow(id: string): Promise<WorkflowDraft | null>
  /** `document` and `before` are JSON text: what they differ in is for words to say. */
  versions(workflow: string, query: Paging): Promise<List<VersionLine>>
  version(workflow: string, version: number): Promise<PublishedText | null>
  /** How nodes of these ids were drawn in versions that have them, newest first. */
  nodesBefore(workflow: string, ids: readonly string[]): Promise<readonly NodeBefore[]>
  stats(workflow: string): Promise<Of<typeof WorkflowStats> | null>
  /** Those who were assigned at splits and experiments of a version, by path, and which path took over. */
  assigned(workflow: string, version: number): Promise<Assigned>
  /** How many active runs rest at each node, by version; none where it is nobody. */
  inside(
    workflow: string,
  ): Promise<readonly { readonly version: number; readonly node: string; readonly runs: number }[]>

  customers(
    query: Paging & { readonly query?: string | undefined; readonly segment?: string | undefined },
  ): Promise<List<Of<typeof CustomerSummary>>>
  customer(id: string): Promise<Of<typeof CustomerDetail> | null>
  timeline(customer: string, query: Paging): Promise<List<TimelineLine>>
  /** Customers with the facts that a predicate may read, in the order of their ids: `after` is the last id of the page before. */
  facts(query: FactsQuery): Promise<readonly CustomerFacts[]>
  entering(customer: string, workflow: string): Promise<EnteringText | null>

  runs(query: RunsQuery): Promise<List<Of<typeof RunSummary>>>
  run(id: string): Promise<RunText | null>

  /** `workflows` is left to the caller: who names a segment is written in documents. */
  segments(query: Paging): Promise<List<SegmentLine>>
  segment(id: string, now: number): Promise<SegmentPage | null>

  messages(query: MessagesQuery): Promise<List<MessageLine>>
  message(key: string): Promise<MessagePage | null>
  /** What came back of a message, oldest first. */
  responses(message: string): Promise<Of<typeof MessageDetail>['responses']>
  /** Where a link of a message leads; `null` when the message has no such link. */
  link(message: string, id: string): Promise<string | null>

  close(): void
}

export interface Paging {
  readonly limit: number
  readonly after?: string | undefined
}

export interface List<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export interface Counts {
  readonly clock: 'wall' | 'data'
  /** The last entry accepted, and the last folded. */
  readonly last: number
  readonly lastAt: number
  readonly position: number
  readonly customers: number
  readonly events: number
  readonly workflows: number
  readonly refused: number
  readonly parked: number
}

export interface WorkflowLine extends Omit<Of<typeof WorkflowSummary>, 'errors'> {
  /** The draft, as JSON text: its errors are for `check` to count. */
  readonly document: string
}

export interface WorkflowDraft extends Omit<Of<typeof WorkflowDetail>, 'document' | 'problems'> {
  readonly title: string
  readonly document: string
}

export interface VersionLine extends Omit<Of<typeof VersionSummary>, 'differences'> {
  readonly document: string
  /** The version before; `null` for the first. */
  readonly before: string | null
}

export interface PublishedText {
  readonly document: string
  readonly compiled: readonly CompiledMail[]
  readonly publishedAt: string
}

export interface NodeBefore {
  readonly version: number
  readonly node: string
  readonly kind: string
  readonly settings: Json
}

export interface TimelineLine extends Of<typeof TimelineItem> {
  /** Of an e-mail, whose title is its subject before rendering: what its templates were rendered with. */
  readonly values?: Json
}

export interface FactsQuery {
  readonly customers?: readonly string[]
  readonly after?: string | undefined
  readonly limit: number
  /** Names of the events whose history is wanted. */
  readonly events: readonly string[]
  /** Only members of any of these segments who are not inside the workflow. */
  readonly members?: MembersOutside | undefined
}

export interface MembersOutside {
  readonly segments: readonly string[]
  readonly workflow: string
}

export interface CustomerFacts {
  readonly id: string
  readonly profile: Profile
  readonly identities: readonly Identity[]
  readonly memberships: readonly string[]
  /** In ascending order of own time. */
  readonly history: readonly {
    readonly name: string
    /** How many there are, those that were removed counted. */
    readonly count: number
    /** Those that are left. `at`: when it was accepted; a `body` that is null was removed. */
    readonly events: readonly {
      readonly seq: number
      readonly time: number
      readonly at: number
      readonly body: string | null
    }[]
  }[]
}

/** What decides, beside conditions, whether a customer enters a workflow. */
export interface EnteringText {
  /** When they will enter, and by which of its triggers, unless the plan changes; the earliest first. */
  readonly planned: readonly { readonly node: string; readonly due: number }[]
  /** When they entered last without a key, or would have and were left out; `null`: never. */
  readonly enrolled: number | null
  /** The ids with which it is assigned who is left out of the workflow, and of all with a goal. */
  readonly leftOutAs: { readonly workflow: number; readonly store: number }
  /** Their messages as caps count them. */
  readonly ledger: readonly LedgerLine[]
  /** The last three times that they were not let in, newest first. `version` and `because` where a condition decided. */
  readonly notEnrolled: readonly {
    readonly at: string
    readonly why: string
    readonly version?: number
    readonly because?: readonly Because[]
    readonly chain?: readonly string[]
  }[]
}

export interface RunsQuery extends Paging {
  readonly workflow?: string | undefined
  readonly state?: 'active' | 'ended' | undefined
  readonly node?: string | undefined
  readonly customer?: string | undefined
}

export interface RunText {
  readonly run: Of<typeof RunSummary>
  /** The version that the run is on, and those in which it decided something, by number, as JSON text. */
  readonly documents: Readonly<Record<number, string>>
  readonly trail: readonly Omit<Of<typeof TrailDecision>, 'sentence' | 'message'>[]
  /** What became of its messages and calls so far. */
  readonly messages: readonly NonNullable<Of<typeof TrailDecision>['message']>[]
  /** Since when events count for it, and the entry that began it: 0 when none did, without a body when it was removed. */
  readonly began: { readonly since: number; readonly seq: number; readonly name: string; readonly body: string | null }
}

export type SegmentLine = Omit<Of<typeof SegmentSummary>, 'workflows'>

export interface SegmentPage {
  readonly segment: SegmentLine
  readonly definition: SegmentDefinition
  readonly sample: readonly Of<typeof CustomerSummary>[]
  readonly joined7Days: number
  readonly left7Days: number
}

export interface MessagesQuery extends Paging {
  readonly state?: Of<typeof MessageState> | undefined
  readonly channel?: 'email' | 'webhook' | undefined
  readonly workflow?: string | undefined
  readonly customer?: string | undefined
  /** A part of the address. */
  readonly query?: string | undefined
}

export interface MessageLine extends Omit<Of<typeof MessageSummary>, 'subject'> {
  readonly version: number
  readonly node: string
  /** What its templates were rendered with. */
  readonly values: Json
  /** The subject before rendering; empty for a webhook. */
  readonly subjectTemplate: string
}

export interface MessagePage {
  readonly message: MessageLine
  readonly attempts: readonly { readonly attempt: number; readonly at: string; readonly detail: string }[]
}

export interface Assigned {
  readonly paths: readonly {
    readonly node: string
    readonly port: string
    readonly entered: number
    readonly reached: number
  }[]
  readonly winners: readonly { readonly node: string; readonly port: string; readonly at: number }[]
}
