import { edgesFrom, triggersOf } from '../graph.ts'
import { isTrigger } from '../nodes/index.ts'
import { pointer } from '../pointer.ts'
import { type Concern, error, hasTriggerEvent, warning } from './subject.ts'

/** How a workflow begins: at least one trigger, each leading somewhere, none led to. */
export const triggers: Concern = (subject) => {
  const { workflow, nodes } = subject
  const found = triggersOf({ nodes })
  if (found.length === 0) return [error('noTrigger', { path: '/nodes' })]

  const ids = new Set(found.map((node) => node.id))
  const leadNowhere = found
    .filter((node) => edgesFrom(node).length === 0)
    .map((node) => error('triggerLeadsNowhere', { node: node.id, path: pointer(['nodes', nodes.indexOf(node)]) }))
  const ledTo = nodes.flatMap((node, index) =>
    edgesFrom(node)
      .filter(({ to }) => ids.has(to))
      .map(({ port, to }) =>
        error('edgeIntoTrigger', { node: node.id, path: pointer(['nodes', index, 'ports', port]), params: { to } }),
      ),
  )
  const { key } = workflow.settings
  const onlySegments = key !== undefined && nodes.some((node) => isTrigger(node.kind)) && !hasTriggerEvent(subject)
  const keyless = onlySegments ? [warning('keyWithoutEvent', { path: '/settings/key', params: { key } })] : []
  return [...leadNowhere, ...ledTo, ...keyless]
}
