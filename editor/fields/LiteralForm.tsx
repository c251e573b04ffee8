import { SegmentedControl, TextInput } from '@mantine/core'
import type { Operand } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { NumberField } from './NumberField.tsx'
import { ReferenceForm, type ValueFormProps } from './ReferenceForm.tsx'

type Kind = 'text' | 'number' | 'boolean' | 'ref'

/** A value that is written as it is, a text, a number or yes and no, or refers to another. */
export function LiteralForm({ value, onChange, hasRun, onDone }: ValueFormProps & { readonly onDone: () => void }) {
  const kind: Kind =
    typeof value === 'number'
      ? 'number'
      : typeof value === 'boolean'
        ? 'boolean'
        : typeof value === 'object'
          ? 'ref'
          : 'text'
  const begin: { readonly [K in Kind]: () => Operand } = {
    text: () => (typeof value === 'object' ? '' : String(value ?? '')),
    number: () => Number(value) || 0,
    boolean: () => true,
    ref: () => ({ ref: hasRun ? 'trigger.id' : 'customer.email' }),
  }
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={words.condition.valueKind}
        value={kind}
        data={(['text', 'number', 'boolean', 'ref'] as const).map((one) => ({
          value: one,
          label: words.condition.kinds[one],
        }))}
        onChange={(next) => onChange(begin[next as Kind]())}
      />
      {kind === 'text' && (
        <TextInput
          aria-label={words.condition.value}
          data-autofocus
          maxLength={1000}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && onDone()}
        />
      )}
      {kind === 'number' && (
        <NumberField
          aria-label={words.condition.value}
          data-autofocus
          value={typeof value === 'number' ? value : 0}
          onChange={(next) => next !== undefined && onChange(next)}
          onKeyDown={(event) => event.key === 'Enter' && onDone()}
        />
      )}
      {kind === 'boolean' && (
        <SegmentedControl
          size="xs"
          aria-label={words.condition.value}
          value={value === false ? 'no' : 'yes'}
          data={[
            { value: 'yes', label: words.condition.yes },
            { value: 'no', label: words.condition.no },
          ]}
          onChange={(next) => onChange(next === 'yes')}
        />
      )}
      {kind === 'ref' && <ReferenceForm value={value} onChange={onChange} hasRun={hasRun} />}
    </>
  )
}
