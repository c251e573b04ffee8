import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect, useImperativeHandle, useMemo, useRef } from 'react'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import type { Places } from './arrange.ts'
import type { CanvasNode, Drawing, WayEdge } from './flow.ts'
import { lasting } from './lasting.ts'
import { nodeWidth, type Shape } from './layout.ts'
import { useRefit } from './useRefit.ts'
import { begin, bringIn, type CanvasHandle, handleOn, type View } from './view.ts'

interface Seen {
  readonly drawing: Drawing
  readonly shapes: readonly Shape[]
  readonly places: Places
}

/** The view of what is drawn. It moves when a command asks for it, for a step that is new, and when the window became another. */
export function useView(handle: RefObject<CanvasHandle | null>, { drawing, shapes, places }: Seen): View {
  const flow = useReactFlow<CanvasNode, WayEdge>()
  const pane = useRef<HTMLElement>(null)
  const drawn = useRef(drawing)
  drawn.current = drawing
  const view = useMemo(() => ({ flow, pane, drawn }), [flow])

  useImperativeHandle(handle, () => handleOn(view), [view])
  useAddedInSight(view, shapes, places)
  useRefit(() => begin(view, lasting(150)))
  return view
}

const readNodes = (state: WorkflowState) => state.document.nodes
const readSelected = (state: WorkflowState) => state.selected
const beneathStep = 56

/** A step that was just added is where one goes on: it stays in view, with the plus beneath it. */
function useAddedInSight(view: View, shapes: readonly Shape[], places: Places): void {
  const nodes = useWorkflow(readNodes)
  const selected = useWorkflow(readSelected)
  const known = useRef(nodes)
  useEffect(() => {
    const [added] = nodes.length === known.current.length + 1 ? selected : []
    const isNew = added !== undefined && !known.current.some((node) => node.id === added)
    const height = shapes.find((shape) => shape.id === added)?.height
    const at = places.nodes.get(added ?? '')
    known.current = nodes
    if (isNew && at && height) bringIn(view, { ...at, width: nodeWidth, height: height + beneathStep })
  }, [view, nodes, selected, shapes, places])
}
