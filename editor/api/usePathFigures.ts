import type { Answer } from './call.ts'
import { useRoute } from './useRoute.ts'

export type PathFigures = Answer<'listPathFigures'>['items'][number]

/** The figures of one split or experiment, while its workflow is out; all nodes of a workflow share one question. */
export function usePathFigures(workflow: string | undefined, node: string): PathFigures | undefined {
  const asked = useRoute('listPathFigures', {
    params: { workflow: workflow ?? '' },
    enabled: workflow !== undefined,
    every: 5_000,
  })
  return asked.data?.items.find((figures) => figures.node === node)
}
