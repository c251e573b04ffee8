import type { NumberOperator, Operator } from '../../shared/predicate/schema.ts'
import { words } from '../../shared/words/editor.ts'

/** How values are compared, in the order in which they are offered. */
export const operatorChoices: readonly { readonly value: Operator; readonly label: string }[] = (
  Object.keys(words.condition.operators) as Operator[]
).map((op) => ({ value: op, label: words.condition.operators[op] }))

export const numberChoices: readonly { readonly value: NumberOperator; readonly label: string }[] = (
  Object.keys(words.condition.numberOperators) as NumberOperator[]
).map((op) => ({ value: op, label: words.condition.numberOperators[op] }))
