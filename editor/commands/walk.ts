import { type Draft, nodeOf, portsOf } from '../store/document.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'

/**
 * The node that an arrow key leads to: down along the first way that leads anywhere, up to the first that leads here, left and right
 * among those that lie side by side, which leave the same node or are starts.
 */
export function neighbourOf(document: Draft, id: string, direction: Direction): string | undefined {
  const node = nodeOf(document, id)
  if (!node) return document.nodes[0]?.id
  if (direction === 'down') return targetsOf(document, id)[0]
  const before = document.nodes.find((one) => targetsOf(document, one.id).includes(id))
  if (direction === 'up') return before?.id
  const row = before ? targetsOf(document, before.id) : startsOf(document)
  const index = row.indexOf(id)
  return row[index + (direction === 'left' ? -1 : 1)]
}

/** Where a node's ports lead, in their order, each once. */
function targetsOf(document: Draft, id: string): string[] {
  const node = nodeOf(document, id)
  if (!node) return []
  const targets = portsOf(node).flatMap((port) => node.ports?.[port.id] ?? [])
  return [...new Set(targets)].filter((target) => nodeOf(document, target))
}

function startsOf(document: Draft): string[] {
  const entered = new Set(document.nodes.flatMap((node) => Object.values(node.ports ?? {})))
  return document.nodes.filter((node) => !entered.has(node.id)).map((node) => node.id)
}
