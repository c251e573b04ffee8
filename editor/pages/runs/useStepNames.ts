import { useQueries } from '@tanstack/react-query'
import { summaryOf } from '../../../shared/words/nodes.ts'
import type { WorkflowNode } from '../../../shared/workflow.ts'
import { call } from '../../api/call.ts'
import { keyOf } from '../../api/useRoute.ts'
import { namesOf } from '../../canvas/describe.ts'
import { useVocabulary } from '../../fields/useVocabulary.ts'

interface Step {
  readonly id: string
  readonly name: string
}

/** What the steps of workflows are called, by their drafts; one that is no longer there keeps its id for a name. */
export function useStepNames(workflows: readonly string[]): {
  stepsOf(workflow: string): readonly Step[]
  nameOf(workflow: string, node: string): string
} {
  const names = namesOf({}, useVocabulary())
  const details = useQueries({
    queries: workflows.slice(0, 20).map((workflow) => ({
      queryKey: keyOf('readWorkflow', { params: { workflow } }),
      queryFn: () => call('readWorkflow', { params: { workflow } }),
      staleTime: 60_000,
    })),
  })
  const stepsOf = (workflow: string): Step[] => {
    const document = details[workflows.indexOf(workflow)]?.data?.document
    const nodes = (document?.nodes ?? []) as readonly WorkflowNode[]
    return nodes.map((node) => ({ id: node.id, name: summaryOf(node, names) }))
  }
  return {
    stepsOf,
    nameOf: (workflow, node) => stepsOf(workflow).find(({ id }) => id === node)?.name ?? node,
  }
}
