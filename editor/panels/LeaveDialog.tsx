import { useBlocker } from '@tanstack/react-router'
import { words } from '../../shared/words/editor.ts'
import { type Autosave, isUnsaved } from '../store/autosave.ts'
import { useWorkflow, useWorkflowStore } from '../store/WorkflowContext.ts'
import { Confirm } from './Confirm.tsx'

/** Who leaves the builder has what waits saved first; what cannot be saved is not thrown away without a word. */
export function LeaveDialog({ autosave }: { readonly autosave: () => Autosave | undefined }) {
  const store = useWorkflowStore()
  const saving = useWorkflow((state) => state.saving)
  const leaving = useBlocker({
    async shouldBlockFn({ current, next }) {
      if (current.pathname === next.pathname || !isUnsaved(store)) return false
      return !(await autosave()?.flush())
    },
    enableBeforeUnload() {
      if (!isUnsaved(store)) return false
      void autosave()?.flush()
      return true
    },
    withResolver: true,
  })
  if (leaving.status !== 'blocked') return null
  return (
    <Confirm
      opened
      title={words.leave.title}
      text={words.leave.about}
      action={words.leave.confirm}
      cancel={words.leave.stay}
      error={saving.is === 'failed' ? saving.error : null}
      onConfirm={() => {
        autosave()?.stop()
        leaving.proceed()
      }}
      onClose={leaving.reset}
    />
  )
}
