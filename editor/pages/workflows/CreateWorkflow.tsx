import { Button, Group, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Dialog } from '../../panels/Dialog.tsx'

const words = pageWords.workflows

/** Begins a workflow by its title and opens its canvas. */
export function CreateWorkflow({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [title, setTitle] = useState('')
  const navigate = useNavigate()
  const create = useChange('createWorkflow', { renews: ['listWorkflows', 'vocabulary'] })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '' || create.isSuccess) return
    create.mutate(
      { body: { title: title.trim() } },
      { onSuccess: ({ id }) => navigate({ to: '/workflows/$id', params: { id: id ?? '' } }) },
    )
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={words.createTitle}>
      <form onSubmit={submit}>
        <TextInput
          label={words.createName}
          placeholder={words.createExample}
          value={title}
          maxLength={limits.nameLength}
          onChange={(event) => setTitle(event.currentTarget.value)}
          error={create.error && sentenceOf(create.error)}
          data-autofocus
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shell.common.cancel}
          </Button>
          <Button type="submit" disabled={title.trim() === ''} loading={create.isPending || create.isSuccess}>
            {words.createAction}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
