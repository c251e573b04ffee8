import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { ParsedJson } from '../../../shared/parseJson.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf as sentenceOfProblem } from '../../../shared/words/problems.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange, useRoute } from '../../api/useRoute.ts'
import { Dialog } from '../../panels/Dialog.tsx'
import { DocumentProblems } from '../../panels/DocumentProblems.tsx'
import { Loading } from '../../panels/Loading.tsx'
import css from './Import.module.css'
import { ImportPreview } from './ImportPreview.tsx'

const words = pageWords.import
type Document = Record<string, unknown>

interface Props {
  /** Where the document comes from, as a sentence. */
  readonly from: string
  readonly read: ParsedJson
  readonly onClose: () => void
  readonly onImported: (workflow: { id: string; title: string }) => void
}

/** Shows what a file would change before it changes anything, and asks how. */
export function ImportDialog({ from, read, onClose, onImported }: Props) {
  const document = read.value as Document
  const preview = useRoute('importWorkflow', {
    body: { document, how: 'preview' },
    enabled: read.problems.length === 0,
    isAskedAnew: true,
  })
  const change = useChange('importWorkflow', {
    renews: ['listWorkflows', 'readWorkflow', 'listSegments', 'readSegment', 'vocabulary'],
  })
  const [segments, setSegments] = useState<'keep' | 'replace'>()
  // What was true before the last import is not shown.
  const found = preview.isFetchedAfterMount ? preview.data : undefined
  const refusals =
    read.problems.length > 0
      ? read.problems.map((problem) => ({ ...problem, sentence: sentenceOfProblem(problem) }))
      : preview.error
        ? preview.error.problems.length > 0
          ? preview.error.problems
          : [{ code: '', severity: 'error' as const, sentence: sentenceOf(preview.error) }]
        : undefined
  const mustChoose = found?.segments.some(({ state }) => state === 'differs') && segments === undefined
  const take = (how: 'replace' | 'copy') =>
    change.mutate(
      { body: { document, how, ...(segments ? { segments } : {}) } },
      { onSuccess: ({ imported, id, title }) => onImported({ id: imported?.id ?? id, title }) },
    )
  return (
    <Dialog onClose={onClose} size="lg" title={found?.title ?? words.title} classNames={{ title: css.title ?? '' }}>
      <p className={css.from}>{from}</p>
      {refusals ? (
        <>
          <p className={css.lead}>{words.refused}</p>
          <DocumentProblems problems={refusals} />
          <p className={css.advice}>{words.refusedAdvice}</p>
        </>
      ) : found ? (
        <ImportPreview found={found} segments={segments} onSegments={setSegments} />
      ) : (
        <Loading rows={3} />
      )}
      {change.error && (
        <p className={css.error} role="alert">
          {sentenceOf(change.error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs" className={css.choice ?? ''}>
        <Button variant="default" onClick={onClose}>
          {refusals ? shell.common.close : shell.common.cancel}
        </Button>
        {found?.exists && (
          <Button
            variant="default"
            disabled={mustChoose ?? false}
            loading={change.isPending && change.variables.body.how === 'copy'}
            onClick={() => take('copy')}
          >
            {words.copy}
          </Button>
        )}
        {found && !found.identical && (
          <Button
            disabled={mustChoose ?? false}
            loading={change.isPending && change.variables.body.how === 'replace'}
            onClick={() => take('replace')}
          >
            {found.exists ? words.replace : words.import}
          </Button>
        )}
      </Group>
    </Dialog>
  )
}
