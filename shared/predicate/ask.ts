import type { Facts } from './facts.ts'
import type { Leaf } from './schema.ts'

/** That a leaf turn: what each way of changing facts is asked for. */
export interface Ask {
  readonly at: string
  /** What the leaf is to become. */
  readonly holds: boolean
  readonly facts: Facts
  readonly others: readonly Leaf[]
}
