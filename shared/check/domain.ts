import { compare } from '../predicate/compare.ts'
import { dateOf } from '../predicate/dateOf.ts'
import { numberOf } from '../predicate/numberOf.ts'
import type { Literal, NumberOperator, Operand, Operator } from '../predicate/schema.ts'

/**
 * Which values of one field a comparison, or its opposite, lets through. Never too few: where a comparison says more than this
 * can hold, the domain is wider, so that an empty one proves a contradiction.
 */
export interface Domain {
  readonly missing: boolean
  /** Numbers, and texts that say one. */
  readonly numbers: readonly Interval[]
  /** Other texts. */
  readonly texts: Choice<string>
  readonly booleans: Choice<boolean>
  /** Lists and objects. */
  readonly others: boolean
  /** Whatever the value is, the instant that it names lies after the first and before the second. */
  readonly instant: readonly [after: number, before: number]
}

/** All values but some, or only some. */
export type Choice<Value> = { readonly only: readonly Value[] } | { readonly except: readonly Value[] }

export interface Interval {
  readonly low: number
  readonly high: number
  /** Whether the ends themselves belong to it. */
  readonly withLow: boolean
  readonly withHigh: boolean
}

const all: Choice<never> = { except: [] }
const none: Choice<never> = { only: [] }
const everyNumber: Interval = { low: -Infinity, high: Infinity, withLow: true, withHigh: true }
const anyInstant = [-Infinity, Infinity] as const

export const everything: Domain = {
  missing: true,
  numbers: [everyNumber],
  texts: all,
  booleans: all,
  others: true,
  instant: anyInstant,
}
const known: Domain = { ...everything, missing: false }
const nothing: Domain = { missing: false, numbers: [], texts: none, booleans: none, others: false, instant: anyInstant }
export const onlyMissing: Domain = { ...nothing, missing: true }
export const onlyNumbers = (numbers: readonly Interval[]): Domain => ({ ...nothing, numbers })
export const onlyTexts = (texts: readonly string[]): Domain => ({ ...nothing, texts: { only: texts } })
export const onlyBooleans = (booleans: readonly boolean[]): Domain => ({ ...nothing, booleans: { only: booleans } })

/** The values for which `field op operand` holds, or, with `holds: false`, does not. */
export function domainOf(op: Operator, operand: Operand | undefined, holds: boolean): Domain {
  if (op === 'known' || op === 'unknown') return (op === 'known') === holds ? known : onlyMissing
  const literals = literalsOf(operand)
  // What the other side is, only a run can tell.
  if (!literals) return holds ? known : everything
  return domains[op](literals, holds)
}

/** The numbers for which `number op value` holds, or does not. */
export function numbersWhere(op: NumberOperator, value: number, holds: boolean): readonly Interval[] {
  const below = (withHigh: boolean): Interval => ({ low: -Infinity, high: value, withLow: true, withHigh })
  const above = (withLow: boolean): Interval => ({ low: value, high: Infinity, withLow, withHigh: true })
  if (op === 'exactly')
    return holds ? [{ low: value, high: value, withLow: true, withHigh: true }] : [below(false), above(false)]
  const isUp = (op === 'greater' || op === 'atLeast') === holds
  const withValue = (op === 'atLeast' || op === 'atMost') === holds
  return [isUp ? above(withValue) : below(withValue)]
}

/** The values that both let through. */
export function both(a: Domain, b: Domain): Domain {
  return {
    missing: a.missing && b.missing,
    numbers: a.numbers.flatMap((left) => b.numbers.map((right) => overlap(left, right))).filter(hasNumber),
    texts: common(a.texts, b.texts, isSameText),
    booleans: common(a.booleans, b.booleans, (left, right) => left === right),
    others: a.others && b.others,
    instant: [Math.max(a.instant[0], b.instant[0]), Math.min(a.instant[1], b.instant[1])],
  }
}

/** Whether no value gets through. `integers`: the field counts something. */
export function isEmpty(domain: Domain, integers = false): boolean {
  if (domain.missing) return false
  if (domain.instant[0] >= domain.instant[1]) return true
  const numbers = domain.numbers.some(integers ? hasInteger : hasNumber)
  return !(numbers || hasChoice(domain.texts) || hasBoolean(domain.booleans) || domain.others)
}

const domains = {
  is: equal,
  oneOf: equal,
  isNot: (literals, holds) => {
    const [literal] = literals
    if (literals.length !== 1 || literal === undefined || isNumericText(literal)) return holds ? known : everything
    // "Is not" is false for a value of another type, so its opposite lets those through.
    return holds ? both(known, equal(literals, false)) : { ...everything, ...otherThan(literal) }
  },
  contains: (_, holds) => (holds ? { ...known, booleans: none } : everything),
  startsWith: (_, holds) => (holds ? { ...known, booleans: none } : everything),
  greater: (literals, holds) => ordered('greater', literals, holds),
  atLeast: (literals, holds) => ordered('atLeast', literals, holds),
  less: (literals, holds) => ordered('less', literals, holds),
  atMost: (literals, holds) => ordered('atMost', literals, holds),
  // A day without a zone begins at different instants: the bound is taken as wide as the world is.
  before: (literals, holds) => dated(holds, (text) => [-Infinity, dateOf(text, 'Etc/GMT+12') ?? Infinity], literals),
  after: (literals, holds) => dated(holds, (text) => [dateOf(text, 'Etc/GMT-14') ?? -Infinity, Infinity], literals),
  withinLast: (_, holds) => (holds ? known : everything),
  withinNext: (_, holds) => (holds ? known : everything),
} satisfies { [Op in Exclude<Operator, 'known' | 'unknown'>]: (literals: readonly Literal[], holds: boolean) => Domain }

function equal(literals: readonly Literal[], holds: boolean): Domain {
  const numbers = literals.flatMap((literal) => numberOf(literal) ?? [])
  const texts = literals.filter((literal) => typeof literal === 'string').filter((text) => !isNumericText(text))
  const booleans = literals.filter((literal) => typeof literal === 'boolean')
  if (holds)
    return {
      ...nothing,
      numbers: numbers.flatMap((number) => numbersWhere('exactly', number, true)),
      texts: { only: texts },
      booleans: { only: booleans },
    }
  // A text of digits may be written in several ways, of which it is only one.
  const excluded = literals
    .filter((literal) => typeof literal === 'number')
    .map((number) => onlyNumbers(numbersWhere('exactly', number, false)).numbers)
  const remaining = excluded.reduce(
    (left, right) => left.flatMap((a) => right.map((b) => overlap(a, b))).filter(hasNumber),
    everything.numbers,
  )
  return { ...everything, numbers: remaining, texts: { except: texts }, booleans: { except: booleans } }
}

function otherThan(literal: Literal): Partial<Domain> {
  if (typeof literal === 'number') return { numbers: numbersWhere('exactly', literal, true) }
  return typeof literal === 'string' ? { texts: { only: [literal] } } : { booleans: { only: [literal] } }
}

function ordered(op: NumberOperator, literals: readonly Literal[], holds: boolean): Domain {
  const value = literals.length === 1 ? numberOf(literals[0]) : undefined
  if (value === undefined) return holds ? known : everything
  const numbers = numbersWhere(op, value, holds)
  return holds ? onlyNumbers(numbers) : { ...everything, numbers }
}

function dated(
  holds: boolean,
  bounds: (text: Literal) => readonly [number, number],
  literals: readonly Literal[],
): Domain {
  const [literal] = literals
  if (!holds) return everything
  return literals.length === 1 && literal !== undefined ? { ...known, instant: bounds(literal) } : known
}

function literalsOf(operand: Operand | undefined): readonly Literal[] | undefined {
  if (operand === undefined) return undefined
  if (Array.isArray(operand)) return operand
  return typeof operand === 'object' ? undefined : [operand]
}

const isNumericText = (literal: Literal): boolean => typeof literal === 'string' && numberOf(literal) !== undefined
const isSameText = (left: string, right: string): boolean => compare('is', left, right, 0, 'UTC').holds

function overlap(a: Interval, b: Interval): Interval {
  const low = Math.max(a.low, b.low)
  const high = Math.min(a.high, b.high)
  return {
    low,
    high,
    withLow: (a.low < low || a.withLow) && (b.low < low || b.withLow),
    withHigh: (a.high > high || a.withHigh) && (b.high > high || b.withHigh),
  }
}

const hasNumber = ({ low, high, withLow, withHigh }: Interval): boolean =>
  low < high || (low === high && withLow && withHigh)

function hasInteger({ low, high, withLow, withHigh }: Interval): boolean {
  const first = Number.isInteger(low) && !withLow ? low + 1 : Math.ceil(low)
  const last = Number.isInteger(high) && !withHigh ? high - 1 : Math.floor(high)
  return first <= last
}

function common<Value>(a: Choice<Value>, b: Choice<Value>, isSame: (a: Value, b: Value) => boolean): Choice<Value> {
  const has = (choice: readonly Value[], value: Value) => choice.some((other) => isSame(other, value))
  if ('only' in a) return { only: a.only.filter((value) => ('only' in b ? has(b.only, value) : !has(b.except, value))) }
  if ('only' in b) return { only: b.only.filter((value) => !has(a.except, value)) }
  return { except: [...a.except, ...b.except] }
}

const hasChoice = (choice: Choice<string>): boolean => 'except' in choice || choice.only.length > 0
const hasBoolean = (choice: Choice<boolean>): boolean =>
  'only' in choice ? choice.only.length > 0 : new Set(choice.except).size < 2
