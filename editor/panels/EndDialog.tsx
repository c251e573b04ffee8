import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange, useRoute } from '../api/useRoute.ts'

interface Props {
  readonly workflow: string
  readonly onClose: () => void
}

/** Ending finishes every run: the number stands here first (rule 26). */
export function EndDialog({ workflow, onClose }: Props) {
  const stats = useRoute('readStats', { params: { workflow } })
  const end = useChange('setWorkflowState', { renews: ['readWorkflow', 'listWorkflows', 'readStats', 'vocabulary'] })
  return (
    <Modal opened onClose={onClose} title={words.end.title} size={440}>
      <Text>{stats.data ? words.end.about(stats.data.active) : words.common.loading}</Text>
      {end.error && <Alert color="red">{sentenceOf(end.error)}</Alert>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button
          color="red"
          loading={end.isPending}
          onClick={() => end.mutate({ params: { workflow }, body: { state: 'ended' } }, { onSuccess: onClose })}
        >
          {words.end.confirm}
        </Button>
      </Group>
    </Modal>
  )
}
