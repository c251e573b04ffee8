import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import { nodesOf } from '../../shared/differencesOf.ts'
import { isTrigger } from '../../shared/nodes/index.ts'
import type { Names } from '../../shared/words/conditions.ts'
import { summaryOf } from '../../shared/words/nodes.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import { found } from './api/changed.ts'
import { Declined } from './bind.ts'
import { namesIn } from './changesOf.ts'
import type { Store } from './store.ts'

type Document = Readonly<Record<string, unknown>>
type Nodes = ReadonlyMap<string, WorkflowNode>
type Move = ResponseOf<RouteOf<'previewMove'>>

/** Who of older versions could come to the present one, and to which of its nodes (rule 25). */
export async function previewMove(store: Store, workflow: string): Promise<Move> {
  const { version } = found(await store.pages.workflow(workflow), 'workflow', workflow)
  if (version === null)
    throw new Declined(409, [{ code: 'workflowNeverPublished', severity: 'error', params: { workflow } }])
  const [present, names] = await Promise.all([store.pages.version(workflow, version), namesIn(store)])
  const after = nodesOf(JSON.parse(found(present, 'version', `${version}`).document) as Document)
  const waiting = (await waitingIn(store, workflow, after, names)).filter((one) => one.version !== version)
  return { version, inside: runsIn(waiting), waiting, targets: targetsIn(after, names) }
}

/** Where people rest, by version, and what becomes of each place in other nodes. */
export async function waitingIn(store: Store, workflow: string, after: Nodes, names: Names): Promise<Move['waiting']> {
  const inside = await store.pages.inside(workflow)
  const documents = new Map<number, Nodes>()
  for (const version of new Set(inside.map((line) => line.version))) {
    const published = found(await store.pages.version(workflow, version), 'version', `${version}`)
    documents.set(version, nodesOf(JSON.parse(published.document) as Document))
  }
  return inside.map(({ version, node, runs }) => {
    const known = documents.get(version)?.get(node)
    const same = after.get(node)
    const isKept = same !== undefined && same.kind === known?.kind
    const isSame = isKept && JSON.stringify(known?.settings) === JSON.stringify(same.settings)
    return {
      version,
      node,
      title: known ? summaryOf(known, names) : node,
      runs,
      change: !isKept ? 'gone' : isSame ? 'same' : 'changed',
      suggested: isKept ? node : null,
    }
  })
}

export const runsIn = (waiting: Move['waiting']): number => waiting.reduce((sum, { runs }) => sum + runs, 0)

/** Nodes to which runs may move. */
export const targetsIn = (after: Nodes, names: Names): Move['targets'] =>
  [...after.values()]
    .filter(({ kind }) => !isTrigger(kind))
    .map((node) => ({ node: node.id, title: summaryOf(node, names) }))
