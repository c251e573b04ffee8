import '@xyflow/react/dist/style.css'
import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeTypes,
  MiniMap,
  type NodeChange,
  type NodeTypes,
  type OnConnectEnd,
  ReactFlow,
  type ReactFlowInstance,
  type ReactFlowState,
  SelectionMode,
  useStore as useFlowStore,
  useReactFlow,
} from '@xyflow/react'
import {
  type DragEvent,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import { isTrigger } from '../../shared/nodes/index.ts'
import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import type { CanvasNote } from '../../shared/workflow.ts'
import { canBeEntered, type Draft, isKind, nodeOf, type Position } from '../store/document.ts'
import { addNode, connect, insertNode, moveNodes, type Way } from '../store/edits.ts'
import { addNote, noteKey, placeNotes } from '../store/notes.ts'
import { useUiStore } from '../store/uiStore.ts'
import { useWorkflow, useWorkflowStore } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import { arrange, placesOf, shapesOf, signatureOf } from './arrange.ts'
import css from './Canvas.module.css'
import { CanvasTools } from './CanvasTools.tsx'
import { kindWord, namesOf, portTitleOf, problemSentence, titleOf, useNames } from './describe.ts'
import { EndPlus } from './EndPlus.tsx'
import { type CanvasNode, type CardMark, type Drawing, drawingOf, type WayEdge } from './flow.ts'
import { lasting } from './lasting.ts'
import { nodeWidth, type Point, wayKey } from './layout.ts'
import { NodeCard } from './NodeCard.tsx'
import { NoteCard } from './NoteCard.tsx'
import { StartCard } from './StartCard.tsx'
import { useGlide } from './useGlide.ts'
import { useRefit } from './useRefit.ts'
import { WayLine } from './WayLine.tsx'

export const nodeTypes: NodeTypes = { card: NodeCard, end: EndPlus, note: NoteCard }
export const edgeTypes: EdgeTypes = { way: WayLine }

export const dragType = 'application/x-perennial-kind'
/** What is dragged in place of a kind when it is to be a note. */
export const noteDrag = 'note'

/** What commands ask of the canvas. */
export interface CanvasHandle {
  fit(): void
  zoomBy(factor: number): void
  /** Brings a node into sight, without changing the zoom. */
  reveal(id: string): void
  /** Where a node is on the screen. */
  screenOf(id: string): Point | undefined
  /** The middle of what is seen, on the canvas. */
  middle(): Point
}

const readNodes = (state: WorkflowState) => state.document.nodes
const readNotes = (state: WorkflowState) => state.document.notes
const readSelected = (state: WorkflowState) => state.selected
const readWay = (state: WorkflowState) => state.selectedWay
export const isFar = (state: ReactFlowState) => state.transform[2] < 0.5

interface Props {
  readonly isReadOnly: boolean
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  readonly handle: RefObject<CanvasHandle | null>
}

/** The canvas of the builder: it draws the document itself, and what is done on it are edits of the document. */
export function Canvas({ isReadOnly, problems, handle }: Props) {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const nodes = useWorkflow(readNodes)
  const notes = useWorkflow(readNotes)
  const selected = useWorkflow(readSelected)
  const selectedWay = useWorkflow(readWay)
  const flow = useReactFlow<CanvasNode, WayEdge>()
  const far = useFlowStore(isFar)
  const pane = useRef<HTMLElement>(null)

  // Places while somebody drags; they become part of the document once, when the drag ends.
  const [moving, setMoving] = useState<ReadonlyMap<string, Position>>(noMoves)
  const moves = useRef(noMoves)
  const [pulling, setPulling] = useState<ReadonlyMap<string, CanvasNote['size']>>(noPulls)
  const pulls = useRef(noPulls)
  const [measured, setMeasured] = useState<ReadonlyMap<string, { width: number; height: number }>>(new Map())

  const names = useNames()
  const shapes = useMemo(() => shapesOf(nodes, names), [nodes, names])
  const signature = signatureOf(shapes)
  // biome-ignore lint/correctness/useExhaustiveDependencies: shapes of one signature have one arrangement
  const arrangement = useMemo(() => arrange(shapes), [signature])
  const places = useMemo(() => placesOf(nodes, shapes, arrangement, moving), [nodes, shapes, arrangement, moving])
  const shownNodes = useGlide(places.nodes, moving.size > 0)
  const shownEnds = useGlide(places.ends, moving.size > 0)
  const marks = useMemo(() => marksOf(problems), [problems])

  const shownNotes = useMemo(() => placedNotes(notes, moving, pulling), [notes, moving, pulling])

  const before = useRef<Drawing>(undefined)
  const drawing = drawingOf(
    {
      nodes,
      notes: shownNotes,
      places: { ...places, nodes: shownNodes, ends: shownEnds },
      selected: useMemo(() => new Set(selected), [selected]),
      selectedWay,
      marks,
      measured,
      titleOfPort: useCallback((node, port) => portTitleOf(node, port, names), [names]),
      hasEnds: !isReadOnly,
    },
    before.current,
  )
  before.current = drawing

  useImperativeHandle(handle, () => ({
    fit: () => void flow.fitView({ padding: 0.15, maxZoom: 1, ...lasting(150) }),
    zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, lasting(120)),
    reveal: (id) => {
      const node = before.current?.nodes.find((one) => one.id === id)
      if (!node || isSeen(flow, pane.current, node)) return
      const { x, y } = node.position
      void flow.setCenter(x + nodeWidth / 2, y + 50, { zoom: Math.max(flow.getZoom(), 0.7), ...lasting(150) })
    },
    screenOf: (id) => {
      const node = before.current?.nodes.find((one) => one.id === id)
      return (
        node && flow.flowToScreenPosition({ x: node.position.x, y: node.position.y + (node.measured?.height ?? 80) })
      )
    },
    middle: () => {
      const { left = 0, top = 0, width = 0, height = 0 } = pane.current?.getBoundingClientRect() ?? {}
      return flow.screenToFlowPosition({ x: left + width / 2, y: top + height / 2 })
    },
  }))

  // A step that was just added is where one goes on: it stays in view, with the plus beneath it.
  const known = useRef(nodes)
  useEffect(() => {
    const [added] = nodes.length === known.current.length + 1 ? selected : []
    const isNew = added !== undefined && !known.current.some((node) => node.id === added)
    const height = shapes.find((shape) => shape.id === added)?.height
    const at = places.nodes.get(added ?? '')
    known.current = nodes
    if (isNew && at && height) bringIn(flow, pane.current, { ...at, width: nodeWidth, height: height + beneathStep })
  }, [nodes, selected, shapes, places, flow])

  useRefit(() => begin(flow, pane.current, before.current, lasting(150)))

  // What was dragged or pulled becomes part of the document.
  const settle = useCallback(() => {
    const [moved, pulled] = [moves.current, pulls.current]
    moves.current = noMoves
    pulls.current = noPulls
    setMoving(noMoves)
    setPulling(noPulls)
    if (moved.size === 0 && pulled.size === 0) return
    const { document, perform } = store.getState()
    const changes = [...moveNodes(moved).changes, ...placeNotes(document, moved, pulled)]
    perform(pulled.size > 0 ? words.edits.resizeNote : moveLabel(document, [...moved.keys()]), { changes })
  }, [store])

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const dragged = changes.flatMap((change) =>
        change.type === 'position' && change.position && (change.dragging || isPulled(changes, change.id))
          ? [[change.id, change.position] as const]
          : [],
      )
      const pulled = changes.flatMap((change) =>
        change.type === 'dimensions' && change.resizing && change.dimensions
          ? [[change.id, change.dimensions] as const]
          : [],
      )
      if (pulled.length) {
        pulls.current = new Map([...pulls.current, ...pulled])
        setPulling(pulls.current)
      }
      if (dragged.length) {
        moves.current = new Map([...moves.current, ...dragged])
        setMoving(moves.current)
      }
      const sizes = changes.flatMap((change) =>
        change.type === 'dimensions' && change.dimensions ? [[change.id, change.dimensions] as const] : [],
      )
      if (sizes.length) setMeasured((map) => new Map([...map, ...sizes]))
      if (changes.some((change) => change.type === 'dimensions' && change.resizing === false)) settle()
      const selection = changes.filter((change) => change.type === 'select')
      if (selection.length) {
        const ids = new Set(store.getState().selected)
        for (const { id, selected: isSelected } of selection) isSelected ? ids.add(id) : ids.delete(id)
        store.getState().select([...ids], ids.size ? undefined : store.getState().selectedWay)
      }
    },
    [store, settle],
  )

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      lead(store.getState(), { from: source, port: sourceHandle ?? 'next' }, target),
    [store],
  )

  const onConnectEnd: OnConnectEnd = useCallback(
    (event, { fromNode, fromHandle, toNode }) => {
      if (toNode || !fromNode || !fromHandle?.id || fromHandle.type !== 'source') return
      const at = 'changedTouches' in event ? event.changedTouches[0]! : event
      ui.setState({
        picking: { at: { x: at.clientX, y: at.clientY }, way: { from: fromNode.id, port: fromHandle.id } },
      })
    },
    [ui],
  )

  const canConnect = useCallback(
    ({ source, target }: { source: string; target: string }) => {
      const node = nodeOf(store.getState().document, target)
      return source !== target && node !== undefined && canBeEntered(node)
    },
    [store],
  )

  const onDrop = useCallback(
    (event: DragEvent) => {
      const kind = event.dataTransfer.getData(dragType)
      ui.setState({ hoveredWay: undefined })
      if (!isKind(kind) && kind !== noteDrag) return
      event.preventDefault()
      const { document, perform } = store.getState()
      if (kind === noteDrag) {
        const edit = addNote(document, flow.screenToFlowPosition({ x: event.clientX - 24, y: event.clientY - 24 }))
        if (edit) perform(words.edits.add(words.note.name), edit)
        return
      }
      const way = wayAt(event.clientX, event.clientY)
      const place = flow.screenToFlowPosition({ x: event.clientX - nodeWidth / 2, y: event.clientY - 24 })
      // The first step stands where the layout begins.
      const isFirst = document.nodes.length === 0
      const edit =
        way && !isTrigger(kind) ? insertNode(document, kind, way) : addNode(document, kind, isFirst ? undefined : place)
      perform(words.edits.add(kindWord(kind)), edit)
    },
    [flow, store, ui],
  )

  const onDragOver = useCallback(
    (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(dragType)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      const way = wayAt(event.clientX, event.clientY)
      ui.setState({ hoveredWay: way && wayKey(way.from, way.port) })
    },
    [ui],
  )

  return (
    <section
      ref={pane}
      className={css.canvas}
      data-far={far || undefined}
      aria-label={words.canvas.label}
      onDrop={onDrop}
      onDragOver={onDragOver}
    >
      <ReactFlow<CanvasNode, WayEdge>
        nodes={drawing.nodes as CanvasNode[]}
        edges={drawing.edges as WayEdge[]}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={settle}
        onSelectionDragStop={settle}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={(edge, connection) => lead(store.getState(), edge.data!.way, connection.target)}
        isValidConnection={canConnect}
        onEdgeMouseEnter={(_, edge) => ui.setState({ hoveredWay: edge.id })}
        onEdgeMouseLeave={() => ui.setState({ hoveredWay: undefined })}
        onEdgeClick={(_, edge) => !edge.data!.isOpen && store.getState().select([], edge.data!.way)}
        zoomOnDoubleClick={false}
        elevateNodesOnSelect={false}
        onNodeDoubleClick={(_, node) => node.type === 'note' && !isReadOnly && ui.setState({ writing: node.id })}
        onPaneClick={() => store.getState().select([])}
        nodesDraggable={!isReadOnly}
        nodesConnectable={!isReadOnly}
        edgesReconnectable={!isReadOnly}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        selectionMode={SelectionMode.Partial}
        disableKeyboardA11y
        panOnScroll
        minZoom={0.05}
        maxZoom={2}
        onInit={() => begin(flow, pane.current, before.current)}
        nodeDragThreshold={3}
        connectionRadius={36}
        proOptions={{ hideAttribution: true }}
        connectionLineStyle={{ stroke: 'var(--leaf)', strokeWidth: 2 }}
        aria-label={words.canvas.label}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} color={far ? 'transparent' : 'var(--dot)'} />
        {nodes.length > 0 && (
          <MiniMap
            className={css.map ?? ''}
            style={mapSize}
            pannable
            zoomable
            nodeColor="var(--line-strong)"
            nodeBorderRadius={12}
            maskColor="transparent"
            maskStrokeColor="var(--leaf)"
            maskStrokeWidth={2}
            ariaLabel={words.canvas.map}
          />
        )}
        <CanvasTools isReadOnly={isReadOnly} />
      </ReactFlow>
      {nodes.length === 0 && <StartCard isReadOnly={isReadOnly} />}
    </section>
  )
}

const mapSize = { width: 132, height: 84 }

/** At first sight: the whole workflow if it can be read so, else its beginning. */
function begin(
  flow: ReactFlowInstance<CanvasNode, WayEdge>,
  pane: HTMLElement | null,
  drawing: Drawing | undefined,
  movement?: { readonly duration: number },
): void {
  const nodes = drawing?.nodes ?? []
  if (!pane) return
  if (nodes.length === 0) {
    void flow.setViewport({ x: pane.clientWidth / 2, y: 48, zoom: 1 }, movement)
    return
  }
  const box = flow.getNodesBounds([...nodes])
  const [first] = nodes
  const zoom = Math.min(1, pane.clientWidth / (box.width + 80), pane.clientHeight / (box.height + 96))
  const seen = Math.max(pane.clientWidth < 640 ? 0.55 : 0.7, zoom)
  const middle = zoom < seen && first ? first.position.x + nodeWidth / 2 : box.x + box.width / 2
  const top = zoom < seen ? 32 : Math.max(32, (pane.clientHeight - box.height * seen) / 3)
  void flow.setViewport({ x: pane.clientWidth / 2 - middle * seen, y: top - box.y * seen, zoom: seen }, movement)
}

/** Moves the view by no more than it takes to see a box whole, or its beginning where it is larger than the pane. */
function bringIn(
  flow: ReactFlowInstance<CanvasNode, WayEdge>,
  pane: HTMLElement | null,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  if (!pane) return
  const { x, y, zoom } = flow.getViewport()
  const across = shiftInto(box.x * zoom + x, box.width * zoom, pane.clientWidth)
  const down = shiftInto(box.y * zoom + y, box.height * zoom, pane.clientHeight - lowerMargin)
  if (across !== 0 || down !== 0) void flow.setViewport({ x: x + across, y: y + down, zoom }, lasting(150))
}

const margin = 24
const beneathStep = 56
// The map and the tools lie over the lower edge.
const lowerMargin = mapSize.height + 24

function shiftInto(from: number, length: number, room: number): number {
  const to = Math.max(margin, Math.min(from, room - margin - length))
  return Math.round(to - from)
}

/** What can be seen whole, and read, needs no moving. */
function isSeen(flow: ReactFlowInstance<CanvasNode, WayEdge>, pane: HTMLElement | null, node: CanvasNode): boolean {
  const box = pane?.getBoundingClientRect()
  if (!box || flow.getZoom() < 0.5) return false
  const { x, y } = node.position
  const upper = flow.flowToScreenPosition({ x, y })
  const lower = flow.flowToScreenPosition({ x: x + nodeWidth, y: y + (node.measured?.height ?? 80) })
  return upper.x >= box.left && upper.y >= box.top && lower.x <= box.right && lower.y <= box.bottom
}

const noMoves: ReadonlyMap<string, Position> = new Map()
const noPulls: ReadonlyMap<string, CanvasNote['size']> = new Map()

/** Pulling at its left or upper side moves a note as well. */
const isPulled = (changes: readonly NodeChange<CanvasNode>[], id: string): boolean =>
  changes.some((change) => change.type === 'dimensions' && change.id === id && change.resizing === true)

function placedNotes(
  notes: readonly CanvasNote[] | undefined,
  moving: ReadonlyMap<string, Position>,
  pulling: ReadonlyMap<string, CanvasNote['size']>,
): readonly CanvasNote[] | undefined {
  if (!notes || (moving.size === 0 && pulling.size === 0)) return notes
  return notes.map((note) => {
    const [position, size] = [moving.get(noteKey(note.id)), pulling.get(noteKey(note.id))]
    return position || size ? { ...note, position: position ?? note.position, size: size ?? note.size } : note
  })
}

function moveLabel(document: Draft, [first = '', ...others]: readonly string[]): string {
  if (others.length > 0) return words.edits.moveMany(others.length + 1)
  const node = nodeOf(document, first)
  return words.edits.move(node ? titleOf(node, namesOf(document)) : words.note.name)
}

function lead(
  {
    document,
    perform,
  }: {
    document: Parameters<typeof connect>[0]
    perform: (label: string, edit: NonNullable<ReturnType<typeof connect>>) => void
  },
  way: Way,
  to: string,
): void {
  const edit = connect(document, way, to)
  const target = nodeOf(document, to)
  if (edit && target) perform(words.edits.connect(titleOf(target, namesOf(document))), edit)
}

/** The way under a point of the window: its line, its label, its plus, or its open end. */
function wayAt(x: number, y: number): Way | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const marked = element.closest<HTMLElement>('[data-insert], [data-way]')
    const key =
      marked?.dataset.insert ??
      marked?.dataset.way ??
      element.closest<HTMLElement>('.react-flow__edge, .react-flow__node-end')?.dataset.id
    const cut = key?.lastIndexOf(':') ?? -1
    if (key && cut > 0) return { from: key.slice(0, cut), port: key.slice(cut + 1) }
  }
  return undefined
}

function marksOf(problems: ReadonlyMap<string, readonly Problem[]>): ReadonlyMap<string, CardMark> {
  const marks = new Map<string, CardMark>()
  for (const [id, [problem]] of problems) if (problem) marks.set(id, { problem: problemSentence(problem) })
  return marks
}
