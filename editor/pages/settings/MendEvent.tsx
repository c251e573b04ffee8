import { Button, Group, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { z } from 'zod'
import type { Refused } from '../../../shared/api/models/refused.ts'
import { limits } from '../../../shared/limits.ts'
import { parseJson } from '../../../shared/parseJson.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf as sentenceOfProblem } from '../../../shared/words/problems.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Confirm } from '../../panels/Confirm.tsx'
import { Dialog } from '../../panels/Dialog.tsx'
import { DocumentProblems } from '../../panels/DocumentProblems.tsx'
import css from './Settings.module.css'

const words = pageWords.refused

interface Props {
  readonly refused: z.infer<typeof Refused>
  readonly onClose: () => void
}

/** The event as text to mend, beside what is wrong with it. It stays refused until it can be taken. */
export function MendEvent({ refused, onClose }: Props) {
  const [text, setText] = useState(() => readable(refused.body))
  const [isForgetting, setForgetting] = useState(false)
  const replay = useChange('replayRefused', { renews: ['listRefused', 'status'] })
  const drop = useChange('dropRefused', { renews: ['listRefused', 'status'] })
  const params = { refused: String(refused.id) }
  const parsed = parseJson(text, { bytes: limits.eventBytes })
  const [syntax] = parsed.problems
  const isObject = typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value)
  const send = () =>
    replay.mutate(
      { params, body: { body: parsed.value as Record<string, unknown> } },
      {
        onSuccess() {
          notifications.show({ message: words.accepted })
          onClose()
        },
      },
    )
  return (
    <Dialog onClose={onClose} size="xl" title={words.title}>
      <DocumentProblems problems={replay.error?.problems.length ? replay.error.problems : refused.problems} />
      <Textarea
        mt="md"
        label={words.bodyLabel}
        description={refused.historical && words.historical}
        classNames={{ input: css.json ?? '' }}
        value={text}
        spellCheck={false}
        autosize
        minRows={8}
        maxRows={20}
        onChange={(event) => setText(event.currentTarget.value)}
        error={syntax ? sentenceOfProblem(syntax) : !isObject ? words.notJson : undefined}
      />
      {replay.error && (
        <p className={css.error} role="alert">
          {words.stillWrong}: {sentenceOf(replay.error)}
        </p>
      )}
      <Group justify="space-between" mt="lg" gap="xs">
        <Button variant="subtle" color="gray" onClick={() => setForgetting(true)}>
          {words.forget}
        </Button>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            {shell.common.cancel}
          </Button>
          <Button disabled={!isObject} loading={replay.isPending} onClick={send}>
            {words.send}
          </Button>
        </Group>
      </Group>
      <Confirm
        opened={isForgetting}
        title={words.forgetTitle}
        text={words.forgetText}
        action={words.forget}
        error={drop.error}
        isPending={drop.isPending}
        onConfirm={() => drop.mutate({ params }, { onSuccess: onClose })}
        onClose={() => setForgetting(false)}
      />
    </Dialog>
  )
}

// Laid out for reading where that loses nothing: numbers beyond 2^53 would lose their last digits.
function readable(body: string): string {
  const { value, problems } = parseJson(body)
  if (problems.length > 0 || JSON.stringify(JSON.parse(body)) !== JSON.stringify(value)) return body
  return JSON.stringify(value, null, 2)
}
