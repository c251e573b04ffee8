import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import type { StoreSettings } from '../../../shared/api/models/settings.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange, useRoute } from '../../api/useRoute.ts'

type Settings = z.infer<typeof StoreSettings>

/** The settings as a form edits them: what was changed lies over what is saved, and a refusal stands at its field. */
export function useSettingsForm() {
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
    errorOf(
      field: keyof Settings | `dkim/${keyof Settings['dkim']}` | `sending/${keyof Settings['sending']}`,
    ): string | undefined {
      return save.error?.problems.find(({ path }) => path === `/${field}`)?.sentence
    },
    /** All that stands against one part of them. */
    errorsUnder: (field: keyof Settings): readonly string[] =>
      (save.error?.problems ?? [])
        .filter(({ path }) => path?.startsWith(`/${field}/`))
        .flatMap(({ sentence }) => sentence ?? []),
    /** What was refused without a field of its own. */
    error: save.error && !save.error.problems.some(({ path }) => path) ? sentenceOf(save.error) : undefined,
    submit(event: FormEvent) {
      event.preventDefault()
      if (!values) return
      save.mutate(
        { body: values },
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

export type SettingsForm = ReturnType<typeof useSettingsForm>
