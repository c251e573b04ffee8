import type { SegmentDefinition } from '../../shared/segment.ts'
import type { FoldSettings, HoldReason } from './entry.ts'

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
  | { readonly kind: 'zoneData'; readonly id: 'zoneData'; readonly release: string; readonly seq: number }
  | { readonly kind: 'settings'; readonly id: 'settings'; readonly settings: FoldSettings; readonly seq: number }
  | {
      readonly kind: 'gap'
      readonly id: string
      readonly from: number
      /** `null`: it lasts until somebody says to go on. */
      readonly to: number | null
      readonly why?: HoldReason
      /** The store was a backup: the numbers of runs go on from here. */
      readonly runsFrom?: number
      /** What came due in it is not done. */
      readonly skips?: true
      readonly seq: number
    }
