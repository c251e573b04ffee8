import { isTrigger } from '../../shared/nodes/index.ts'
import type { Names } from '../../shared/words/conditions.ts'
import { type DraftNode, type Position, portsOf } from '../store/document.ts'
import { detailOf, titleOf } from './describe.ts'
import { type Arrangement, belowOnePort, belowPorts, layout, nodeWidth, type Shape, wayKey } from './layout.ts'

/** Where everything of a workflow stands: as the layout says, except for nodes that a person placed. */
export interface Places {
  readonly nodes: ReadonlyMap<string, Position>
  readonly ends: ReadonlyMap<string, Position>
  readonly lanes: ReadonlyMap<string, number>
  readonly returns: ReadonlyMap<string, number>
}

const lineLength = 27
const plainHeight = 55
const lineHeight = 18
const detailHeight = 16
const footerHeight = 29

/**
 * The height that a card will have, told from its text and not measured: the same workflow is the same picture everywhere.
 * Room for the footer is kept, so that numbers that come alive move nothing.
 */
export const cardHeight = (title: string, hasDetail: boolean): number =>
  plainHeight + footerHeight + (hasDetail ? detailHeight : 0) + (title.length > lineLength ? lineHeight : 0)

const reasonLineLength = 32
const reasonLineHeight = 16

/** What a visited card is higher by: instead of numbers it tells why, in as many lines as that takes, and when. */
export const visitHeight = (reason: string): number =>
  2 + reasonLineHeight * Math.ceil(reason.length / reasonLineLength)

/** The nodes as the layout sees them. */
export function shapesOf(nodes: readonly DraftNode[], names: Names): Shape[] {
  return nodes.map((node) => ({
    id: node.id,
    height: cardHeight(titleOf(node, names), detailOf(node, names) !== undefined),
    isStart: isTrigger(node.kind),
    ports: portsOf(node).map((port) => ({ id: port.id, to: node.ports?.[port.id] })),
  }))
}

export const arrange = (shapes: readonly Shape[]): Arrangement => layout(shapes)

/** Two workflows of one signature have one arrangement: an edit of a text needs no new one. */
export const signatureOf = (shapes: readonly Shape[]): string =>
  shapes
    .map(({ id, height, ports }) => `${id}|${height}|${ports.map((port) => `${port.id}>${port.to ?? ''}`).join(',')}`)
    .join(';')

export function placesOf(
  nodes: readonly DraftNode[],
  shapes: readonly Shape[],
  arrangement: Arrangement,
  moving?: ReadonlyMap<string, Position>,
): Places {
  const placed = new Map<string, Position>()
  const isFree = new Set<string>()
  for (const node of nodes) {
    const own = moving?.get(node.id) ?? node.position
    if (own) isFree.add(node.id)
    placed.set(node.id, own ?? arrangement.nodes.get(node.id) ?? { x: 0, y: 0 })
  }
  const ends = new Map<string, Position>()
  const lanes = new Map(arrangement.lanes)
  const returns = new Map(arrangement.returns)
  for (const { id, height, ports } of shapes) {
    const at = placed.get(id)!
    for (const [index, port] of ports.entries()) {
      const key = wayKey(id, port.id)
      const end = arrangement.ends.get(key)
      if (end) ends.set(key, isFree.has(id) ? beneath(at, height, index, ports.length) : end)
      if (!isFree.has(id) && (port.to === undefined || !isFree.has(port.to))) continue
      lanes.delete(key)
      returns.delete(key)
    }
  }
  return { nodes: placed, ends, lanes, returns }
}

/** Open ends of a node that a person placed hang below it. */
function beneath(at: Position, height: number, index: number, count: number): Position {
  const step = 128
  return {
    x: at.x + nodeWidth / 2 + (index - (count - 1) / 2) * step,
    y: at.y + height + (count > 1 ? belowPorts : belowOnePort),
  }
}
