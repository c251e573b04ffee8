import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { pageWords } from '../../shared/words/pages.ts'
import { useList } from '../api/useRoute.ts'
import { EmptyState } from '../panels/EmptyState.tsx'
import { Failure } from '../panels/Failure.tsx'
import { icons } from '../panels/icons.ts'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import { ImportDialog } from './workflows/ImportDialog.tsx'
import css from './workflows/Template.module.css'
import { TemplateCard } from './workflows/TemplateCard.tsx'

const words = pageWords.templates
type Document = Record<string, unknown>

/** Whole workflows to begin with, each with a drawing of its steps. */
export function Templates() {
  const templates = useList('listTemplates')
  const [asked, setAsked] = useState<{ title: string; document: Document }>()
  const navigate = useNavigate()
  const open = (id: string) => void navigate({ to: '/workflows/$id', params: { id } })
  return (
    <PageFrame title={words.title} lead={words.lead}>
      {templates.error && !templates.items ? (
        <Failure error={templates.error} onRetry={templates.refetch} />
      ) : !templates.items ? (
        <Loading rows={3} height={220} />
      ) : templates.items.length === 0 ? (
        <EmptyState icon={icons.templates} title={words.empty} advice={words.emptyAdvice} />
      ) : (
        <ul className={css.cards}>
          {templates.items.map((template) => (
            <TemplateCard key={template.id} template={template} onUsed={open} onAsk={setAsked} />
          ))}
        </ul>
      )}
      {asked && (
        <ImportDialog
          from={asked.title}
          read={{ value: asked.document, problems: [] }}
          onClose={() => setAsked(undefined)}
          onImported={({ id }) => open(id)}
        />
      )}
    </PageFrame>
  )
}
