import type { z } from 'zod'
import type { TrailDecision } from '../../shared/api/models/run.ts'
import type { Json } from '../../shared/customer.ts'
import { messageOutcome } from '../../shared/explain/messageOutcome.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import type { Problem } from '../../shared/problem.ts'
import { becausePhrases, type Names, reasonSentence, sentenceOf } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { RunText } from '../storage/pages.ts'

/** Problems with their sentences. */
export const sentences = (problems: readonly Problem[]) =>
  problems.map(({ params, ...problem }) => ({
    ...problem,
    ...(params ? { params: mutable(params) } : {}),
    sentence: sentenceOf({
      code: problem.code,
      ...(problem.path ? { path: problem.path } : {}),
      ...(params ? { params } : {}),
    }),
  }))

// The API's model is made by zod, whose lists can be written to.
const mutable = (params: NonNullable<Problem['params']>) => params as Record<string, string | number | string[]>

/**
 * A trail with the reason of each decision as people read it, made from the version in which it was decided (rule 28). Of a message that was
 * let go it says what became of it.
 *
 * @param documents  by the place of a decision in the trail
 */
export function decisionSentences(
  { run, trail, messages }: RunText,
  documents: readonly Workflow[],
  namesIn: (document: Workflow) => Names,
): z.infer<typeof TrailDecision>[] {
  const byKey = new Map(messages.map((message) => [message.key, message]))
  return trail.map((decision, index) => {
    const document = documents[index] as Workflow
    const message = letsGo(decision) ? byKey.get(`${run.id}:${decision.node}:${decision.visit}`) : undefined
    const { why, params } = (message && messageOutcome(message, run.reason)) ?? decision
    const reason = why === undefined ? '' : reasonSentence(why, params as Record<string, Json>)
    const because = becausePhrases(
      holderOf(decision, document),
      (decision.because ?? []) as Because[],
      namesIn(document),
    )
    return { ...decision, ...(message && { message }), sentence: [reason, ...because].filter(Boolean).join('. ') }
  })
}

/** Of a call that the run waits for, a decision of its own says what became of it. */
const letsGo = ({ why, port }: RunText['trail'][number]): boolean =>
  port !== undefined && (why === 'emailAdmitted' || why === 'webhookAdmitted')

/** What holds the conditions of a decision: its node's settings, or for who enters, leaves by a rule or reaches the goal the workflow's. */
export function holderOf(
  { what, why, node }: Pick<RunText['trail'][number], 'what' | 'why' | 'node'>,
  workflow: Workflow,
): unknown {
  if (what === 'entered' || why === 'exitRule' || why === 'goalReached') return workflow.settings
  return workflow.nodes.find(({ id }) => id === node)?.settings
}
