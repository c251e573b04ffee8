import { edgesFrom, numberOfId, portsOf, reachable, triggersOf } from '../graph.ts'
import { pointer } from '../pointer.ts'
import type { Problem } from '../problem.ts'
import type { WorkflowNode } from '../workflow.ts'
import { type Concern, error, type Subject } from './subject.ts'

/** How nodes are joined: edges that lead to a node, from a port that exists once; nodes that somebody can come to. */
export const edges: Concern = (subject) => [
  ...subject.nodes.flatMap((node, index) => [
    ...missingTargets(node, index, subject),
    ...(subject.unreadable.has(node.id) ? [] : wrongPorts(node, index)),
    ...idTooHigh(node, index, subject),
  ]),
  ...unreachable(subject),
]

function missingTargets(node: WorkflowNode, index: number, { nodes }: Subject): Problem[] {
  return edgesFrom(node)
    .filter(({ to }) => !nodes.some(({ id }) => id === to))
    .map(({ port, to }) =>
      error('missingTarget', { node: node.id, path: pointer(['nodes', index, 'ports', port]), params: { port, to } }),
    )
}

function wrongPorts(node: WorkflowNode, index: number): Problem[] {
  const ports = portsOf(node).map(({ id }) => id)
  const repeated = ports.filter((port, n) => ports.indexOf(port) !== n)
  const unknown = Object.keys(node.ports ?? {}).filter((port) => !ports.includes(port))
  return [
    ...[...new Set(repeated)].map((port) =>
      error('repeatedPort', { node: node.id, path: pointer(['nodes', index, 'settings']), params: { port } }),
    ),
    ...unknown.map((port) =>
      error('unknownPort', {
        node: node.id,
        path: pointer(['nodes', index, 'ports', port]),
        params: { port, expected: ports },
      }),
    ),
  ]
}

function idTooHigh(node: WorkflowNode, index: number, { workflow }: Subject): Problem[] {
  const number = numberOfId(node.id)
  if (number < workflow.nextId) return []
  const params = { id: node.id, nextId: workflow.nextId, expected: number + 1 }
  return [error('idNotBelowNext', { node: node.id, path: pointer(['nodes', index, 'id']), params })]
}

function unreachable({ nodes }: Subject): Problem[] {
  if (triggersOf({ nodes }).length === 0) return []
  const reached = reachable({ nodes })
  return nodes.flatMap((node, index) =>
    reached.has(node.id) ? [] : [error('unreachable', { node: node.id, path: pointer(['nodes', index]) })],
  )
}
