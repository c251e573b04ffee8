import { Autocomplete, NumberInput, SegmentedControl, Stack, TagsInput, TextInput } from '@mantine/core'
import type { Literal, Operand, Operator } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'
import { showDate, showLength, showOperand } from '../../shared/words/format.ts'
import { DurationField } from './DurationField.tsx'
import { Token } from './Token.tsx'
import { useVocabulary } from './useVocabulary.ts'

interface Props {
  readonly op: Operator
  readonly value: Operand | undefined
  readonly onChange: (value: Operand) => void
  /** Whether a run asks, so that values of its trigger can be named. */
  readonly hasRun: boolean
}

/** What an attribute or property is compared with; its form follows from the operator. */
export function ValueToken({ op, value, onChange, hasRun }: Props) {
  if (op === 'known' || op === 'unknown') return null
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  return (
    <Token
      label={isEmpty ? words.condition.someValue : labelOf(op, value)}
      title={words.condition.value}
      isEmpty={isEmpty}
    >
      {(close) => {
        if (op === 'withinLast' || op === 'withinNext')
          return (
            <DurationField
              label={words.condition.value}
              isLabelHidden
              value={typeof value === 'string' ? value : undefined}
              onChange={(next) => next && onChange(next)}
            />
          )
        if (op === 'oneOf')
          return (
            <TagsInput
              aria-label={words.condition.value}
              placeholder={words.condition.listHint}
              data-autofocus
              value={(Array.isArray(value)
                ? value
                : value === undefined || typeof value === 'object'
                  ? []
                  : [value]
              ).map(String)}
              onChange={(items) => onChange(items.map(literalIn))}
              comboboxProps={{ withinPortal: false }}
            />
          )
        if (op === 'before' || op === 'after') return <InstantForm value={value} onChange={onChange} hasRun={hasRun} />
        return <LiteralForm value={value} onChange={onChange} hasRun={hasRun} onDone={close} />
      }}
    </Token>
  )
}

/** The value that an operator begins with, and what may stay of the one before. */
export function valueFor(op: Operator, value: Operand | undefined): Operand | undefined {
  if (op === 'known' || op === 'unknown') return undefined
  if (op === 'withinLast' || op === 'withinNext') return typeof value === 'string' && /^P/.test(value) ? value : 'P30D'
  if (op === 'oneOf')
    return Array.isArray(value)
      ? value
      : value === undefined || typeof value === 'object' || value === ''
        ? []
        : [value]
  if (Array.isArray(value)) return value[0] ?? ''
  return value ?? ''
}

export function labelOf(op: Operator, value: Operand): string {
  if (op === 'withinLast' || op === 'withinNext') return showLength(value)
  if (op === 'before' || op === 'after') return showDate(value)
  if (typeof value === 'boolean') return value ? words.condition.yes : words.condition.no
  return showOperand(value)
}

type Kind = 'text' | 'number' | 'boolean' | 'ref'

function LiteralForm({ value, onChange, hasRun, onDone }: Omit<Props, 'op'> & { readonly onDone: () => void }) {
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
        <NumberInput
          aria-label={words.condition.value}
          data-autofocus
          value={typeof value === 'number' ? value : 0}
          onChange={(next) => next !== '' && onChange(Number(next))}
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

export function ReferenceForm({ value, onChange, hasRun }: Omit<Props, 'op'>) {
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

function InstantForm({ value, onChange, hasRun }: Omit<Props, 'op'>) {
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

const literalIn = (text: string): Literal =>
  /^-?\d{1,15}(\.\d{1,6})?$/.test(text) && !/^0\d/.test(text) ? Number(text) : text
