import { Button, Progress } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { pageWords } from '../../shared/words/pages.ts'
import { showNumber } from '../../shared/words/show.ts'
import type { Answer } from '../api/call.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { useVocabulary } from '../fields/useVocabulary.ts'
import { Confirm } from '../panels/Confirm.tsx'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import { DefinitionForm } from './segments/DefinitionForm.tsx'
import { Members } from './segments/Members.tsx'
import css from './segments/Segment.module.css'

const words = pageWords.segment

/** One segment: what it means, who is in it, who came and went, and what follows from it. */
export function Segment() {
  const { id } = useParams({ from: '/segments/$id' })
  const asked = useRoute('readSegment', { params: { segment: id }, every: 3_000 })
  if (asked.error && !asked.data) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data)
    return (
      <PageFrame title={words.title}>
        <Loading rows={8} />
      </PageFrame>
    )
  return <Shown key={id} detail={asked.data} />
}

function Shown({ detail }: { readonly detail: Answer<'readSegment'> }) {
  const { segment, joined7Days, left7Days } = detail
  const [isDeleting, setDeleting] = useState(false)
  const navigate = useNavigate()
  const { workflows } = useVocabulary()
  const remove = useChange('deleteSegment', { renews: ['listSegments', 'vocabulary'] })
  const isUsed = segment.workflows.length > 0
  const titleOf = (workflow: string) => workflows.find(({ id }) => id === workflow)?.title ?? workflow
  return (
    <PageFrame
      title={segment.title}
      actions={
        <Button
          variant="default"
          onClick={() => setDeleting(true)}
          disabled={isUsed}
          title={isUsed ? words.inUse : undefined}
        >
          {words.delete}
        </Button>
      }
    >
      {segment.progress && (
        <div className={css.progress} role="status">
          <span>
            {words.applying}: {pageWords.segments.applying(segment.progress.done, segment.progress.of)}
          </span>
          <Progress
            value={segment.progress.of === 0 ? 100 : (segment.progress.done / segment.progress.of) * 100}
            aria-label={words.applying}
          />
        </div>
      )}
      <div className={css.columns}>
        <div className={css.main}>
          <DefinitionForm detail={detail} />
        </div>
        <aside className={css.side}>
          <dl className={css.counts}>
            {[
              [segment.members, words.members],
              [joined7Days, words.joined],
              [left7Days, words.left],
            ].map(([count, label]) => (
              <div key={label}>
                <dd>{showNumber(Number(count))}</dd>
                <dt>{label}</dt>
              </div>
            ))}
          </dl>
          <section>
            <h2>{words.workflows}</h2>
            {isUsed ? (
              <ul className={css.list}>
                {segment.workflows.map((workflow) => (
                  <li key={workflow}>
                    <Link to="/workflows/$id" params={{ id: workflow }}>
                      {titleOf(workflow)}
                    </Link>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="quiet">{words.noWorkflows}</p>
            )}
          </section>
          <Members segment={segment.id} sample={detail.sample} />
        </aside>
      </div>
      <Confirm
        opened={isDeleting}
        title={words.deleteTitle}
        text={words.deleteText(segment.title, segment.members)}
        action={words.delete}
        error={remove.error}
        isPending={remove.isPending}
        onConfirm={() =>
          remove.mutate({ params: { segment: segment.id } }, { onSuccess: () => navigate({ to: '/segments' }) })
        }
        onClose={() => setDeleting(false)}
      />
    </PageFrame>
  )
}
