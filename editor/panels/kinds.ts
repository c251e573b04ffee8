import { type NodeGroup, nodeGroups } from '../../shared/nodes/define.ts'
import { definitionOf, type NodeKind, nodeKinds } from '../../shared/nodes/index.ts'
import { groupWords, nodeWords } from '../../shared/words/nodes.ts'

/** The kinds of steps as palette and picker offer them: in their groups, found by name or by what they are for. */
export const matchingKinds = (query: string): readonly NodeKind[] => {
  const wanted = query.trim().toLowerCase()
  const kinds = nodeGroups.flatMap((group) => nodeKinds.filter((kind) => definitionOf(kind).group === group))
  return kinds.filter((kind) => `${nodeWords[kind].name} ${nodeWords[kind].hint}`.toLowerCase().includes(wanted))
}

export const groupsOfKinds = (
  kinds: readonly NodeKind[],
): readonly { readonly group: NodeGroup; readonly title: string; readonly kinds: readonly NodeKind[] }[] =>
  nodeGroups
    .map((group) => ({
      group,
      title: groupWords[group],
      kinds: kinds.filter((kind) => definitionOf(kind).group === group),
    }))
    .filter((group) => group.kinds.length > 0)
