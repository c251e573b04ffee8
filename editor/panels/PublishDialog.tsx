import { Alert, Button, Group, Modal, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { isError, type Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { ApiError } from '../api/ApiError.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { problemSentence, titleOf, useNames } from '../canvas/describe.ts'
import type { Context } from '../commands/command.ts'
import { nodeOf } from '../store/document.ts'
import { Failure } from './Failure.tsx'
import css from './PublishDialog.module.css'
import { settingsTabOf } from './settingsTabOf.ts'

interface Props {
  readonly context: Context
  readonly onClose: () => void
  readonly onPublished: () => void
}

/** What publishing would change, who is inside, and what keeps it from being done. */
export function PublishDialog({ context, onClose, onPublished }: Props) {
  const { document, revision } = context.store.getState()
  const [isSaved, setSaved] = useState<boolean>()
  const names = useNames()
  // The preview is of what is saved, so what waits is saved first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    void context.save().then(setSaved)
  }, [])
  const preview = useRoute('previewPublish', {
    params: { workflow: document.id },
    enabled: isSaved === true,
    every: 4_000,
  })
  const publish = useChange('publish', { renews: ['readWorkflow', 'listWorkflows', 'previewPublish', 'listVersions'] })
  const version = preview.data?.version
  const problems: readonly (Problem & { sentence?: string | undefined })[] =
    publish.error instanceof ApiError && publish.error.problems.length > 0
      ? publish.error.problems
      : ((preview.data?.problems ?? []) as Problem[])
  const errors = problems.filter(isError)
  const warnings = problems.filter((problem) => !isError(problem))
  const jump = (id: string | undefined) => {
    if (id === undefined) return
    context.store.getState().select([id])
    context.canvas?.reveal(id)
    onClose()
  }
  const confirm = () =>
    publish.mutate(
      { params: { workflow: document.id }, body: { revision: context.store.getState().revision } },
      {
        onSuccess: () => {
          notifications.show({ message: words.publish.done(version ?? 1), color: 'leaf' })
          onPublished()
          onClose()
        },
      },
    )
  const name = (id: string) => {
    const node = nodeOf(document, id)
    return node ? titleOf(node, names) : id
  }
  return (
    <Modal opened onClose={onClose} title={words.publish.title(version)} size={520}>
      {isSaved === false && <Alert color="amber">{words.publish.notSaved}</Alert>}
      {preview.error && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
      {isSaved !== false && !preview.data && !preview.error && <Skeleton height={120} />}
      {preview.data && (
        <div className={css.body} data-revision={revision}>
          <Changes title={words.publish.added} ids={preview.data.added} name={name} />
          <Changes title={words.publish.changed} ids={preview.data.changed} name={name} />
          <Changes title={words.publish.removed} ids={preview.data.removed} name={name} />
          {preview.data.settingsChanged && <p>{words.publish.settingsChanged}</p>}
          {preview.data.added.length + preview.data.changed.length + preview.data.removed.length === 0 &&
            !preview.data.settingsChanged && <p className="quiet">{words.publish.same}</p>}
          <p>{words.publish.inside(preview.data.inside)}</p>
          {errors.length > 0 && (
            <Problems title={words.publish.errors(errors.length)} problems={errors} onJump={jump} />
          )}
          {warnings.length > 0 && (
            <Problems title={words.publish.warnings(warnings.length)} problems={warnings} onJump={jump} />
          )}
        </div>
      )}
      {publish.error && problems.length === 0 && <Alert color="red">{sentenceOf(publish.error)}</Alert>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button
          disabled={!preview.data || errors.length > 0}
          loading={publish.isPending}
          onClick={confirm}
          data-publish
        >
          {words.top.publish(version ?? 1)}
        </Button>
      </Group>
    </Modal>
  )
}

function Changes({
  title,
  ids,
  name,
}: {
  readonly title: (count: number) => string
  readonly ids: readonly string[]
  readonly name: (id: string) => string
}) {
  if (ids.length === 0) return null
  return (
    <section>
      <h3>{title(ids.length)}</h3>
      <ul>
        {ids.slice(0, 8).map((id) => (
          <li key={id} className="clip">
            {name(id)}
          </li>
        ))}
        {ids.length > 8 && <li className="quiet">{words.errors.alsoWrong(ids.length - 8)}</li>}
      </ul>
    </section>
  )
}

interface ProblemsProps {
  readonly title: string
  readonly problems: readonly (Problem & { sentence?: string | undefined })[]
  readonly onJump: (node: string | undefined) => void
}

function Problems({ title, problems, onJump }: ProblemsProps) {
  return (
    <section className={css.problems}>
      <h3>{title}</h3>
      <ul>
        {problems.slice(0, 20).map((problem) => (
          <li key={`${problem.node}${problem.code}${problem.path}${JSON.stringify(problem.params ?? {})}`}>
            <Mending problem={problem} onJump={onJump} />
          </li>
        ))}
        {problems.length > 20 && <li>{words.errors.alsoWrong(problems.length - 20)}</li>}
      </ul>
    </section>
  )
}

/** A problem leads to where it is mended: its step, or a tab of the settings. */
function Mending({ problem, onJump }: Pick<ProblemsProps, 'onJump'> & { problem: ProblemsProps['problems'][number] }) {
  const sentence = problemSentence(problem)
  const tab = settingsTabOf(problem)
  if (problem.node)
    return (
      <button type="button" onClick={() => onJump(problem.node)}>
        {sentence}
      </button>
    )
  return tab ? (
    <Link to="/settings/$tab" params={{ tab }}>
      {sentence}
    </Link>
  ) : (
    sentence
  )
}
