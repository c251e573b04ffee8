import { TagsInput } from '@mantine/core'
import type { Literal, Operand, Operator } from '../../shared/predicate/schema.ts'
import { showCompared } from '../../shared/words/comparisons.ts'
import { words } from '../../shared/words/editor.ts'
import { showDate, showLength } from '../../shared/words/format.ts'
import { DurationField } from './DurationField.tsx'
import { InstantForm } from './InstantForm.tsx'
import { LiteralForm } from './LiteralForm.tsx'
import type { ValueFormProps } from './ReferenceForm.tsx'
import { readersZone } from './readersZone.ts'
import { Token } from './Token.tsx'

interface Props extends ValueFormProps {
  readonly op: Operator
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

function labelOf(op: Operator, value: Operand): string {
  if (op === 'withinLast' || op === 'withinNext') return showLength(value)
  if (op === 'before' || op === 'after') return showDate(value, readersZone())
  if (typeof value === 'boolean') return value ? words.condition.yes : words.condition.no
  return showCompared(op, value)
}

const literalIn = (text: string): Literal =>
  /^-?\d{1,15}(\.\d{1,6})?$/.test(text) && !/^0\d/.test(text) ? Number(text) : text
