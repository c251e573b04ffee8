import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import { nodesOf } from '../../shared/differencesOf.ts'
import type { Names } from '../../shared/words/conditions.ts'
import { experimentWords as words } from '../../shared/words/experiments.ts'
import { pathTitle } from '../../shared/words/nodes/flow.ts'
import { summaryOf } from '../../shared/words/nodes.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import type { Store } from './store.ts'

type Anew = ResponseOf<RouteOf<'previewPublish'>>['experiments']
type Nodes = ReadonlyMap<string, WorkflowNode>

/**
 * Experiments that a new version begins anew: winners and figures are a version's own. Told of those that stay and for which something is
 * lost: a path took over, or customers were assigned.
 *
 * @param versions  the present version, and the one that is rolled back to
 */
export async function experimentsAnew(
  store: Store,
  workflow: string,
  after: Nodes,
  versions: readonly number[],
  names: Names,
): Promise<Anew> {
  const known = await Promise.all(
    [...new Set(versions)].map(async (version) => {
      const [text, assigned] = await Promise.all([
        store.pages.version(workflow, version),
        store.pages.assigned(workflow, version),
      ])
      return {
        version,
        nodes: text ? nodesOf(JSON.parse(text.document) as Record<string, unknown>) : new Map(),
        assigned,
      }
    }),
  )
  return [...after.values()].flatMap((next): Anew => {
    if (next.kind !== 'experiment') return []
    const lost = known.flatMap(({ version, nodes, assigned }) => {
      const node = nodes.get(next.id) as WorkflowNode | undefined
      if (node?.kind !== 'experiment') return []
      const winner = assigned.winners.find((one) => one.node === node.id)?.port
      const path = node.settings.paths.find(({ port }) => port === winner)
      const entered = assigned.paths.filter((one) => one.node === node.id).reduce((sum, one) => sum + one.entered, 0)
      return [{ version, node, entered, tookOver: path ? pathTitle(path) : null }]
    })
    const told = lost.find(({ tookOver }) => tookOver !== null) ?? lost.find(({ entered }) => entered > 0)
    if (!told) return []
    const { version, node, entered, tookOver } = told
    const sentence = tookOver === null ? words.figuresAnew(entered, version) : words.splitAnew(tookOver, version)
    return [{ node: node.id, title: summaryOf(next, names), version, assigned: entered, tookOver, sentence }]
  })
}
