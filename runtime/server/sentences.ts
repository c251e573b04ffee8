import type { z } from 'zod'
import type { TrailDecision } from '../../shared/api/models.ts'
import type { Json } from '../../shared/customer.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import type { Problem } from '../../shared/problem.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import { becausePhrases, reasonSentence, sentenceOf } from '../../shared/words/en.ts'
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

interface Told {
  readonly segments: Readonly<Record<string, SegmentDefinition>>
  readonly zone: string
}

/** A trail with the reason of each decision as people read it, made from the version that the run is on (rule 28). */
export function decisionSentences(
  trail: RunText['trail'],
  workflow: Workflow,
  { segments, zone }: Told,
): z.infer<typeof TrailDecision>[] {
  const names = { segment: (id: string) => segments[id]?.title ?? workflow.segments?.[id]?.title ?? id, zone }
  return trail.map((decision) => {
    const reason =
      decision.why === undefined ? '' : reasonSentence(decision.why, decision.params as Record<string, Json>)
    const predicate = predicateOf(decision, workflow)
    const because = predicate ? becausePhrases(predicate, (decision.because ?? []) as Because[], names) : []
    return { ...decision, sentence: [reason, ...because].filter(Boolean).join('. ') }
  })
}

/** The condition that a decision rests on: a path's, a wait's, an exit rule's, or who may enter. */
function predicateOf(decision: RunText['trail'][number], workflow: Workflow): Predicate | undefined {
  if (!decision.because || decision.because.length === 0) return undefined
  if (decision.what === 'entered') return workflow.settings.filter
  const node = workflow.nodes.find(({ id }) => id === decision.node)
  const rule = decision.params?.rule
  if (rule !== undefined) return workflow.settings.exits?.find(({ title }) => title === rule)?.when
  if (node?.kind === 'branch') return node.settings.paths.find(({ port }) => port === decision.port)?.when
  if (node?.kind === 'wait' && node.settings.for === 'condition') return node.settings.until
  return undefined
}
