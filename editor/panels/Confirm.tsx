import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { words } from '../../shared/words/editor.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { Dialog } from './Dialog.tsx'

interface Props {
  readonly opened: boolean
  readonly title: string
  readonly text: ReactNode
  /** The verb on the button that does it. */
  readonly action: string
  /** What it is called to leave all as it is, where that is something else than to cancel. */
  readonly cancel?: string
  /** Nothing is lost by it: it can be taken back. */
  readonly isHarmless?: boolean
  readonly error?: Error | null
  readonly isPending?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something happens to many or is lost: says what, and names the deed on the button. */
export function Confirm({
  opened,
  title,
  text,
  action,
  cancel,
  isHarmless,
  error,
  isPending,
  onConfirm,
  onClose,
}: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Text size="md" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
      {error && (
        <Text size="sm" c="red" role="alert" mt="sm">
          {sentenceOf(error)}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          {cancel ?? words.common.cancel}
        </Button>
        <Button {...(!isHarmless && { color: 'red' })} onClick={onConfirm} loading={isPending ?? false}>
          {action}
        </Button>
      </Group>
    </Dialog>
  )
}
