import type { NumberOperator, Operand, Operator } from '../predicate/schema.ts'
import { showDate, showDecimal, showLength, showOperand, showSame } from './format.ts'

type Say = (value: Operand | undefined, zone?: string) => string

/** A value beside an operator: a number that is compared by size is an amount, any other may be a name. */
export const showCompared = (op: Operator, value: Operand | null | undefined): string =>
  op === 'is' || op === 'isNot' || op === 'oneOf' ? showSame(value) : showOperand(value)

/** What each operator says of the value on its left: "is more than 5", "starts with A". */
export const comparisonWords = {
  is: (value) => `is ${showSame(value)}`,
  isNot: (value) => `is not ${showSame(value)}`,
  oneOf: (value) => `is ${showSame(value)}`,
  contains: (value) => `contains ${showOperand(value)}`,
  startsWith: (value) => `starts with ${showOperand(value)}`,
  greater: (value) => `is more than ${showOperand(value)}`,
  atLeast: (value) => `is at least ${showOperand(value)}`,
  less: (value) => `is less than ${showOperand(value)}`,
  atMost: (value) => `is at most ${showOperand(value)}`,
  before: (value, zone) => `is before ${showDate(value, zone)}`,
  after: (value, zone) => `is after ${showDate(value, zone)}`,
  withinLast: (value) => `is in the last ${showLength(value)}`,
  withinNext: (value) => `is in the next ${showLength(value)}`,
  known: () => 'is known',
  unknown: () => 'is unknown',
} satisfies { [Op in Operator]: Say }

/** What was asked for, beside what was found: "more than 5", "a text that starts with A". */
export const neededWords = {
  is: (value) => showSame(value),
  isNot: (value) => `anything but ${showSame(value)}`,
  oneOf: (value) => showSame(value),
  contains: (value) => `a text that contains ${showOperand(value)}`,
  startsWith: (value) => `a text that starts with ${showOperand(value)}`,
  greater: (value) => `more than ${showOperand(value)}`,
  atLeast: (value) => `at least ${showOperand(value)}`,
  less: (value) => `less than ${showOperand(value)}`,
  atMost: (value) => `at most ${showOperand(value)}`,
  before: (value, zone) => `a date before ${showDate(value, zone)}`,
  after: (value, zone) => `a date after ${showDate(value, zone)}`,
  withinLast: (value) => `a date in the last ${showLength(value)}`,
  withinNext: (value) => `a date in the next ${showLength(value)}`,
  known: () => 'any value',
  unknown: () => 'no value',
} satisfies { [Op in Operator]: Say }

/** How a number is asked for, beside a count or a sum: "at least 1". */
export const numberWords = {
  atLeast: (value) => `at least ${showDecimal(value)}`,
  atMost: (value) => `at most ${showDecimal(value)}`,
  exactly: (value) => `exactly ${showDecimal(value)}`,
  greater: (value) => `more than ${showDecimal(value)}`,
  less: (value) => `less than ${showDecimal(value)}`,
} satisfies { [Op in NumberOperator]: (value: number) => string }
