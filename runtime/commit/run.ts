import type { Json } from '../../shared/customer.ts'

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
  | { readonly code: 'reachedEnd' | 'replaced' | 'merged' | 'erased' | 'workflowEnded' | 'missed' | 'skipped' }
  | {
      readonly code: 'exitNode' | 'exitRule' | 'goalReached' | 'failed' | 'movedOut' | 'stopped'
      readonly detail: string
    }
