import { SegmentedControl, TextInput } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { ReferenceForm, type ValueFormProps } from './ReferenceForm.tsx'

/** A value that is an instant, or refers to one. */
export function InstantForm({ value, onChange, hasRun }: ValueFormProps) {
  const isRef = typeof value === 'object' && !Array.isArray(value)
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
          type="datetime-local"
          aria-label={words.condition.value}
          data-autofocus
          value={local}
          onChange={(event) => {
            const instant = new Date(event.currentTarget.value)
            if (!Number.isNaN(instant.getTime())) onChange(instant.toISOString())
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
