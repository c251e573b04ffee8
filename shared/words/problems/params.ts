import type { Problem } from '../../problem.ts'
import { showDecimal } from '../format.ts'
import { showList } from '../show.ts'

/** The parameters of a problem, read for a sentence. */
export type Params = NonNullable<Problem['params']>

/** What a sentence says of a problem's parameters. */
export type Sentence = (params: Params) => string

/** A parameter as it came: text stays as it is, numbers get their separators. */
export function said(value: Params[string] | undefined): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number') return showDecimal(value)
  return typeof value === 'string' ? value : showList(value)
}

/** ", but 12 came", or nothing where nothing came. */
export const butCame = ({ came }: Params): string => (came === undefined ? '' : `, but ${said(came)} came`)

/** What a schema expects, in words: the name of a type, or a choice. */
export function wanted(expected: Params[string] | undefined): string {
  if (expected === undefined) return 'another value'
  if (typeof expected === 'number') return said(expected)
  if (typeof expected === 'string')
    return Object.hasOwn(types, expected) ? types[expected as keyof typeof types] : expected
  return expected.length === 1 ? said(expected[0]) : showList(expected, 'or')
}

const types = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  value: 'a value',
  date: 'a date',
  duration: 'a length of time such as P3D or PT4H',
  predicate: 'a condition',
  filter: 'a condition on an event',
  operand: 'a value to compare with',
  literal: 'text, a number, true or false',
  window: 'a length of time such as P30D, or run',
}
