import { Panel, type ReactFlowState, useStore as useFlowStore, useReactFlow } from '@xyflow/react'
import { words } from '../../shared/words/editor.ts'
import { tidyUp } from '../store/edits.ts'
import { useWorkflow, useWorkflowStore } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import css from './Canvas.module.css'
import { lasting } from './lasting.ts'

const zoomOf = (state: ReactFlowState) => Math.round(state.transform[2] * 100)
const isPlacedByHand = (state: WorkflowState) => state.document.nodes.some((node) => node.position)

/** Zoom, fit and tidy up, at the canvas's lower left. */
export function CanvasTools({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const flow = useReactFlow()
  const zoom = useFlowStore(zoomOf)
  const store = useWorkflowStore()
  const canTidy = useWorkflow(isPlacedByHand)
  return (
    <Panel position="bottom-left" style={{ margin: 16 }}>
      <div className={css.tools} role="toolbar" aria-label={words.canvas.tools}>
        <button type="button" onClick={() => void flow.zoomOut(lasting(120))} aria-label={words.commands.zoomOut}>
          −
        </button>
        <button
          type="button"
          className={css.zoom}
          onClick={() => void flow.zoomTo(1, lasting(120))}
          aria-label={words.canvas.zoomTo100(zoom)}
        >
          {zoom}%
        </button>
        <button type="button" onClick={() => void flow.zoomIn(lasting(120))} aria-label={words.commands.zoomIn}>
          +
        </button>
        <button type="button" onClick={() => void flow.fitView({ padding: 0.15, maxZoom: 1, ...lasting(150) })}>
          {words.commands.fit}
        </button>
        {!isReadOnly && (
          <button
            type="button"
            disabled={!canTidy}
            onClick={() => store.getState().perform(words.edits.tidyUp, tidyUp(store.getState().document))}
          >
            {words.commands.tidyUp}
          </button>
        )}
      </div>
    </Panel>
  )
}
