import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { Dialog } from './Dialog.tsx'

interface Props {
  readonly workflow: string
  readonly onClose: () => void
}

type Overdue = keyof typeof words.resume.choices

/** Asks what becomes of those whose time came in the pause, with their number first (rule 26). */
export function ResumeDialog({ workflow, onClose }: Props) {
  const [overdue, setOverdue] = useState<Overdue>('run')
  const stats = useRoute('readStats', { params: { workflow }, isAskedAnew: true })
  const resume = useChange('setWorkflowState', { renews: ['readWorkflow', 'listWorkflows', 'readStats', 'vocabulary'] })
  const { paused, active = 0 } = stats.data ?? {}
  const text = words.resume
  const choices = Object.entries(paused?.overdue ? text.choices : text.choicesForNobody)
  return (
    <Dialog onClose={onClose} title={text.title} size={480}>
      {!paused && <Text>{words.common.loading}</Text>}
      {paused && (
        <Stack gap="sm">
          <Text>
            {text.about(active, paused.since)} {text.keptOut(paused.keptOut)}
          </Text>
          {active > 0 && (
            <Radio.Group
              label={text.overdue(paused.overdue)}
              value={overdue}
              onChange={(choice) => setOverdue(choice as Overdue)}
            >
              <Stack gap="xs" mt="xs">
                {choices.map(([choice, { label, about }]) => (
                  <Radio key={choice} value={choice} label={label} description={about} />
                ))}
              </Stack>
            </Radio.Group>
          )}
        </Stack>
      )}
      {resume.error && <Alert color="red">{sentenceOf(resume.error)}</Alert>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button
          disabled={!paused}
          loading={resume.isPending}
          onClick={() =>
            resume.mutate({ params: { workflow }, body: { state: 'live', overdue } }, { onSuccess: onClose })
          }
        >
          {text.confirm}
        </Button>
      </Group>
    </Dialog>
  )
}
