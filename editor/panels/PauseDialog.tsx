import { words } from '../../shared/words/editor.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { Confirm } from './Confirm.tsx'

interface Props {
  readonly workflow: string
  readonly onClose: () => void
}

/** How many are inside stands here before they are stopped (rule 26). */
export function PauseDialog({ workflow, onClose }: Props) {
  const stats = useRoute('readStats', { params: { workflow } })
  const pause = useChange('setWorkflowState', { renews: ['readWorkflow', 'listWorkflows', 'readStats', 'vocabulary'] })
  return (
    <Confirm
      opened
      title={words.pause.title}
      text={stats.data ? words.pause.about(stats.data.active) : words.common.loading}
      action={words.pause.confirm}
      isHarmless
      error={pause.error}
      isPending={pause.isPending}
      onConfirm={() => pause.mutate({ params: { workflow }, body: { state: 'paused' } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
