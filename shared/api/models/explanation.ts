import { z } from 'zod'
import { RunSummary, TrailDecision } from './run.ts'

/** What decided something, and what would turn it. */
const turning = {
  facts: z.array(z.string()).describe('What decided it, in English'),
  turns: z.array(z.string()).describe('The smallest change that would turn it, in English; empty: none was found'),
  changes: z.array(z.unknown()).describe('The same as data: see shared/predicate/factChange.ts'),
  byItself: z.string().nullable().describe('When time alone turns it'),
}

/** A decision of a trail, and what would have changed it. */
const ExplainedDecision = TrailDecision.extend({
  ...turning,
  same: z.boolean().describe('Evaluated again, with the facts as they were, it comes out the same'),
  removed: z.array(z.string()).describe('Conditions whose facts were removed or changed since, as JSON pointers'),
}).meta({ id: 'ExplainedDecision' })

/** A run, each of its decisions explained. */
export const ExplainedRun = z
  .object({ run: RunSummary, decisions: z.array(ExplainedDecision) })
  .meta({ id: 'ExplainedRun' })

/** One thing that has to be so for a customer to enter, and what would change whether it is. */
export const Hurdle = z
  .object({
    of: z.enum(['workflow', 'trigger', 'reentry', 'filter', 'holdout', 'message']),
    code: z.string(),
    clear: z.boolean().describe('It does not stand in the way'),
    sentence: z.string(),
    ...turning,
  })
  .meta({ id: 'Hurdle' })

/** A time that a customer might have entered, and did not. */
const NotEnrolled = z
  .object({
    at: z.string(),
    why: z.string(),
    version: z.int().nullable().describe('Whose condition decided; null: none did'),
    sentence: z.string(),
    ...turning,
    removed: z.array(z.string()).describe('Conditions whose facts were removed or changed since, as JSON pointers'),
  })
  .meta({ id: 'NotEnrolled' })

/** Why a customer is in a workflow or not. */
export const Explanation = z
  .object({
    customer: z.string(),
    customerName: z.string(),
    workflow: z.string(),
    workflowTitle: z.string(),
    at: z.string(),
    inside: z.boolean(),
    hurdles: z.array(Hurdle).describe('What must be so to enter now, in the order in which it is asked'),
    notEnrolled: z.array(NotEnrolled).describe('The last times that they were not let in: at most three, newest first'),
    runs: z.array(ExplainedRun).describe('At most twenty, newest first'),
  })
  .meta({ id: 'Explanation' })
