import { useCallback, useMemo, useRef } from 'react'
import type { Problem } from '../../shared/problem.ts'
import type { Names } from '../../shared/words/conditions.ts'
import type { CanvasNote } from '../../shared/workflow.ts'
import type { DraftNode } from '../store/document.ts'
import { noteKey } from '../store/notes.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import { arrange, type Places, placesOf, shapesOf, signatureOf } from './arrange.ts'
import { portTitleOf, problemSentence, useNames } from './describe.ts'
import { type CardMark, type Drawing, drawingOf } from './flow.ts'
import type { Shape } from './layout.ts'
import type { Dragged } from './useDragging.ts'
import { useGlide } from './useGlide.ts'
import type { Sizes } from './useMeasured.ts'

const readNodes = (state: WorkflowState) => state.document.nodes
const readNotes = (state: WorkflowState) => state.document.notes
const readSelected = (state: WorkflowState) => state.selected
const readWay = (state: WorkflowState) => state.selectedWay

interface Shown {
  readonly isReadOnly: boolean
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  readonly dragged: Dragged
  readonly measured: Sizes
}

/** The open workflow as it is drawn now, with what is dragged where it is held, and the places that all of it belongs to. */
export function useDrawing({ isReadOnly, problems, dragged, measured }: Shown): {
  drawing: Drawing
  shapes: readonly Shape[]
  places: Places
} {
  const nodes = useWorkflow(readNodes)
  const notes = useWorkflow(readNotes)
  const selected = useWorkflow(readSelected)
  const selectedWay = useWorkflow(readWay)

  const names = useNames()
  const shapes = useMemo(() => shapesOf(nodes, names), [nodes, names])
  const signature = signatureOf(shapes)
  // biome-ignore lint/correctness/useExhaustiveDependencies: shapes of one signature have one arrangement
  const arrangement = useMemo(() => arrange(shapes), [signature])
  const { positions } = dragged
  const places = useMemo(() => placesOf(nodes, shapes, arrangement, positions), [nodes, shapes, arrangement, positions])
  const shownNodes = useGlide(places.nodes, positions.size > 0)
  const shownEnds = useGlide(places.ends, positions.size > 0)

  const before = useRef<Drawing>(undefined)
  const drawing = drawingOf(
    {
      nodes,
      notes: useMemo(() => withDragged(notes, dragged), [notes, dragged]),
      places: { ...places, nodes: shownNodes, ends: shownEnds },
      selected: useMemo(() => new Set(selected), [selected]),
      selectedWay,
      marks: useMemo(() => marksOf(problems, nodes, names), [problems, nodes, names]),
      measured,
      titleOfPort: useCallback((node, port) => portTitleOf(node, port, names), [names]),
      hasEnds: !isReadOnly,
    },
    before.current,
  )
  before.current = drawing
  return { drawing, shapes, places }
}

function withDragged(
  notes: readonly CanvasNote[] | undefined,
  { positions, sizes }: Dragged,
): readonly CanvasNote[] | undefined {
  if (!notes || (positions.size === 0 && sizes.size === 0)) return notes
  return notes.map((note) => {
    const [position, size] = [positions.get(noteKey(note.id)), sizes.get(noteKey(note.id))]
    return position || size ? { ...note, position: position ?? note.position, size: size ?? note.size } : note
  })
}

function marksOf(
  problems: ReadonlyMap<string, readonly Problem[]>,
  nodes: readonly DraftNode[],
  names: Names,
): ReadonlyMap<string, CardMark> {
  const marks = new Map<string, CardMark>()
  for (const [id, [problem]] of problems)
    if (problem) marks.set(id, { problem: problemSentence(problem, nodes, names) })
  return marks
}
