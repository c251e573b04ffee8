import { variablesIn } from './check/variables.ts'

/**
 * The paths that a Liquid template reads from outside, each once; none of a template that can't be read. A path ends where it depends on
 * a value or on a place in a list.
 *
 * @example templateVariables('Hello {{ customer.firstName }}') // ['customer.firstName']
 */
export const templateVariables = (text: string): readonly string[] => [
  ...new Set(variablesIn(text).map(({ segments }) => segments.join('.'))),
]
