import { Alert, Loader, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useRoute } from '../api/useRoute.ts'
import { problemSentence, useNames } from '../canvas/describe.ts'
import css from './Fields.module.css'

export interface Mail {
  readonly subject: string
  readonly preheader?: string | undefined
  readonly mjml: string[]
  readonly purpose: 'marketing' | 'transactional'
}

/** A mail as a named customer would get it, in a frame that runs nothing. */
export function MailPreview({ mail, height }: { readonly mail: Mail; readonly height?: number }) {
  const [customer, setCustomer] = useState<string | null>(null)
  const [query, setQuery] = useState('')
  const [asked] = useDebouncedValue(query, 250)
  const [settled] = useDebouncedValue(mail, 500)
  const names = useNames()
  const found = useRoute('listCustomers', { query: { query: asked, limit: 20 }, keepPrevious: true })
  const { subject, preheader, mjml, purpose } = settled
  const preview = useRoute('previewMail', {
    body: { subject, mjml, purpose, ...(preheader ? { preheader } : {}), ...(customer ? { customer } : {}) },
    keepPrevious: true,
  })
  return (
    <>
      <Select
        aria-label={words.mail.as}
        placeholder={words.mail.as}
        size="xs"
        searchable
        clearable
        data={(found.data?.items ?? []).map((one) => ({
          value: one.id,
          label: one.email ? `${one.name} · ${one.email}` : one.name,
        }))}
        filter={({ options }) => options}
        value={customer}
        onChange={setCustomer}
        onSearchChange={setQuery}
        nothingFoundMessage={words.mail.nobody}
        rightSection={preview.isFetching ? <Loader size={14} /> : undefined}
      />
      {preview.error && <Alert color="amber">{sentenceOf(preview.error)}</Alert>}
      {preview.data?.problems.map((problem) => (
        <Alert
          key={`${problem.code}${problem.path ?? ''}`}
          color={problem.severity === 'error' ? 'red' : 'amber'}
          p="xs"
        >
          {problemSentence(problem, [], names)}
        </Alert>
      ))}
      {preview.data && (
        <>
          <p className="quiet" style={{ fontSize: 12, overflowWrap: 'anywhere' }}>
            {words.mail.subjectIs}{' '}
            <strong style={{ color: 'var(--ink)' }}>{preview.data.subject || words.mail.noSubject}</strong>
          </p>
          <iframe
            className={css.frame}
            title={words.mail.preview}
            sandbox=""
            srcDoc={preview.data.html}
            style={height ? { height } : { flex: 1, minHeight: 320 }}
          />
        </>
      )}
    </>
  )
}
