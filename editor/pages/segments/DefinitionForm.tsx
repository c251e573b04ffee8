import { Button, Group, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { SegmentDefinition } from '../../../shared/segment.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import type { Answer } from '../../api/call.ts'
import { useChange } from '../../api/useRoute.ts'
import { ConditionField } from '../../fields/ConditionField.tsx'
import { NotSaved } from '../../panels/DocumentProblems.tsx'
import css from './Segment.module.css'

const words = pageWords.segment

/** The definition as a sentence to edit. It is kept beside the saved one until it is saved, so that live numbers change nothing of it. */
export function DefinitionForm({ detail }: { readonly detail: Answer<'readSegment'> }) {
  const { segment, definition } = detail
  const [edit, setEdit] = useState<{ title: string; when: Predicate | undefined; revision: number }>()
  const save = useChange('saveSegment', { renews: ['readSegment', 'listSegments', 'vocabulary', 'listCustomers'] })
  const title = edit?.title ?? definition.title
  const when = edit ? edit.when : definition.when
  const change = (changed: { title?: string; when?: Predicate | undefined }) =>
    setEdit({ title, when, revision: edit?.revision ?? segment.revision, ...changed })
  const wanted = SegmentDefinition.safeParse({ title: title.trim(), when })
  const isChanged = edit !== undefined && JSON.stringify({ title: title.trim(), when }) !== JSON.stringify(definition)
  const isStale = save.error?.status === 412
  const discard = () => {
    setEdit(undefined)
    save.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!wanted.success || !edit) return
    save.mutate(
      { params: { segment: segment.id }, body: wanted.data, ifMatch: edit.revision },
      {
        onSuccess() {
          setEdit(undefined)
          notifications.show({ message: words.saved })
        },
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={pageWords.segments.name}
          value={title}
          maxLength={limits.nameLength}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <ConditionField
          label={pageWords.segments.condition}
          value={when}
          onChange={(changed) => change({ when: changed })}
          isRequired
          hasAudience
        />
        {isStale ? (
          <div className={css.note} role="alert">
            <span>{words.stale}</span>
            <Button size="compact-sm" variant="default" onClick={discard}>
              {words.reload}
            </Button>
          </div>
        ) : (
          save.error && <NotSaved error={save.error} />
        )}
        {isChanged && (
          <>
            <p className={css.note}>{words.saveNote}</p>
            <Group gap="xs">
              <Button type="submit" disabled={!wanted.success} loading={save.isPending}>
                {words.save}
              </Button>
              <Button variant="default" onClick={discard}>
                {words.revert}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  )
}
