import type { Facts } from '../predicate/facts.ts'
import type { Workflow } from '../workflow.ts'
import { decidingConditions } from './decidingConditions.ts'
import { type ExplainedDecision, explainDecision, type KeptDecision } from './explainDecision.ts'

/**
 * What became of a message, understood again. Nothing was kept of why its own condition no longer held, so it is explained only as long as
 * the facts still say the same.
 *
 * @param outcome  the decision about the message with `why` and `params` of its outcome
 * @param facts    as they were when it came about, as far as they are known
 */
export function explainOutcome(document: Workflow, outcome: KeptDecision, facts: Facts): ExplainedDecision {
  const explained = explainDecision(document, { ...outcome, because: [] }, facts)
  if (explained.same) return explained
  const removed = decidingConditions(document, outcome).conditions.map(({ at }) => at)
  return { same: false, removed, because: [], changes: null, byItself: null }
}
