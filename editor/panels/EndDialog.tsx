import { words } from '../../shared/words/editor.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { Confirm } from './Confirm.tsx'

interface Props {
  readonly workflow: string
  readonly onClose: () => void
}

/** Ending finishes every run: the number stands here first (rule 26). */
export function EndDialog({ workflow, onClose }: Props) {
  const stats = useRoute('readStats', { params: { workflow } })
  const end = useChange('setWorkflowState', { renews: ['readWorkflow', 'listWorkflows', 'readStats', 'vocabulary'] })
  return (
    <Confirm
      opened
      title={words.end.title}
      text={stats.data ? words.end.about(stats.data.active) : words.common.loading}
      action={words.end.confirm}
      error={end.error}
      isPending={end.isPending}
      onConfirm={() => end.mutate({ params: { workflow }, body: { state: 'ended' } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
