import { type Duration, durationParts } from '../duration.ts'
import { dateOf } from '../predicate/dateOf.ts'
import type { Operand } from '../predicate/schema.ts'
import { formatter } from './formatter.ts'
import { showDay, showInstant, showList } from './show.ts'

const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const

/** @example showDuration('P1M2D') // "1 month and 2 days" */
export function showDuration(duration: Duration): string {
  const parts = durationParts(duration)
  return showList(
    units.flatMap((unit) => {
      const length = parts[`${unit}s`]
      return length ? [formatter(Intl.NumberFormat, { style: 'unit', unit, unitDisplay: 'long' }).format(length)] : []
    }),
  )
}

/** @example showTimes(2) // "twice" */
export const showTimes = (count: number): string =>
  count === 1 ? 'once' : count === 2 ? 'twice' : `${showDecimal(count)} times`

/** @example showDecimal(1234.5) // "1,234.5" */
export const showDecimal = (value: number): string =>
  formatter(Intl.NumberFormat, { maximumSignificantDigits: 15 }).format(value)

/** The name of an attribute or property in plain words: "cart_id" and "cartId" are "cart id", "userID" is "user ID", paths keep their dots apart. */
export const showName = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])(?=[^a-z]|$)/g, '$1 $2')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[_-]+/g, ' ')
    .replace(/\./g, ' ')
    .trim()

/** A value or what refers to one: "Rome", "12.5", "Rome or Milan", "the trigger's cart id". */
export function showOperand(value: Operand | null | undefined): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return showList(value.map(showOperand), 'or')
  if (typeof value === 'object') {
    const dot = value.ref.indexOf('.')
    return `the ${value.ref.slice(0, dot)}'s ${showName(value.ref.slice(dot + 1))}`
  }
  if (typeof value === 'number') return showDecimal(value)
  return typeof value === 'string' ? value || '""' : String(value)
}

/** An operand as it is written, for a number may be a name: a postal code, a year. */
export function showSame(value: Operand | null | undefined): string {
  if (Array.isArray(value)) return showList(value.map(showSame), 'or')
  return typeof value === 'number' ? String(value) : showOperand(value)
}

/** An operand that means a date: "1 May 2026", or with its time where it has one. */
export function showDate(value: Operand | undefined, zone = 'UTC'): string {
  const instant = dateOf(value, zone)
  if (instant === undefined) return showOperand(value)
  return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? showDay(instant, zone) : showInstant(instant, zone)
}

/** An operand that means a length of time, as it was written where it is none. */
export const showLength = (value: Operand | undefined): string =>
  typeof value === 'string' && value.startsWith('P') ? showDuration(value) : showOperand(value)

/** With a capital at the beginning, for a phrase that stands alone. */
export const sentence = (phrase: string): string => phrase.replace(/^\(?./su, (beginning) => beginning.toUpperCase())

/**
 * A text with variables as a reader may take it, each variable by its name, without what decides and repeats.
 *
 * @example showTemplate('Hello {{ customer.firstName | default: "there" }}') // "Hello ‹first name›"
 */
export const showTemplate = (text: string): string =>
  text
    .replace(/\{%.*?%\}/gs, '')
    .replace(
      /\{\{-?\s*([\w.-]+)[^}]*\}\}/g,
      (_, path: string) => `‹${showName(path.slice(path.lastIndexOf('.') + 1))}›`,
    )
