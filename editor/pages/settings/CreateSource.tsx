import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Dialog } from '../../panels/Dialog.tsx'

const words = pageWords.sources

/** A new place that sends events: its name, and whether what it says can be trusted. */
export function CreateSource({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<'server' | 'browser'>('server')
  const create = useChange('createSource', { renews: ['listSources'] })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    create.mutate(
      { body: { name: name.trim(), kind } },
      {
        onSuccess() {
          setName('')
          onClose()
        },
      },
    )
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={words.create}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={words.name}
            placeholder={words.nameExample}
            value={name}
            maxLength={limits.nameLength}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.error && sentenceOf(create.error)}
            data-autofocus
          />
          <Radio.Group label={words.kind} value={kind} onChange={(value) => setKind(value as 'server' | 'browser')}>
            <Stack gap="xs" mt="xs">
              <Radio value="server" label={words.kinds.server} description={words.serverAdvice} />
              <Radio value="browser" label={words.kinds.browser} description={words.browserAdvice} />
            </Stack>
          </Radio.Group>
        </Stack>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shell.common.cancel}
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
            {words.createAction}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
