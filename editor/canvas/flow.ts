import type { Edge, Node } from '@xyflow/react'
import type { CanvasNote } from '../../shared/workflow.ts'
import { type DraftNode, type Position, portsOf } from '../store/document.ts'
import type { Way } from '../store/edits.ts'
import { noteKey } from '../store/notes.ts'
import type { Places } from './arrange.ts'
import { wayKey } from './layout.ts'

/** What a card shows beside its node: the sentence of a problem; on a trail, what happened there. */
export interface CardMark {
  readonly problem?: string | undefined
  readonly visit?: VisitMark | undefined
}

/** A visit of a run, shown on its card. */
export interface VisitMark {
  readonly at: string
  readonly reason: string
  readonly times: number
  readonly isHere: boolean
}

export type CardNode = Node<{ node: DraftNode; mark: CardMark | undefined; isQuiet: boolean }, 'card'>
export type EndNode = Node<{ way: Way }, 'end'>
export type NoteNode = Node<{ note: CanvasNote; isEditable: boolean }, 'note'>
export type CanvasNode = CardNode | EndNode | NoteNode

export interface WayData extends Record<string, unknown> {
  readonly way: Way
  readonly title: string
  readonly isOpen: boolean
  readonly isJoin: boolean
  readonly lane: number | undefined
  readonly back: number | undefined
  /** On a trail: taken, or not. In the builder: neither. */
  readonly taken?: boolean | undefined
}
export type WayEdge = Edge<WayData, 'way'>

export interface Drawing {
  readonly nodes: readonly CanvasNode[]
  readonly edges: readonly WayEdge[]
}

interface Input {
  readonly nodes: readonly DraftNode[]
  readonly notes?: readonly CanvasNote[] | undefined
  readonly places: Places
  readonly selected: ReadonlySet<string>
  readonly selectedWay: Way | undefined
  readonly marks: ReadonlyMap<string, CardMark>
  /** What React Flow measured, which it wants back. */
  readonly measured: ReadonlyMap<string, { width: number; height: number }>
  readonly titleOfPort: (node: DraftNode, port: string) => string
  /** Read-only canvases show no open ends. */
  readonly hasEnds: boolean
  readonly taken?: ReadonlySet<string> | undefined
}

/**
 * The document as React Flow draws it. Every object that says the same as before is the object of before, so that of two hundred
 * cards only those are drawn again which changed.
 */
export function drawingOf(input: Input, before: Drawing | undefined): Drawing {
  const oldNodes = new Map(before?.nodes.map((node) => [node.id, node]))
  const oldEdges = new Map(before?.edges.map((edge) => [edge.id, edge]))
  const ids = new Set(input.nodes.map((node) => node.id))
  const entries = entriesOf(input.nodes)
  const nodes: CanvasNode[] = []
  const edges: WayEdge[] = []
  for (const node of input.nodes) {
    nodes.push(card(node, input, oldNodes.get(node.id)))
    const ports = portsOf(node)
    for (const port of ports) {
      const way = { from: node.id, port: port.id }
      const key = wayKey(way.from, way.port)
      const to = node.ports?.[port.id]
      const isOpen = to === undefined || !ids.has(to)
      if (isOpen && !input.hasEnds) continue
      if (isOpen) nodes.push(end(way, key, input, oldNodes.get(key)))
      const edge: WayEdge = {
        id: key,
        type: 'way',
        source: node.id,
        sourceHandle: port.id,
        target: isOpen ? key : to,
        targetHandle: 'in',
        selected: input.selectedWay?.from === way.from && input.selectedWay.port === way.port,
        selectable: input.hasEnds,
        focusable: false,
        data: {
          way,
          title: ports.length > 1 || port.id !== 'next' ? input.titleOfPort(node, port.id) : '',
          isOpen,
          isJoin: !isOpen && (entries.get(to) ?? 0) > 1,
          lane: input.places.lanes.get(key),
          back: input.places.returns.get(key),
          taken: input.taken?.has(key),
        },
      }
      edges.push(sameEdge(oldEdges.get(key), edge))
    }
  }
  for (const note of input.notes ?? []) nodes.push(noteNode(note, input, oldNodes.get(noteKey(note.id))))
  return { nodes, edges }
}

/** Behind cards and ways, so that a note may frame them. */
function noteNode(note: CanvasNote, input: Input, old: CanvasNode | undefined): NoteNode {
  const id = noteKey(note.id)
  const measured = input.measured.get(id)
  const selected = input.selected.has(id)
  if (old?.type === 'note' && old.data.note === note && old.selected === selected && old.measured === measured)
    return old
  return {
    id,
    type: 'note',
    ariaRole: 'group',
    position: note.position,
    ...note.size,
    zIndex: -1,
    selected,
    connectable: false,
    data: { note, isEditable: input.hasEnds },
    ...(measured ? { measured } : {}),
  }
}

function card(node: DraftNode, input: Input, old: CanvasNode | undefined): CanvasNode {
  const position = input.places.nodes.get(node.id)!
  const mark = input.marks.get(node.id)
  const measured = input.measured.get(node.id)
  const selected = input.selected.has(node.id)
  const isQuiet = input.taken !== undefined && mark?.visit === undefined
  if (
    old?.type === 'card' &&
    old.data.node === node &&
    sameMark(old.data.mark, mark) &&
    old.data.isQuiet === isQuiet &&
    old.selected === selected &&
    old.measured === measured &&
    samePlace(old.position, position)
  )
    return old
  const data =
    old?.type === 'card' && old.data.node === node && sameMark(old.data.mark, mark) && old.data.isQuiet === isQuiet
      ? old.data
      : { node, mark, isQuiet }
  // Also where it can't be selected: a card is one thing.
  return { id: node.id, type: 'card', ariaRole: 'group', position, selected, data, ...(measured ? { measured } : {}) }
}

function end(way: Way, key: string, input: Input, old: CanvasNode | undefined): CanvasNode {
  const at = input.places.ends.get(key) ?? { x: 0, y: 0 }
  const position = { x: at.x - 10, y: at.y }
  const measured = input.measured.get(key)
  if (old?.type === 'end' && samePlace(old.position, position) && old.measured === measured) return old
  const data = old?.type === 'end' ? old.data : { way }
  return {
    id: key,
    type: 'end',
    position,
    draggable: false,
    selectable: false,
    focusable: false,
    style: { pointerEvents: 'all' },
    data,
    ...(measured ? { measured } : {}),
  }
}

function entriesOf(nodes: readonly DraftNode[]): ReadonlyMap<string, number> {
  const entries = new Map<string, number>()
  for (const node of nodes)
    for (const to of Object.values(node.ports ?? {})) entries.set(to, (entries.get(to) ?? 0) + 1)
  return entries
}

const samePlace = (a: Position, b: Position): boolean => a.x === b.x && a.y === b.y

const sameMark = (a: CardMark | undefined, b: CardMark | undefined): boolean =>
  a?.problem === b?.problem && a?.visit === b?.visit

function sameEdge(old: WayEdge | undefined, edge: WayEdge): WayEdge {
  const a = old?.data
  const b = edge.data
  const isSame =
    old !== undefined &&
    old.target === edge.target &&
    old.selected === edge.selected &&
    a?.title === b?.title &&
    a?.isJoin === b?.isJoin &&
    a?.lane === b?.lane &&
    a?.back === b?.back &&
    a?.taken === b?.taken
  return isSame ? old : edge
}
