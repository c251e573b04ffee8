import { nodesOf } from '../../shared/differencesOf.ts'
import type { Problem } from '../../shared/problem.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { Store } from './store.ts'

/**
 * Ids that another node had (rule 25): people, assignments and counts of that one would become this one's. A node of the present version
 * keeps its kind. One that the present version lacks may come back as it was; what differs from it is taken for another.
 *
 * @param version  the present one
 */
export async function idsUsedBefore(
  store: Store,
  { id: workflow, nodes }: Workflow,
  version: number | null,
): Promise<Problem[]> {
  const present = version === null ? null : await store.pages.version(workflow, version)
  if (!present) return []
  const known = nodesOf(JSON.parse(present.document) as Record<string, unknown>)
  const absent = nodes.filter(({ id }) => !known.has(id)).map(({ id }) => id)
  const before = absent.length === 0 ? [] : await store.pages.nodesBefore(workflow, absent)
  return nodes.flatMap((node, index): Problem[] => {
    const { id, kind } = node
    const versions = before.filter((line) => line.node === id)
    const newest = versions[0]
    const used = known.has(id)
      ? known.get(id)?.kind !== kind && version
      : newest && !versions.some((line) => isSame(line, node)) && newest.version
    if (!used) return []
    return [
      { code: 'idUsedBefore', severity: 'error', node: id, path: `/nodes/${index}/id`, params: { id, version: used } },
    ]
  })
}

interface Drawn {
  readonly kind: string
  readonly settings: unknown
}

// Drafts and versions lie there in their canonical form: equal settings are equal text.
const isSame = (a: Drawn, b: Drawn): boolean =>
  a.kind === b.kind && JSON.stringify(a.settings) === JSON.stringify(b.settings)
