import { definitionOf, type NodeKind } from '../../shared/nodes/index.ts'
import type { CanvasNote } from '../../shared/workflow.ts'
import { applyChanges, type Change } from './change.ts'
import { canBeEntered, type Draft, type DraftNode, idFor, nodeOf, type Position, portsOf } from './document.ts'
import { addNotes, deleteNotes, isNoteKey } from './notes.ts'

/**
 * What a person can do to a workflow, each as the changes that it means. Pure: given a document, they say what should happen.
 */

/** A way out of a node, led somewhere or open. */
export interface Way {
  readonly from: string
  readonly port: string
}

export interface Edit {
  readonly changes: readonly Change[]
  /** What is selected afterwards. */
  readonly select?: readonly string[]
}

/** A new node on its own; without a position, the layout finds its place. */
export function addNode(document: Draft, kind: NodeKind, position?: Position): Edit & { readonly id: string } {
  const id = idFor(document, kind)
  const node: DraftNode = {
    id,
    kind,
    settings: definitionOf(kind).defaults(),
    ...(position ? { position: rounded(position) } : {}),
  }
  return { id, changes: [{ change: 'addNode', node }], select: [id] }
}

/** A new node on a way out. What the way led to comes after the node's first port. */
export function insertNode(document: Draft, kind: NodeKind, { from, port }: Way): Edit & { readonly id: string } {
  const added = addNode(document, kind)
  const after = nodeOf(document, from)?.ports?.[port]
  const [first] = portsOf(nodeOf(applyChanges(document, added.changes), added.id)!)
  const changes: Change[] = [...added.changes, { change: 'setPort', id: from, port, to: added.id }]
  if (after && first) changes.push({ change: 'setPort', id: added.id, port: first.id, to: after })
  return { ...added, changes }
}

/** Whether a node can stand on a way: a trigger begins a workflow, and an exit in the middle would cut off what comes after it. */
export function canStandOn(document: Draft, { from, port }: Way, kind: NodeKind): boolean {
  const { group } = definitionOf(kind)
  const leadsOn = nodeOf(document, from)?.ports?.[port] !== undefined
  return group !== 'trigger' && !(group === 'exit' && leadsOn)
}

/** A new node on a way when it can stand there, else on its own. */
export const placeNode = (document: Draft, kind: NodeKind, way: Way | undefined, position?: Position) =>
  way && canStandOn(document, way, kind) ? insertNode(document, kind, way) : addNode(document, kind, position)

/**
 * The way on which a step is put that follows a node: its first open one, else its first. Without a node, the only open way that
 * there is; of several, none is meant.
 */
export function wayAfter(document: Draft, id: string | undefined): Way | undefined {
  const openOf = (node: DraftNode) =>
    portsOf(node).filter((port) => nodeOf(document, node.ports?.[port.id] ?? '') === undefined)
  const node = id === undefined ? undefined : nodeOf(document, id)
  if (node) {
    const port = openOf(node)[0] ?? portsOf(node)[0]
    return port && { from: node.id, port: port.id }
  }
  const open = document.nodes.flatMap((one) => openOf(one).map((port) => ({ from: one.id, port: port.id })))
  return open.length === 1 ? open[0] : undefined
}

/** Leads a way out to a node, in place of where it led before. */
export function connect(document: Draft, { from, port }: Way, to: string): Edit | undefined {
  const target = nodeOf(document, to)
  const source = nodeOf(document, from)
  if (!target || !source || !canBeEntered(target) || from === to || source.ports?.[port] === to) return undefined
  return { changes: [{ change: 'setPort', id: from, port, to }] }
}

export const disconnect = ({ from, port }: Way): Edit => ({
  changes: [{ change: 'setPort', id: from, port, to: undefined }],
})

/** Takes nodes and notes away. Where a node had one way out, those before it are led to what came after it; else their ways are open. */
export function deleteNodes(document: Draft, ids: readonly string[]): Edit {
  const gone = new Set(ids)
  const heirOf = (id: string, seen = new Set<string>()): string | undefined => {
    const node = nodeOf(document, id)
    if (!node || !gone.has(id)) return id
    const ports = portsOf(node)
    const next = ports.length === 1 ? node.ports?.[ports[0]!.id] : undefined
    return next && !seen.has(next) ? heirOf(next, seen.add(id)) : undefined
  }
  const changes: Change[] = []
  for (const node of document.nodes) {
    if (gone.has(node.id)) continue
    for (const [port, to] of Object.entries(node.ports ?? {})) {
      if (!gone.has(to)) continue
      const heir = heirOf(to)
      changes.push({ change: 'setPort', id: node.id, port, to: heir === node.id ? undefined : heir })
    }
  }
  const removed = ids.filter((id) => !isNoteKey(id)).map((id): Change => ({ change: 'removeNode', id }))
  return { changes: [...changes, ...removed, ...deleteNotes(document, gone)], select: [] }
}

/** Steps and notes that are copied together. */
export interface Piece {
  readonly nodes: readonly DraftNode[]
  readonly notes: readonly CanvasNote[]
}

/** Copies with new ids, a little aside; ways among the steps are kept, those that lead out are open. */
export function pastePiece(document: Draft, { nodes, notes }: Piece): Edit {
  const aside = ({ x, y }: Position): Position => rounded({ x: x + 40, y: y + 40 })
  let number = document.nextId
  const idOf = new Map(nodes.map((node) => [node.id, `${node.kind}-${number++}`]))
  const copies = nodes.map((node): DraftNode => {
    const { ports: _, position, ...rest } = node
    const ports = Object.fromEntries(
      Object.entries(node.ports ?? {}).flatMap(([port, to]) => (idOf.has(to) ? [[port, idOf.get(to)!]] : [])),
    )
    return {
      ...rest,
      id: idOf.get(node.id)!,
      ...(Object.keys(ports).length ? { ports } : {}),
      ...(position ? { position: aside(position) } : {}),
    }
  })
  const noted = addNotes(
    document,
    notes.map((note) => ({ ...note, position: aside(note.position) })),
  )
  return {
    changes: [...copies.map((node): Change => ({ change: 'addNode', node })), ...(noted?.changes ?? [])],
    select: [...copies.map((node) => node.id), ...(noted?.select ?? [])],
  }
}

/** Settings of a node, and its ways out as they are then: a way whose port is gone is open, no longer led anywhere. */
export function setSettings(document: Draft, id: string, settings: DraftNode['settings']): Edit {
  const node = nodeOf(document, id)
  if (!node) return { changes: [] }
  const kept = new Set(portsOf({ ...node, settings }).map((port) => port.id))
  const lost = Object.keys(node.ports ?? {}).filter((port) => !kept.has(port))
  return {
    changes: [
      { change: 'setSettings', id, settings },
      ...lost.map((port): Change => ({ change: 'setPort', id, port, to: undefined })),
    ],
  }
}

export const moveNodes = (positions: ReadonlyMap<string, Position>): Edit => ({
  changes: [...positions]
    .filter(([id]) => !isNoteKey(id))
    .map(([id, position]): Change => ({ change: 'setPosition', id, position: rounded(position) })),
})

/** Gives placement back to the layout. */
export const tidyUp = (document: Draft): Edit => ({
  changes: document.nodes
    .filter((node) => node.position)
    .map((node): Change => ({ change: 'setPosition', id: node.id, position: undefined })),
})

const rounded = ({ x, y }: Position): Position => ({ x: Math.round(x), y: Math.round(y) })
