import { Alert, Button, Checkbox, Group, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useState } from 'react'
import { isError } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { ApiError } from '../api/ApiError.ts'
import type { Answer } from '../api/call.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import type { Told } from '../canvas/describe.ts'
import type { Context } from '../commands/command.ts'
import { Dialog } from './Dialog.tsx'
import { Differences } from './Differences.tsx'
import { Failure } from './Failure.tsx'
import { isUndecided, movesOf, nobodyMoves, PeopleInside } from './PeopleInside.tsx'
import css from './PublishDialog.module.css'
import { PublishProblems } from './PublishProblems.tsx'

interface Props {
  readonly context: Context
  /** The version that is published again; absent: the draft. */
  readonly rollBack?: number
  readonly onClose: () => void
  readonly onPublished: () => void
}

/** What publishing would change, who is inside, and what keeps it from being done. */
export function PublishDialog({ context, rollBack, onClose, onPublished }: Props) {
  const { document, revision } = context.store.getState()
  const [isSaved, setSaved] = useState<boolean>()
  const [choices, setChoices] = useState(nobodyMoves)
  const [isIncluding, setIncluding] = useState(false)
  // The preview is of what is saved, so what waits is saved first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    void context.save().then(setSaved)
  }, [])
  const preview = useRoute('previewPublish', {
    params: { workflow: document.id },
    query: rollBack === undefined ? {} : { version: rollBack },
    enabled: isSaved === true,
    every: 4_000,
  })
  const publish = useChange('publish', {
    renews: ['readWorkflow', 'listWorkflows', 'previewPublish', 'listVersions', 'readStats', 'vocabulary'],
  })
  const version = preview.data?.version
  const refusals = publish.error instanceof ApiError ? publish.error.problems : []
  const problems: readonly Told[] = refusals.length > 0 ? refusals : (preview.data?.problems ?? [])
  const errors = problems.filter(isError)
  const warnings = problems.filter((problem) => !isError(problem))
  const jump = (id: string | undefined) => {
    if (id === undefined) return
    context.store.getState().select([id])
    context.canvas?.reveal(id)
    onClose()
  }
  const confirm = () => {
    if (!preview.data) return
    publish.mutate(
      {
        params: { workflow: document.id },
        body: {
          revision: context.store.getState().revision,
          ...(rollBack !== undefined && { version: rollBack }),
          move: { nodes: movesOf(preview.data, choices), keepElapsed: choices.keepElapsed },
          // It may have been paused since.
          include: isIncluding && preview.data.included !== null,
        },
      },
      {
        onSuccess: () => {
          notifications.show({ message: words.publish.done(version ?? 1), color: 'leaf' })
          onPublished()
          onClose()
        },
      },
    )
  }
  const title = rollBack === undefined ? words.publish.title(version) : words.publish.rollBackTitle(rollBack)
  return (
    <Dialog onClose={onClose} title={title} size={560}>
      {isSaved === false && <Alert color="amber">{words.publish.notSaved}</Alert>}
      {preview.error && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
      {isSaved !== false && !preview.data && !preview.error && <Skeleton height={120} />}
      {preview.data && (
        <div className={css.body} data-revision={revision}>
          {rollBack !== undefined && <p>{words.publish.rollBackAbout(rollBack, version)}</p>}
          {preview.data.state === 'paused' && <p>{words.publish.staysPaused}</p>}
          {preview.data.state === 'ended' && <p>{words.publish.begins}</p>}
          <Changes preview={preview.data} />
          <ExperimentsAnew preview={preview.data} />
          <PeopleInside preview={preview.data} choices={choices} onChange={setChoices} />
          <WhoEnters preview={preview.data} isIncluding={isIncluding} onChange={setIncluding} />
          {errors.length > 0 && (
            <PublishProblems
              title={words.publish.errors(errors.length)}
              problems={errors}
              document={document}
              onJump={jump}
            />
          )}
          {warnings.length > 0 && (
            <PublishProblems
              title={words.publish.warnings(warnings.length)}
              problems={warnings}
              document={document}
              onJump={jump}
            />
          )}
        </div>
      )}
      {publish.error && refusals.length === 0 && <Alert color="red">{sentenceOf(publish.error)}</Alert>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button
          disabled={!preview.data || errors.length > 0 || isUndecided(preview.data, choices)}
          loading={publish.isPending}
          onClick={confirm}
          data-publish
        >
          {words.top.publish(version ?? 1)}
        </Button>
      </Group>
    </Dialog>
  )
}

function Changes({ preview: { differences, version } }: { readonly preview: Answer<'previewPublish'> }) {
  if (differences.length === 0) return version === 1 ? null : <p className="quiet">{words.publish.same}</p>
  return (
    <section>
      <h3>{words.publish.changes(differences.length)}</h3>
      <Differences sentences={differences} />
    </section>
  )
}

/** What is lost of experiments stands before what becomes of people: it cannot be had back. */
function ExperimentsAnew({ preview: { experiments } }: { readonly preview: Answer<'previewPublish'> }) {
  if (experiments.length === 0) return null
  return (
    <section className={css.problems}>
      <h3>{words.publish.experiments(experiments.length)}</h3>
      <ul>
        {experiments.map(({ node, title, sentence }) => (
          <li key={node}>
            {title}
            <small>{sentence}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface WhoEntersProps {
  readonly preview: Answer<'previewPublish'>
  readonly isIncluding: boolean
  readonly onChange: (isIncluding: boolean) => void
}

/** Who enters though nothing happens to them: members by choice, and those whose date is kept from now on. */
function WhoEnters({ preview: { included, planning }, isIncluding, onChange }: WhoEntersProps) {
  if (!included && planning.length === 0) return null
  const isNobody = included?.count === 0 && included.complete
  return (
    <section className={css.people}>
      <h3>{words.publish.entering}</h3>
      {included && isNobody && <p className="quiet">{words.publish.includeNobody(included)}</p>}
      {included && !isNobody && (
        <Checkbox
          label={words.publish.include(included)}
          description={words.publish.includeAbout(included)}
          checked={isIncluding}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )}
      {planning.map(({ node, title }) => (
        <p key={node}>{words.publish.planning(title)}</p>
      ))}
    </section>
  )
}
