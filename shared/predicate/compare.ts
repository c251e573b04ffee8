import { addDuration, isDuration, subtractDuration } from '../duration.ts'
import { dateOf } from './dateOf.ts'
import { isSameNumber, numberOf } from './numberOf.ts'
import type { Operator } from './schema.ts'
import { everyOf, no, someOf, type Truth, truth, unknown, yes } from './truth.ts'

/**
 * Whether `left op right` holds at `now` for somebody who lives in `zone`. A missing value or one of another type is false and unknown.
 * A list on the left holds if any element does; on the right it is a choice: `is` holds for any of them, `isNot` for none.
 */
export function compare(op: Operator, left: unknown, right: unknown, now: number, zone: string): Truth {
  if (op === 'known') return isMissing(left) ? no : yes
  if (op === 'unknown') return isMissing(left) ? yes : no
  if (isMissing(left) || isMissing(right)) return unknown
  if (Array.isArray(left)) return someOf(left, (element) => compare(op, element, right, now, zone))
  if (Array.isArray(right)) {
    const choose = op === 'isNot' ? everyOf : someOf
    return choose(right, (choice) => compare(op, left, choice, now, zone))
  }
  return comparisons[op](left, right, now, zone)
}

const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

type Comparison = (left: unknown, right: unknown, now: number, zone: string) => Truth

/** The truth of what may be undefined because the types do not meet. */
const known = (holds: boolean | undefined): Truth => (holds === undefined ? unknown : holds ? yes : no)

const comparisons = {
  is: (left, right) => known(same(left, right)),
  oneOf: (left, right) => known(same(left, right)),
  isNot: (left, right) => {
    const equal = same(left, right)
    return known(equal === undefined ? undefined : !equal)
  },
  contains: (left, right) => known(texts(left, right, (text, part) => text.includes(part))),
  startsWith: (left, right) => known(texts(left, right, (text, part) => text.startsWith(part))),
  greater: (left, right) => known(numbers(left, right, (a, b) => a > b)),
  atLeast: (left, right) => known(numbers(left, right, (a, b) => a >= b)),
  less: (left, right) => known(numbers(left, right, (a, b) => a < b)),
  atMost: (left, right) => known(numbers(left, right, (a, b) => a <= b)),
  before: (left, right, _, zone) => known(instants(left, right, zone, (a, b) => a < b)),
  after: (left, right, _, zone) => known(instants(left, right, zone, (a, b) => a > b)),
  // Measured from the date, not from now, for the same reason as windows: the truth turns once in and once out (rule 19).
  withinLast: (left, right, now, zone) =>
    around(left, right, zone, (date, duration) => between(date, addDuration(date, duration, zone), now)),
  withinNext: (left, right, now, zone) =>
    around(left, right, zone, (date, duration) => between(subtractDuration(date, duration, zone), date, now)),
} satisfies { [Op in Exclude<Operator, 'known' | 'unknown'>]: Comparison }

function same(left: unknown, right: unknown): boolean | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left === right || folded(left) === folded(right)
  if (typeof left === 'number' && typeof right === 'string') return asNumbers(left, right)
  if (typeof left === 'string' && typeof right === 'number') return asNumbers(right, left)
  return typeof left === typeof right && typeof left !== 'object' ? left === right : undefined
}

const asNumbers = (number: number, text: string) =>
  numberOf(text) === undefined ? undefined : isSameNumber(number, text)

/** Lower, then upper: so that every form of sigma and of sharp s meets its others. */
const folded = (text: string): string => text.normalize('NFC').toLowerCase().toUpperCase()

function texts(left: unknown, right: unknown, test: (left: string, right: string) => boolean): boolean | undefined {
  return typeof left === 'string' && typeof right === 'string' ? test(folded(left), folded(right)) : undefined
}

function numbers(left: unknown, right: unknown, test: (left: number, right: number) => boolean): boolean | undefined {
  const [a, b] = [numberOf(left), numberOf(right)]
  return a === undefined || b === undefined ? undefined : test(a, b)
}

function instants(
  left: unknown,
  right: unknown,
  zone: string,
  test: (left: number, right: number) => boolean,
): boolean | undefined {
  const [a, b] = [dateOf(left, zone), dateOf(right, zone)]
  return a === undefined || b === undefined ? undefined : test(a, b)
}

function around(left: unknown, right: unknown, zone: string, look: (date: number, duration: string) => Truth): Truth {
  const date = dateOf(left, zone)
  if (date === undefined || typeof right !== 'string' || !isDuration(right)) return unknown
  return look(date, right)
}

const between = (start: number, end: number, now: number): Truth =>
  now < start ? truth(false, start < end ? start : null) : now < end ? truth(true, end) : no
