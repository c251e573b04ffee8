import type { Connection, FinalConnectionState } from '@xyflow/react'
import { useMemo } from 'react'
import { words } from '../../shared/words/editor.ts'
import { canBeEntered, nodeOf } from '../store/document.ts'
import { connect, type Way } from '../store/edits.ts'
import { useUiStore } from '../store/uiStore.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import type { WorkflowStore } from '../store/workflowStore.ts'
import { namesOf, titleOf } from './describe.ts'
import type { WayEdge } from './flow.ts'

/** Pulling a way from a port, or an old way elsewhere, as properties of React Flow: onto a step, or into the open to choose one there. */
export function useConnecting() {
  const store = useWorkflowStore()
  const ui = useUiStore()
  return useMemo(
    () => ({
      isValidConnection({ source, target }: Connection | WayEdge): boolean {
        const node = nodeOf(store.getState().document, target)
        return source !== target && node !== undefined && canBeEntered(node)
      },
      onConnect: ({ source, sourceHandle, target }: Connection) =>
        lead(store, { from: source, port: sourceHandle ?? 'next' }, target),
      onReconnect: (edge: WayEdge, { target }: Connection) => lead(store, edge.data!.way, target),
      onConnectEnd(event: MouseEvent | TouchEvent, { fromNode, fromHandle, toNode }: FinalConnectionState) {
        if (toNode || !fromNode || !fromHandle?.id || fromHandle.type !== 'source') return
        const at = 'changedTouches' in event ? event.changedTouches[0]! : event
        ui.setState({
          picking: { at: { x: at.clientX, y: at.clientY }, way: { from: fromNode.id, port: fromHandle.id } },
        })
      },
    }),
    [store, ui],
  )
}

function lead(store: WorkflowStore, way: Way, to: string): void {
  const { document, perform } = store.getState()
  const edit = connect(document, way, to)
  const target = nodeOf(document, to)
  if (edit && target) perform(words.edits.connect(titleOf(target, namesOf(document))), edit)
}
