import { Radio, Stack } from '@mantine/core'
import { isError } from '../../../shared/problem.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import type { Answer } from '../../api/call.ts'
import { Chip, type Tone } from '../../panels/Chip.tsx'
import { DocumentProblems } from '../../panels/DocumentProblems.tsx'
import css from './Import.module.css'

const words = pageWords.import
type Found = Answer<'importWorkflow'>
const tones = { new: 'live', same: 'draft', differs: 'attention' } satisfies {
  [State in Found['segments'][number]['state']]: Tone
}

interface Props {
  readonly found: Found
  readonly segments: 'keep' | 'replace' | undefined
  readonly onSegments: (choice: 'keep' | 'replace') => void
}

/** What a file would change: the draft thing by thing, the segments one by one, and what is wrong with it. */
export function ImportPreview({ found, segments, onSegments }: Props) {
  const errors = found.problems.filter(isError).length
  return (
    <>
      <p className={css.lead}>
        {!found.exists ? words.isNew : found.identical ? words.identical : words.exists(found.differences.length)}
      </p>
      {found.differences.length > 0 && (
        <section className={css.part}>
          <h3>{words.differences}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <ul className={css.lines} tabIndex={0}>
            {found.differences.map((difference, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: sentences may repeat and never move
              <li key={index}>{difference}</li>
            ))}
          </ul>
        </section>
      )}
      {found.segments.length > 0 && (
        <section className={css.part}>
          <h3>{words.segments}</h3>
          <ul className={css.segments}>
            {found.segments.map((segment) => (
              <li key={segment.id}>
                <span>{segment.title}</span>
                <Chip tone={tones[segment.state]}>{words.segmentStates[segment.state]}</Chip>
              </li>
            ))}
          </ul>
          {found.segments.some(({ state }) => state === 'differs') && (
            <Radio.Group
              mt="sm"
              label={words.whichSegments}
              value={segments ?? null}
              onChange={(choice) => onSegments(choice as 'keep' | 'replace')}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="keep" label={words.keep} description={words.keepAdvice} />
                <Radio value="replace" label={words.take} description={words.takeAdvice} />
              </Stack>
            </Radio.Group>
          )}
        </section>
      )}
      {found.problems.length > 0 && (
        <section className={css.part}>
          <h3>{words.problems(errors, found.problems.length - errors)}</h3>
          <p className={css.advice}>{words.problemsAdvice}</p>
          <DocumentProblems problems={found.problems} />
        </section>
      )}
    </>
  )
}
