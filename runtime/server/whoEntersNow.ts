import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import type { Names } from '../../shared/words/conditions.ts'
import { summaryOf } from '../../shared/words/nodes.ts'
import type { Workflow, WorkflowNode } from '../../shared/workflow.ts'
import { countMatching } from './previewAudience.ts'
import type { Store } from './store.ts'

type Preview = ResponseOf<RouteOf<'previewPublish'>>

/** Whom publishing could let in at once: members of the segments that trigger it, counted as they would be admitted (rule 29). */
export async function membersIncluded(
  store: Store,
  { id, settings, nodes }: Workflow,
  names: Names,
): Promise<Preview['included']> {
  const triggers = nodes.flatMap((node) =>
    node.kind === 'segment' && node.settings.on === 'join' ? node.settings : [],
  )
  const segments = [...new Set(triggers.map(({ segment }) => segment))]
  if (segments.length === 0) return null
  const { filter, reentry, holdout = 0, goal, zone } = settings
  const members = { segments, workflow: id }
  const { matching, complete } = await countMatching(store, filter ? [filter] : [], { members, zone })
  const holdsOut = holdout > 0 || (goal !== undefined && store.settings().sending.holdout > 0)
  return {
    segments: segments.map((segment) => ({ segment, title: names.segment(segment) })),
    count: matching,
    complete,
    fewer: [
      ...(reentry.rule === 'once' || reentry.rule === 'notBefore' ? (['reentry'] as const) : []),
      ...(holdsOut ? (['holdout'] as const) : []),
    ],
  }
}

/** Triggers by a date that the workflow does not keep yet: publishing plans a start for whoever has one. */
export function datesToKeep(
  { nodes }: Workflow,
  kept: ReadonlyMap<string, WorkflowNode>,
  names: Names,
): Preview['planning'] {
  return nodes
    .filter(({ id, kind, settings }) => kind === 'date' && !isSame(kept.get(id), { kind, settings }))
    .map((node) => ({ node: node.id, title: summaryOf(node, names) }))
}

const isSame = (
  known: WorkflowNode | undefined,
  { kind, settings }: Pick<WorkflowNode, 'kind' | 'settings'>,
): boolean => known?.kind === kind && JSON.stringify(known.settings) === JSON.stringify(settings)
