import { compare } from './compare.ts'
import { dateOf } from './dateOf.ts'
import { type Around, matches } from './filter.ts'
import { numberOf } from './numberOf.ts'
import { valueAt } from './path.ts'
import type { Filter, Operand, Operator } from './schema.ts'

/** A comparison of one field, with what it is compared with as a value, and whether it is to hold. */
export interface Wish {
  readonly op: Operator
  readonly value: unknown
  readonly holds: boolean
}

const second = 1000
const day = 86_400_000

/**
 * Values that are worth trying for a field about which so much is asked: what it is compared with, what lies beside and between, and none.
 * The likeliest come first.
 */
export function valuesToTry(wishes: readonly Pick<Wish, 'op' | 'value'>[], now: number, zone: string): unknown[] {
  const literals = wishes.flatMap(({ value }) => (Array.isArray(value) ? value : [value]))
  const isDated = wishes.some(({ op }) => ['before', 'after', 'withinLast', 'withinNext'].includes(op))
  const numbers = literals.flatMap((literal) => numberOf(literal) ?? []).sort((a, b) => a - b)
  const between = numbers.slice(1).map((number, index) => (number + (numbers[index] as number)) / 2)
  const dates = isDated ? literals.flatMap((literal) => dateOf(literal, zone) ?? []) : []
  const instants = dates.length + (isDated ? 1 : 0) > 0 ? [now, now + second, ...dates.flatMap(around)] : []
  return distinct([
    ...literals.filter((literal) => literal !== undefined && literal !== null),
    ...numbers.flatMap((number) => [number + 1, number - 1]),
    ...between,
    ...numbers.map((number) => String(number + 1)),
    ...literals.flatMap((literal) => (typeof literal === 'boolean' ? [!literal] : [])),
    ...instants.map((instant) => new Date(instant).toISOString()),
    ...literals.flatMap((literal) => (typeof literal === 'string' ? [`${literal}x`] : [])),
    'other',
    null,
  ])
}

const around = (date: number): number[] => [date, date + second, date - second, date + day, date - day]

const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
]

const most = 32

/** A filter as the alternatives by which it gets its truth: in each, all wishes are to come true together. */
type Alternative = readonly Part[]
type Part =
  | (Wish & { readonly path: string })
  | { readonly element: string; readonly where: Alternative }
  | { readonly none: string }

function alternatives(filter: Filter, holds: boolean, reference: Around['reference']): Alternative[] {
  if ('not' in filter) return alternatives(filter.not, !holds, reference)
  if ('property' in filter)
    return [[{ path: filter.property, op: filter.op, value: rightOf(filter.value, reference), holds }]]
  if ('element' in filter)
    return holds
      ? alternatives(filter.where, true, reference).map((where) => [{ element: filter.element, where }])
      : [[{ none: filter.element }]]
  const terms = 'all' in filter ? filter.all : filter.any
  const each = terms.map((term) => alternatives(term, holds, reference))
  if ('all' in filter !== holds) return each.flat().slice(0, most)
  return each.reduce<Alternative[]>(
    (left, right) => left.flatMap((a) => right.map((b) => [...a, ...b])).slice(0, most),
    [[]],
  )
}

const rightOf = (operand: Operand | undefined, reference: Around['reference']): unknown =>
  typeof operand === 'object' && 'ref' in operand ? reference(operand.ref) : operand

type Properties = Readonly<Record<string, unknown>>

/** Properties for which the filter holds, or does not, as near to the given ones as may be; none where none was found. */
export function propertiesFor(filter: Filter, holds: boolean, base: Properties, surround: Around): Properties[] {
  if (matches(filter, base, surround).holds === holds) return [base]
  return alternatives(filter, holds, surround.reference)
    .flatMap((alternative): Properties[] => {
      const properties = built(alternative, base, surround)
      return properties ? [properties] : []
    })
    .filter((properties) => matches(filter, properties, surround).holds === holds)
    .slice(0, 3)
}

function built(alternative: Alternative, base: Properties, surround: Around): Properties | undefined {
  let properties = base
  for (const part of alternative) {
    if ('none' in part) properties = withValue(properties, part.none, undefined)
    if (!('element' in part)) continue
    const element = built(part.where, {}, surround)
    if (!element) return undefined
    properties = withValue(properties, part.element, [element])
  }
  const wishes = alternative.filter((part): part is Wish & { path: string } => 'op' in part)
  for (const [path, asked] of Map.groupBy(wishes, (wish) => wish.path)) {
    const here = valueAt(properties, path)
    const value = [here, ...valuesToTry(asked, surround.now, surround.zone)].find((each) =>
      asked.every(({ op, value, holds }) => compare(op, each, value, surround.now, surround.zone).holds === holds),
    )
    if (value === undefined && here !== undefined) return undefined
    if (value !== here) properties = withValue(properties, path, value)
  }
  return properties
}

/** The same properties with another value where the path leads; a list on the way is left with one element. */
export function withValue(properties: Properties, path: string, value: unknown): Properties {
  const dot = Object.hasOwn(properties, path) ? -1 : path.indexOf('.')
  if (dot < 0) {
    const { [path]: _, ...others } = properties
    return value === undefined || value === null ? others : { ...others, [path]: value }
  }
  const key = path.slice(0, dot)
  const inside = properties[key]
  const isList = Array.isArray(inside)
  const first: unknown = isList ? inside[0] : inside
  const held = typeof first === 'object' && first !== null ? (first as Properties) : {}
  const changed = withValue(held, path.slice(dot + 1), value)
  return { ...properties, [key]: isList ? [changed] : changed }
}
