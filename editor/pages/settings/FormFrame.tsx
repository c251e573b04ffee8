import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { Failure } from '../../panels/Failure.tsx'
import { Loading } from '../../panels/Loading.tsx'
import css from './Settings.module.css'
import type { SettingsForm } from './useSettingsForm.ts'

const words = pageWords.settings

/** A form of settings with its button, while they load, and when they cannot be had. */
export function FormFrame({ form, children }: { readonly form: SettingsForm; readonly children: ReactNode }) {
  const { asked } = form
  if (asked.error && !asked.data) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Loading rows={5} height={56} />
  return (
    <form onSubmit={form.submit} className={css.form}>
      <Stack gap="lg">{children}</Stack>
      <div className={css.save}>
        <Button type="submit" disabled={!form.isChanged} loading={form.isSaving}>
          {words.save}
        </Button>
        {form.error ? (
          <span className={css.error} role="alert">
            {form.error}
          </span>
        ) : (
          form.isChanged && <span className="quiet">{words.unsaved}</span>
        )}
      </div>
    </form>
  )
}
