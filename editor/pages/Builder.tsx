import { useParams } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import { Workflow } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import type { Answer } from '../api/call.ts'
import { queryClient } from '../api/queryClient.ts'
import { keyOf, useRoute } from '../api/useRoute.ts'
import { EmptyState } from '../panels/EmptyState.tsx'
import { Failure } from '../panels/Failure.tsx'
import { LeaveDialog } from '../panels/LeaveDialog.tsx'
import { Loading } from '../panels/Loading.tsx'
import { Workbench } from '../panels/Workbench.tsx'
import { type Autosave, startAutosave } from '../store/autosave.ts'
import { createUiStore, UiContext } from '../store/uiStore.ts'
import { WorkflowContext } from '../store/WorkflowContext.ts'
import { createWorkflowStore } from '../store/workflowStore.ts'

/** The page on which a workflow is drawn. */
export function Builder() {
  const { id } = useParams({ from: '/workflows/$id' })
  const asked = useRoute('readWorkflow', { params: { workflow: id }, isAskedAnew: true })
  // What another page heard earlier is not drawn upon.
  const detail = asked.isFetchedAfterMount ? asked.data : undefined
  if (asked.error && !detail) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!detail) return <Loading rows={6} height={64} isPage />
  if (!isDrawable(detail.document))
    return <EmptyState icon={Workflow} title={words.builder.unreadable} advice={words.builder.unreadableAdvice} />
  return <OpenWorkflow key={id} detail={detail} />
}

const isDrawable = (document: Record<string, unknown>): boolean =>
  Array.isArray(document.nodes) && typeof document.settings === 'object' && document.settings !== null

function OpenWorkflow({ detail }: { readonly detail: Answer<'readWorkflow'> }) {
  const [store] = useState(() => createWorkflowStore(detail))
  const [ui] = useState(createUiStore)
  const autosave = useRef<Autosave>(undefined)

  useEffect(() => {
    const saver = startAutosave(store, () => {
      void queryClient.invalidateQueries({ queryKey: keyOf('readWorkflow', { params: { workflow: detail.id } }) })
      void queryClient.invalidateQueries({ queryKey: ['list', 'listWorkflows'] })
    })
    autosave.current = saver
    return () => {
      // What was edited while the next page was loading is saved, too.
      void saver.flush().finally(saver.stop)
    }
  }, [store, detail.id])

  useEffect(() => {
    const { saving, revision, adopt } = store.getState()
    if (saving.is === 'saved' && detail.revision > revision) adopt(detail)
  }, [store, detail])

  return (
    <WorkflowContext value={store}>
      <UiContext value={ui}>
        <ReactFlowProvider>
          <Workbench detail={detail} save={() => autosave.current?.flush() ?? Promise.resolve(true)} />
          <LeaveDialog autosave={() => autosave.current} />
        </ReactFlowProvider>
      </UiContext>
    </WorkflowContext>
  )
}
