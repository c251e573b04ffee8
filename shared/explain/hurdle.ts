import { evaluate } from '../predicate/evaluate.ts'
import type { FactChange } from '../predicate/factChange.ts'
import type { Because, Facts } from '../predicate/facts.ts'
import type { Predicate } from '../predicate/schema.ts'
import { smallestChange } from '../predicate/smallestChange.ts'

/**
 * One of the things that must be so for a customer to enter a workflow, as it stands now.
 *
 * @property clear    it does not stand in the way; of several triggers one is enough
 * @property at       what holds the condition, for the pointers of `because` and `changes`: a node's settings, the workflow's, a segment
 * @property byItself the instant at which time alone clears it
 */
export interface Hurdle {
  readonly code: string
  readonly of: 'workflow' | 'trigger' | 'reentry' | 'filter' | 'holdout' | 'message'
  readonly clear: boolean
  readonly at: { readonly node: string } | { readonly segment: string } | 'settings'
  readonly params: Readonly<Record<string, string | number>>
  readonly because: readonly Because[]
  readonly changes: readonly FactChange[] | null
  readonly byItself: number | null
}

export const hurdle = (of: Hurdle['of'], code: string, clear: boolean, rest: Partial<Hurdle> = {}): Hurdle => ({
  of,
  code,
  clear,
  at: 'settings',
  params: {},
  because: [],
  changes: null,
  byItself: null,
  ...rest,
})

/** Whether a condition holds, why, and what would turn it. */
export function turning(
  predicate: Predicate,
  facts: Facts,
  path: string,
): Pick<Hurdle, 'because' | 'changes' | 'byItself'> & { readonly holds: boolean } {
  const { holds, because } = evaluate(predicate, facts, path)
  const { changes, byItself } = smallestChange(predicate, facts, path)
  return { holds, because, changes, byItself }
}
