import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { pageWords } from '../../shared/words/pages.ts'
import { showStoreInstant } from '../../shared/words/storeTime.ts'
import { useRoute } from '../api/useRoute.ts'
import { Chip } from '../panels/Chip.tsx'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import { TabTitle } from '../panels/TabTitle.tsx'
import { endSentence } from './runs/endSentence.ts'
import css from './runs/Run.module.css'
import { TrailList } from './runs/TrailList.tsx'

const words = pageWords.run
const TrailCanvas = lazy(() => import('../canvas/TrailCanvas.tsx').then((module) => ({ default: module.TrailCanvas })))

/** One customer's passage through a workflow: drawn on the version that they were on, and told step by step. */
export function Run() {
  const { id } = useParams({ from: '/runs/$id' })
  const asked = useRoute('readRun', { params: { run: id }, every: 5_000 })
  if (asked.error && !asked.data) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data)
    return (
      <PageFrame title={words.title}>
        <Loading rows={10} />
      </PageFrame>
    )
  const { run, document, trail } = asked.data
  return (
    <div className={css.page}>
      <TabTitle of={`${run.customerName} ${words.in} ${run.workflowTitle}`} />
      <div className={css.story}>
        <header className={css.header}>
          <h1>
            <Link to="/customers/$id" params={{ id: run.customer }}>
              {run.customerName}
            </Link>{' '}
            <span className={css.in}>{words.in}</span>{' '}
            <Link to="/workflows/$id" params={{ id: run.workflow }}>
              {run.workflowTitle}
            </Link>
          </h1>
          <p className="quiet num">
            {words.lead(run.version, showStoreInstant(run.startedAt))}
            {run.key && `, ${words.key(run.key)}`}
          </p>
          <p className={css.state}>
            {run.state === 'active' ? (
              <Chip tone="live">{words.active}</Chip>
            ) : (
              <Chip tone="draft">{endSentence(run.reason)}</Chip>
            )}
            <span className="quiet num">
              {run.endedAt
                ? words.ended(showStoreInstant(run.endedAt))
                : run.paused
                  ? words.paused
                  : run.dueAt
                    ? words.until(showStoreInstant(run.dueAt))
                    : ''}
            </span>
          </p>
        </header>
        <TrailList run={run.id} document={document} trail={trail} />
      </div>
      <section className={css.drawing} aria-label={words.drawing}>
        <Suspense fallback={null}>
          <TrailCanvas document={document} trail={trail} run={run} />
        </Suspense>
      </section>
    </div>
  )
}
