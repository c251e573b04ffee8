import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Status } from '../../shared/api/models/status.ts'
import { words as shell } from '../../shared/words/editor.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange } from '../api/useRoute.ts'
import { Dialog } from './Dialog.tsx'

interface Props {
  readonly hold: NonNullable<Status['hold']>
  readonly onClose: () => void
}

const words = pageWords.store.held
const choices = ['run', 'skip'] as const
type Overdue = (typeof choices)[number]

/** Asks what becomes of those whose time came while everything was held: to end here cannot be taken back (rule 21). */
export function ReleaseDialog({ hold, onClose }: Props) {
  const client = useQueryClient()
  const [overdue, setOverdue] = useState<Overdue>('run')
  const release = useChange('release')
  const goOn = () =>
    release.mutate(
      { body: { overdue } },
      {
        onSuccess: () => {
          void client.invalidateQueries()
          onClose()
        },
      },
    )
  return (
    <Dialog onClose={onClose} title={words.title} size={480}>
      <Stack gap="sm">
        {hold.runs > 0 && (
          <Radio.Group
            label={words.overdue(hold.runs)}
            value={overdue}
            onChange={(choice) => setOverdue(choice as Overdue)}
          >
            <Stack gap="xs" mt="xs">
              {choices.map((choice) => (
                <Radio
                  key={choice}
                  value={choice}
                  label={words.choices[choice].label}
                  description={words.choices[choice].about}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <Text>{words.goesOut(hold.runs, hold.messages)}</Text>
        {release.error && <Alert color="red">{sentenceOf(release.error)}</Alert>}
      </Stack>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {shell.common.cancel}
        </Button>
        <Button loading={release.isPending} onClick={goOn}>
          {words.goOn}
        </Button>
      </Group>
    </Dialog>
  )
}
