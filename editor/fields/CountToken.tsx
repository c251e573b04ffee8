import { Select } from '@mantine/core'
import type { NumberOperator } from '../../shared/predicate/schema.ts'
import { numberWords } from '../../shared/words/comparisons.ts'
import { isNone } from '../../shared/words/conditions.ts'
import { words } from '../../shared/words/editor.ts'
import { NumberField } from './NumberField.tsx'
import { numberChoices } from './operators.ts'
import { Token } from './Token.tsx'

interface Props {
  readonly op: NumberOperator
  readonly value: number
  readonly onChange: (op: NumberOperator, value: number) => void
  readonly isWhole?: boolean
}

/** How often: "at least 2 times", or "not". */
export const CountToken = (props: Props) => {
  const { op, value } = props
  const often = isNone(op, value) ? words.condition.hasDone.not : words.condition.times(numberWords[op](value), value)
  return <NumberToken {...props} isWhole label={often} />
}

/** A number with how it is compared: "at least 100". */
export function NumberToken({ op, value, onChange, isWhole, label }: Props & { readonly label?: string }) {
  return (
    <Token label={label ?? numberWords[op](value)} title={words.condition.number}>
      {(close) => (
        <>
          <Select
            aria-label={words.condition.operator}
            data={[...numberChoices]}
            value={op}
            comboboxProps={{ withinPortal: false }}
            onChange={(next) => next && onChange(next as NumberOperator, value)}
          />
          <NumberField
            aria-label={words.condition.number}
            data-autofocus
            value={value}
            {...(isWhole ? { min: 0, max: 10_000, allowDecimal: false, allowNegative: false } : {})}
            onChange={(next) => next !== undefined && onChange(op, next)}
            onKeyDown={(event) => event.key === 'Enter' && close()}
          />
        </>
      )}
    </Token>
  )
}
