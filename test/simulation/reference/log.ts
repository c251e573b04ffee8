import type { Audience } from '../../../shared/audience.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { Sending } from '../../../shared/sending.ts'

/** The log as the reference interpreter reads it. */
export interface LogEntry {
  readonly seq: number
  readonly at: number
  readonly depth: number
  readonly payload:
    | EventPayload
    | { readonly type: 'consent'; readonly identity: Identity; readonly is: string; readonly time: number }
    | OutcomePayload
    | { readonly type: 'erase'; readonly customer: number }
    | StartPayload
    | EnterPayload
    | MarkerPayload
    | GapPayload
}

export type Identity = { readonly kind: string; readonly value: string }
export type EventPayload = {
  readonly type: 'event'
  readonly kind: string
  readonly name: string
  readonly time: number
  readonly identities: readonly Identity[]
  readonly previousId?: string
  readonly trusted: boolean
  readonly historical: boolean
  readonly body: string
}
export type OutcomePayload = {
  readonly type: 'outcome'
  readonly message: string
  readonly customer: number
  readonly outcome: string
  readonly detail: string
  readonly permanent?: boolean
}
/** Somebody asks that a customer enter. */
export type StartPayload = {
  readonly type: 'start'
  readonly workflow: string
  readonly identity: Identity
  readonly properties: Readonly<Record<string, unknown>>
}
/** An audience enters: a schedule is due, or somebody asks for it. */
export type EnterPayload = {
  readonly type: 'enter'
  readonly workflow: string
  readonly node: string
  readonly audience: Audience
  readonly due?: number
  readonly skipped?: boolean
  readonly properties?: Readonly<Record<string, unknown>>
}
export interface StoreSettings {
  readonly zone: string
  readonly marketingToUnknown: boolean
  readonly currency: string
  readonly sending: Sending
}
export type MarkerPayload =
  | {
      readonly type: 'workflow'
      readonly workflow: string
      readonly version: number
      readonly state: string
      /** Runs of older versions come along, each from its node to another or to the end. */
      readonly move?: RunsMove
      readonly include?: boolean
      readonly overdue?: 'run' | 'skip' | 'shift'
    }
  | { readonly type: 'segment'; readonly segment: string; readonly definition: { readonly when: Predicate } | null }
  | { readonly type: 'settings'; readonly settings: StoreSettings }

export interface RunsMove {
  readonly nodes: Readonly<Record<string, { readonly to: string } | { readonly end: string } | undefined>>
  readonly keepElapsed: boolean
}

/** Nobody was running; or nothing may go on by itself until somebody says so. */
export type GapPayload =
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | { readonly type: 'hold'; readonly from: number; readonly why: string; readonly runsFrom?: number }
  | { readonly type: 'release'; readonly overdue: 'run' | 'skip' }

export interface Gap {
  readonly from: number
  /** Infinite as long as it lasts. */
  to: number
  /** What came due is left out. */
  skips: boolean
}
