import { Radio, Stack } from '@mantine/core'
import type { Window } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { showDuration } from '../../shared/words/format.ts'
import { DurationField } from './DurationField.tsx'
import { Token } from './Token.tsx'

interface Props {
  readonly within: Window | undefined
  readonly hasRun: boolean
  readonly onChange: (within: Window | undefined) => void
}

/** Over which time events count: ever, in the last days, or since the run began. */
export function WindowToken({ within, hasRun, onChange }: Props) {
  const kind = within === undefined ? 'ever' : within === 'run' ? 'run' : 'last'
  const label = kind === 'last' ? words.condition.inLast(showDuration(within!)) : words.condition.windows[kind]
  const start = { ever: undefined, last: 'P90D', run: 'run' } as const
  return (
    <Token label={label} title={words.condition.window}>
      {() => (
        <>
          <Radio.Group
            aria-label={words.condition.window}
            value={kind}
            onChange={(next) => onChange(start[next as keyof typeof start])}
          >
            <Stack gap={8}>
              <Radio value="last" label={words.condition.windows.last} />
              <Radio value="ever" label={words.condition.windows.ever} />
              {(hasRun || kind === 'run') && <Radio value="run" label={words.condition.windows.run} />}
            </Stack>
          </Radio.Group>
          {kind === 'last' && (
            <DurationField
              label={words.condition.window}
              isLabelHidden
              value={within}
              onChange={(next) => next && onChange(next)}
            />
          )}
        </>
      )}
    </Token>
  )
}
