import { Alert, Button, Group, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import type { Answer } from '../api/call.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { Dialog } from './Dialog.tsx'
import { Failure } from './Failure.tsx'
import { type Choices, Destinations, isUndecided, movesOf, nobodyMoves, restingIn, sumsOf } from './PeopleInside.tsx'
import css from './PublishDialog.module.css'

interface Props {
  readonly workflow: string
  readonly onClose: () => void
}

const text = words.move

/** People who stayed on older versions come to the present one, by the step at which they are (rule 25). */
export function MoveDialog({ workflow, onClose }: Props) {
  const [chosen, setChosen] = useState<Choices>({ ...nobodyMoves, comesAlong: true })
  const preview = useRoute('previewMove', { params: { workflow }, every: 4_000 })
  const move = useChange('moveRuns', { renews: ['previewMove', 'listVersions', 'readStats', 'listRuns'] })
  const choices = preview.data ? elseStaying(preview.data, chosen) : chosen
  const { moving = 0, leaving = 0 } = preview.data ? sumsOf(preview.data, choices) : {}
  const confirm = () => {
    if (!preview.data) return
    const { version } = preview.data
    move.mutate(
      {
        params: { workflow },
        body: { version, move: { nodes: movesOf(preview.data, choices), keepElapsed: choices.keepElapsed } },
      },
      {
        onSuccess: () => {
          notifications.show({ message: text.done(moving, leaving, version), color: 'leaf' })
          onClose()
        },
      },
    )
  }
  return (
    <Dialog onClose={onClose} title={text.title(preview.data?.version)} size={560}>
      {preview.error && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
      {!preview.data && !preview.error && <Skeleton height={120} />}
      {preview.data && (
        <div className={css.body}>
          <p>{text.about(preview.data.inside)}</p>
          {preview.data.inside > 0 && <Destinations preview={preview.data} choices={choices} onChange={setChosen} />}
        </div>
      )}
      {move.error && <Alert color="red">{sentenceOf(move.error)}</Alert>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button
          disabled={!preview.data || moving + leaving === 0 || isUndecided(preview.data, choices)}
          loading={move.isPending}
          onClick={confirm}
        >
          {text.confirm(moving, leaving, preview.data?.version)}
        </Button>
      </Group>
    </Dialog>
  )
}

/** Nothing has to be said of those whose step is gone: they stay, unless somebody chooses otherwise. */
function elseStaying(preview: Answer<'previewMove'>, choices: Choices): Choices {
  const gone = restingIn(preview).filter(({ change }) => change === 'gone')
  const staying = Object.fromEntries(gone.map(({ node }) => [node, { stay: true as const }]))
  return { ...choices, nodes: { ...staying, ...choices.nodes } }
}
