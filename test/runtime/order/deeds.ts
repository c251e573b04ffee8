import type { Overdue } from '../../../runtime/commit/entry.ts'
import type { Audience } from '../../../shared/audience.ts'
import type { SegmentDefinition } from '../../../shared/segment.ts'
import type { Sending } from '../../../shared/sending.ts'

/** Something that happens to a store, so many milliseconds after what happened before it. */
export interface Deed {
  readonly after: number
  readonly does: Doing
}

export type Doing =
  | {
      readonly do: 'say'
      readonly item: Readonly<Record<string, unknown>>
      readonly late: number
      readonly import: boolean
    }
  | {
      readonly do: 'publish'
      readonly document: Readonly<Record<string, unknown>>
      /** Where runs go, as numbers: of its nodes, the end, or nowhere. Absent: all stay. */
      readonly moves?: Moves | undefined
      readonly include?: boolean
    }
  | { readonly do: 'rollBack'; readonly workflow: string; readonly back: number; readonly moves?: Moves | undefined }
  | {
      readonly do: 'state'
      readonly workflow: string
      readonly state: 'live' | 'paused' | 'ended'
      readonly overdue?: Overdue
    }
  | { readonly do: 'segment'; readonly segment: string; readonly definition: SegmentDefinition | null }
  | {
      readonly do: 'settings'
      readonly zone: string
      readonly marketingToUnknown: boolean
      readonly sending: Sending
    }
  | { readonly do: 'unsubscribe'; readonly userId: string }
  /** Somebody asks that an audience enter. */
  | { readonly do: 'enter'; readonly workflow: string; readonly audience: Audience }
  /** Nobody was running since the deed before; what came due meanwhile waits for `release` or not. */
  | { readonly do: 'away'; readonly isHeld: boolean }
  | { readonly do: 'release'; readonly overdue: 'run' | 'skip' }

export interface Moves {
  readonly choices: readonly number[]
  readonly keepElapsed: boolean
}

export interface History {
  readonly settings: Extract<Doing, { do: 'settings' }> | null
  readonly segments: { readonly [id: string]: SegmentDefinition }
  readonly workflows: readonly Readonly<Record<string, unknown>>[]
  readonly deeds: readonly Deed[]
}

/** When every history begins: two days before clocks change in Rome. */
export const begin = Date.parse('2026-03-27T09:00:00Z')
