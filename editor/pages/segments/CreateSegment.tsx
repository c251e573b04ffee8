import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { SegmentDefinition } from '../../../shared/segment.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { useChange } from '../../api/useRoute.ts'
import { ConditionField } from '../../fields/ConditionField.tsx'
import { Dialog } from '../../panels/Dialog.tsx'
import { NotSaved } from '../../panels/DocumentProblems.tsx'

const words = pageWords.segments

/** Makes a segment from a name and a condition, with how many it would find. */
export function CreateSegment({ onClose }: { readonly onClose: () => void }) {
  const [title, setTitle] = useState('')
  const [when, setWhen] = useState<Predicate | undefined>({
    test: 'event',
    event: 'Order Completed',
    op: 'atLeast',
    value: 1,
    within: 'P90D',
  })
  const navigate = useNavigate()
  const create = useChange('createSegment', { renews: ['listSegments', 'vocabulary'] })
  const definition = SegmentDefinition.safeParse({ title: title.trim(), when })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!definition.success || create.isSuccess) return
    create.mutate(
      { body: definition.data },
      { onSuccess: ({ id }) => navigate({ to: '/segments/$id', params: { id: id ?? '' } }) },
    )
  }
  return (
    <Dialog onClose={onClose} size="lg" title={words.create}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={words.name}
            placeholder={words.nameExample}
            value={title}
            maxLength={limits.nameLength}
            onChange={(event) => setTitle(event.currentTarget.value)}
            data-autofocus
          />
          <ConditionField label={words.condition} value={when} onChange={setWhen} isRequired hasAudience />
          {create.error && <NotSaved error={create.error} />}
        </Stack>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shell.common.cancel}
          </Button>
          <Button type="submit" disabled={!definition.success} loading={create.isPending || create.isSuccess}>
            {words.createAction}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
