import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import type { StoreSettings } from '../../../shared/api/models/settings.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import type { ApiError } from '../../api/ApiError.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange, useRoute } from '../../api/useRoute.ts'

type Settings = z.infer<typeof StoreSettings>

type Field = keyof Settings | `dkim/${keyof Settings['dkim']}` | `sending/${keyof Settings['sending']}`

/**
 * The settings as a form edits them: what was changed lies over what is saved, and a refusal stands at its field.
 *
 * @param fields  those that show what was refused of them; all else the form says by its button
 */
export function useSettingsForm(fields: readonly Field[]) {
  const asked = useRoute('readSettings')
  const [changed, setChanged] = useState<Partial<Settings>>({})
  const save = useChange('saveSettings', {
    renews: [
      'readSettings',
      'readDkimKey',
      'readRetention',
      'previewRetention',
      'previewPublish',
      'status',
      'listWorkflows',
      'readWorkflow',
    ],
  })
  const values = asked.data && { ...asked.data, ...changed }
  const isChanged = asked.data && JSON.stringify(values) !== JSON.stringify(asked.data)
  return {
    asked,
    values,
    isChanged: isChanged ?? false,
    isSaving: save.isPending,
    change: (change: Partial<Settings>) => setChanged({ ...changed, ...change }),
    errorOf(field: Field): string | undefined {
      return save.error?.problems.find(({ path }) => path === `/${field}`)?.sentence
    },
    /** All that stands against one part of them. */
    errorsUnder: (field: keyof Settings): readonly string[] =>
      (save.error?.problems ?? [])
        .filter(({ path }) => path?.startsWith(`/${field}/`))
        .flatMap(({ sentence }) => sentence ?? []),
    /** What was refused beside the fields. */
    error: save.error ? sentenceBeside(fields, save.error) : undefined,
    async submit(event: FormEvent) {
      event.preventDefault()
      // What somebody else saved meanwhile stays.
      const { data: saved } = await asked.refetch()
      if (!saved) return
      save.mutate(
        { body: { ...saved, ...changed } },
        {
          onSuccess() {
            setChanged({})
            notifications.show({ message: pageWords.settings.saved })
          },
        },
      )
    },
  }
}

function sentenceBeside(fields: readonly Field[], error: ApiError): string | undefined {
  const isAt = (path: string | undefined) =>
    fields.some((field) => path === `/${field}` || path?.startsWith(`/${field}/`))
  const beside = error.problems.filter(({ path }) => !isAt(path))
  if (error.problems.length > 0 && beside.length === 0) return undefined
  return beside[0]?.sentence ?? sentenceOf(error)
}

export type SettingsForm = ReturnType<typeof useSettingsForm>
