import '@xyflow/react/dist/style.css'
import { Background, BackgroundVariant, type NodeChange, ReactFlow, SelectionMode } from '@xyflow/react'
import { type RefObject, useCallback } from 'react'
import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { useUiStore } from '../store/uiStore.ts'
import { useWorkflow, useWorkflowStore } from '../store/WorkflowContext.ts'
import type { WorkflowState, WorkflowStore } from '../store/workflowStore.ts'
import css from './Canvas.module.css'
import { CanvasMap } from './CanvasMap.tsx'
import { CanvasTools } from './CanvasTools.tsx'
import type { CanvasNode, WayEdge } from './flow.ts'
import { edgeTypes, nodeTypes } from './nodeTypes.ts'
import { StartCard } from './StartCard.tsx'
import { useConnecting } from './useConnecting.ts'
import { useDragging } from './useDragging.ts'
import { useDrawing } from './useDrawing.ts'
import { useDropping } from './useDropping.ts'
import { useIsFar } from './useIsFar.ts'
import { useMeasured } from './useMeasured.ts'
import { useView } from './useView.ts'
import { begin, type CanvasHandle } from './view.ts'

const isEmpty = (state: WorkflowState) => state.document.nodes.length === 0

interface Props {
  readonly isReadOnly: boolean
  readonly problems: ReadonlyMap<string, readonly Problem[]>
  readonly handle: RefObject<CanvasHandle | null>
}

/** The canvas of the builder: it draws the document itself, and what is done on it are edits of the document. */
export function Canvas({ isReadOnly, problems, handle }: Props) {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const hasNothing = useWorkflow(isEmpty)
  const far = useIsFar()
  const { measured, measure } = useMeasured()
  const { dragged, drag, settle } = useDragging()
  const drawn = useDrawing({ isReadOnly, problems, dragged, measured })
  const view = useView(handle, drawn)
  const connecting = useConnecting()
  const dropping = useDropping()

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      measure(changes)
      drag(changes)
      select(store, changes)
    },
    [store, measure, drag],
  )

  return (
    <section
      ref={view.pane}
      className={css.canvas}
      data-far={far || undefined}
      aria-label={words.canvas.label}
      {...dropping}
    >
      <ReactFlow<CanvasNode, WayEdge>
        nodes={drawn.drawing.nodes as CanvasNode[]}
        edges={drawn.drawing.edges as WayEdge[]}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={settle}
        onSelectionDragStop={settle}
        {...connecting}
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
        minZoom={0.02}
        maxZoom={2}
        onInit={() => begin(view)}
        nodeDragThreshold={3}
        connectionRadius={36}
        proOptions={{ hideAttribution: true }}
        connectionLineStyle={{ stroke: 'var(--leaf)', strokeWidth: 2 }}
        aria-label={words.canvas.label}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} color={far ? 'transparent' : 'var(--dot)'} />
        {!hasNothing && <CanvasMap />}
        <CanvasTools isReadOnly={isReadOnly} />
      </ReactFlow>
      {hasNothing && <StartCard isReadOnly={isReadOnly} />}
    </section>
  )
}

function select(store: WorkflowStore, changes: readonly NodeChange<CanvasNode>[]): void {
  const selection = changes.filter((change) => change.type === 'select')
  if (selection.length === 0) return
  const { selected, selectedWay, select } = store.getState()
  const ids = new Set(selected)
  for (const { id, selected: isSelected } of selection) isSelected ? ids.add(id) : ids.delete(id)
  select([...ids], ids.size ? undefined : selectedWay)
}
