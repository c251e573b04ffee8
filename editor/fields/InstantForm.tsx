import { SegmentedControl, TextInput } from '@mantine/core'
import { dayOf } from '../../shared/predicate/dateOf.ts'
import { words } from '../../shared/words/editor.ts'
import { ReferenceForm, type ValueFormProps } from './ReferenceForm.tsx'

/** A value that is an instant in the reader's zone, or a day, which stays one, or refers to one. */
export function InstantForm({ value, onChange, hasRun }: ValueFormProps) {
  const isRef = typeof value === 'object' && !Array.isArray(value)
  const day = dayOf(value)?.toString()
  const local = typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? localText(value) : ''
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={words.condition.valueKind}
        value={isRef ? 'ref' : 'date'}
        data={[
          { value: 'date', label: words.condition.kinds.date },
          { value: 'ref', label: words.condition.kinds.ref },
        ]}
        onChange={(next) => onChange(next === 'ref' ? { ref: hasRun ? 'trigger.date' : 'customer.date' } : '')}
      />
      {isRef ? (
        <ReferenceForm value={value} onChange={onChange} hasRun={hasRun} />
      ) : (
        <TextInput
          type={day ? 'date' : 'datetime-local'}
          aria-label={words.condition.value}
          data-autofocus
          value={day ?? local}
          onChange={(event) => {
            const entered = event.currentTarget.value
            const instant = new Date(entered)
            if (!Number.isNaN(instant.getTime())) onChange(day ? entered : instant.toISOString())
          }}
        />
      )}
    </>
  )
}

function localText(instant: string): string {
  const date = new Date(instant)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
