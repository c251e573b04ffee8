import { Autocomplete, SegmentedControl, Stack } from '@mantine/core'
import type { Operand } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { useVocabulary } from './useVocabulary.ts'

/** A value that is changed in a form. */
export interface ValueFormProps {
  readonly value: Operand | undefined
  readonly onChange: (value: Operand) => void
  /** Whether a run asks, so that values of its trigger can be named. */
  readonly hasRun: boolean
}

/** A value that is an attribute of the customer, or a property of what began the run. */
export function ReferenceForm({ value, onChange, hasRun }: ValueFormProps) {
  const { attributes, propertiesOf } = useVocabulary()
  const ref = typeof value === 'object' && !Array.isArray(value) ? value.ref : 'customer.email'
  const cut = ref.indexOf('.')
  const [of, path] = [ref.slice(0, cut), ref.slice(cut + 1)]
  const change = (root: string, name: string) =>
    name.trim() && onChange({ ref: `${root}.${name.trim().replaceAll(' ', '_')}` })
  const names = of === 'trigger' ? propertiesOf(undefined) : attributes
  return (
    <Stack gap={8}>
      {hasRun && (
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={words.condition.referenceOf}
          value={of}
          data={[
            { value: 'trigger', label: words.condition.ofTrigger },
            { value: 'customer', label: words.condition.ofCustomer },
          ]}
          onChange={(root) => change(root, path)}
        />
      )}
      <Autocomplete
        key={ref}
        aria-label={words.condition.referencePath}
        data={[...new Set(names)]}
        limit={40}
        defaultValue={path}
        onOptionSubmit={(name) => change(of, name)}
        onBlur={(event) => change(of, event.currentTarget.value)}
        comboboxProps={{ withinPortal: false }}
      />
    </Stack>
  )
}
