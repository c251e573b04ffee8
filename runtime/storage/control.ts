import type { SourceKind } from '../../shared/event.ts'
import type { Problem } from '../../shared/problem.ts'
import { initialRetention, type Retention } from '../../shared/retention.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import { initialSending } from '../../shared/sending.ts'
import type { FoldSettings, Overdue, RunsMove } from '../commit/entry.ts'

/**
 * What people change in Perennial. Control state is not a fold: a change is checked against the expected revision and written in one
 * transaction, with the marker that tells the fold. Documents are JSON text, already checked by the caller against `check`.
 */
export type ControlChange =
  | {
      readonly do: 'saveDraft'
      readonly workflow: string
      readonly title: string
      readonly document: string
      readonly revision: number | null
      /** Saved with it, all or nothing: those that an imported file carries. */
      readonly segments?: readonly SegmentChange[]
    }
  | { readonly do: 'deleteDraft'; readonly workflow: string }
  | {
      readonly do: 'publish'
      readonly workflow: string
      readonly document: string
      readonly revision: number
      readonly compiled: readonly CompiledMail[]
      /** Runs of older versions that come along (rule 25); absent: all stay. */
      readonly move?: RunsMove
      /** Members of the segment that triggers it enter (rule 29); refused while it is paused. */
      readonly include?: true
    }
  | { readonly do: 'moveRuns'; readonly workflow: string; readonly version: number; readonly move: RunsMove }
  | {
      readonly do: 'setWorkflowState'
      readonly workflow: string
      readonly state: 'live' | 'paused' | 'ended'
      /** What becomes of timers that came due in the pause; absent: they fire. */
      readonly overdue?: Overdue
    }
  | ({ readonly do: 'saveSegment' } & SegmentChange)
  | { readonly do: 'deleteSegment'; readonly segment: string }
  | {
      readonly do: 'createSource'
      readonly id: string
      readonly name: string
      readonly kind: SourceKind
      readonly key: string
    }
  | { readonly do: 'revokeSource'; readonly id: string }
  | { readonly do: 'saveSettings'; readonly settings: StoreSettings }
  | { readonly do: 'refuseEvents'; readonly refused: readonly RefusedEvent[] }
  | { readonly do: 'dropRefused'; readonly ids: readonly number[] }
  | { readonly do: 'foldAgain'; readonly seq: number }
  | { readonly do: 'advanceClock'; readonly to: number }
  | { readonly do: 'release'; readonly overdue: 'run' | 'skip' }
  | { readonly do: 'eraseCustomer'; readonly customer: number }
  | { readonly do: 'retryMessage'; readonly key: string; readonly choice: 'send' | 'drop' }

export interface SegmentChange {
  readonly segment: string
  readonly definition: SegmentDefinition
  readonly revision: number | null
}

/** `position` is the last entry, with the marker of the change if it has one: a read that waits for it sees the change. */
export type ControlResult =
  | {
      readonly ok: true
      readonly position: number
      readonly revision?: number
      readonly version?: number
      /** Files beside the store that an erasure removes, because they hold it as it was. */
      readonly copies?: readonly string[]
    }
  | {
      readonly ok: false
      readonly status: 404 | 409 | 412 | 422
      readonly problems: readonly Problem[]
      readonly current?: string
    }

/** An e-mail node's MJML, compiled once for each version (H19: the HTML that a recipient gets derives from the version). */
export interface CompiledMail {
  readonly node: string
  readonly html: string
  /** Template variables that subject, preheader and body name, as paths: `customer.firstName`, `trigger.cart_id`. */
  readonly variables: readonly string[]
  /** Links that are the same for everybody. Absent in versions that were published before links were tracked. */
  readonly links?: readonly MailLink[]
}

/** A link of a mail. The id derives from the URL: the same link has it in every version and at every attempt. */
export interface MailLink {
  readonly id: string
  readonly url: string
}

export interface StoreSettings extends FoldSettings {
  readonly name: string
  readonly sender: string
  readonly replyTo: string
  readonly postalAddress: string
  /** Where receivers find the public key of DKIM: `selector._domainkey.domain`. The private key lies in the data folder, not here. */
  readonly dkim: { readonly domain: string; readonly selector: string }
  /** Whether links lead over Perennial, and whether mails have a pixel; neither for those who refuse tracking. */
  readonly tracking: { readonly clicks: boolean; readonly opens: boolean }
  /** Decides nothing in the fold: what may be removed is what no decision asks for. */
  readonly retention: Retention
}

export const initialSettings: StoreSettings = {
  name: '',
  sender: '',
  replyTo: '',
  postalAddress: '',
  dkim: { domain: '', selector: 'perennial' },
  tracking: { clicks: true, opens: true },
  zone: 'UTC',
  marketingToUnknown: false,
  currency: 'EUR',
  sending: initialSending,
  retention: initialRetention,
}

export interface RefusedEvent {
  readonly at: number
  readonly source: string
  readonly problems: readonly Problem[]
  readonly body: string
  /** It came with an import: mended, it starts no workflow either (rule 4). */
  readonly historical: boolean
}
