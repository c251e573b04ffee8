import { TextInput } from '@mantine/core'
import { problemsOf } from '../../shared/problemsOf.ts'
import type { CronPattern, RecurrenceRule } from '../../shared/recurrence.ts'
import { sentenceOf } from '../../shared/words/problems.ts'
import { useTyped } from './useTyped.ts'

interface Props {
  readonly schema: typeof RecurrenceRule | typeof CronPattern
  readonly label: string
  readonly description: string
  readonly value: string
  /** What is meant by what is written. */
  readonly read?: (written: string) => string
  readonly onChange: (value: string) => void
}

/** What is written is kept as it is; only what can be read is saved. */
export function WrittenField({ schema, label, description, value, read = (written) => written, onChange }: Props) {
  const [written, setWritten] = useTyped(value, { show: (text) => text, read })
  const { error } = schema.safeParse(read(written))
  const [problem] = error ? problemsOf(error, read(written)) : []
  return (
    <TextInput
      label={label}
      description={description}
      value={written}
      spellCheck={false}
      error={problem && sentenceOf(problem)}
      onChange={(event) => {
        const next = event.currentTarget.value
        setWritten(next)
        if (schema.safeParse(read(next)).success) onChange(read(next))
      }}
    />
  )
}
