import type { EnterPayload, Overdue, RunsMove } from './entry.ts'

/**
 * A change applied to many customers, page by page, as of the instant of its marker (H2). Its number is the marker's log number.
 * - `segment`: who is a member under a new definition; nobody joins or leaves by it (rule 29)
 * - `publish`: runs come to the new version as the map says; members of the trigger's segment enter, if they were included
 * - `resume`: runs that were held while the workflow was paused go on
 * - `end`: every run of the workflow ends
 * - `enter`: whoever belongs to the audience enters by a trigger
 * - `zone`: times of day are anew those of customers who have no zone of their own (rule 18), or of everybody by other time zone data
 * - `plan`: starts are planned by the triggers of the version that is out now, for customers who were known before, and no others stand
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
    | { readonly kind: 'zone' }
  /** The last customer that a page reached; `null` when done. */
  readonly cursor: number | null
}

/** An audience that enters, with the instant of the schedule or with what somebody who asked gave. */
export interface Entering extends Omit<EnterPayload, 'type' | 'skipped'> {
  readonly kind: 'enter'
}
