import { Temporal } from 'temporal-polyfill'
import { type Fact, type Facts, wholeOf } from '../../../shared/predicate/facts.ts'
import type { Filter, NumberOperator, Operand, Operator, Predicate } from '../../../shared/predicate/schema.ts'

/** Predicates by the letter of the contract, without a thought for speed, sharing no code with the product. */
export function naive(predicate: Predicate, facts: Facts): boolean {
  if ('all' in predicate) return predicate.all.every((term) => naive(term, facts))
  if ('any' in predicate) return predicate.any.some((term) => naive(term, facts))
  if ('not' in predicate) return !naive(predicate.not, facts)
  switch (predicate.test) {
    case 'attribute':
      return compared(predicate.op, list(facts.attribute(predicate.attribute)), right(predicate.value, facts), facts)
    case 'trigger':
      return (
        !!facts.run &&
        compared(predicate.op, at(facts.run.trigger, predicate.property), right(predicate.value, facts), facts)
      )
    case 'event': {
      const counted = counting(predicate, facts)
      return counted ? holds(predicate.op, BigInt(counted.length), BigInt(predicate.value)) : false
    }
    case 'sum': {
      const counted = counting(predicate, facts)
      if (!counted) return false
      const parts = counted.flatMap((event) => at(event.properties(), predicate.property)).map(micro)
      const total = parts.reduce<bigint>((sum, part) => sum + (part ?? 0n), 0n)
      return holds(predicate.op, total, BigInt(Math.round(predicate.value * 1e6)))
    }
    case 'first':
    case 'last': {
      const event = facts.events(predicate.event).at(predicate.test === 'first' ? 0 : -1)
      return !!event && passes(predicate.where, event.properties(), facts)
    }
    case 'orderNumber': {
      const orders = wholeOf(facts.events('Order Completed'))
      const own = orders.findIndex((order) => order.seq === facts.run?.triggerSeq)
      const number = own < 0 ? orders.length : own + 1
      return holds(predicate.op, BigInt(number), BigInt(predicate.value))
    }
    case 'segment':
      return facts.isMember(predicate.segment)
    case 'consent':
      return facts.consent(predicate.channel, predicate.purpose) === predicate.is
  }
}

function counting(
  leaf: { event: string; within?: string | undefined; where?: Filter | undefined },
  facts: Facts,
): Fact[] | undefined {
  const { run } = facts
  if (leaf.within === 'run' && !run) return undefined
  return wholeOf(facts.events(leaf.event)).filter((event) => {
    if (leaf.within === 'run' && run && (event.time < run.since || event.seq === run.triggerSeq)) return false
    if (leaf.within && leaf.within !== 'run' && facts.now >= later(event.time, leaf.within, facts.zone)) return false
    return !leaf.where || passes(leaf.where, event.properties(), facts)
  })
}

export const later = (time: number, duration: string, zone: string): number =>
  remembered(`${time} + ${duration} ${zone}`, () => local(time, zone).add(duration).epochMilliseconds)

export const sooner = (time: number, duration: string, zone: string): number =>
  remembered(`${time} - ${duration} ${zone}`, () => local(time, zone).subtract(duration).epochMilliseconds)

const local = (time: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone)

const instants = new Map<string, number>()

/** Calendars are slow, and the same instants are asked for again and again. */
function remembered(name: string, find: () => number): number {
  let found = instants.get(name)
  if (found === undefined) {
    found = find()
    if (instants.size > 50_000) instants.clear()
    instants.set(name, found)
  }
  return found
}

function micro(value: unknown): bigint | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !(Math.abs(number) <= Number.MAX_SAFE_INTEGER / 1e6)) return undefined
  return BigInt(Math.round(number * 1e6))
}

function holds(op: NumberOperator, left: bigint, right: bigint): boolean {
  return {
    atLeast: left >= right,
    greater: left > right,
    less: left < right,
    atMost: left <= right,
    exactly: left === right,
  }[op]
}

function passes(filter: Filter, properties: unknown, facts: Facts): boolean {
  if ('all' in filter) return filter.all.every((term) => passes(term, properties, facts))
  if ('any' in filter) return filter.any.some((term) => passes(term, properties, facts))
  if ('not' in filter) return !passes(filter.not, properties, facts)
  if ('element' in filter) return at(properties, filter.element).some((element) => passes(filter.where, element, facts))
  return compared(filter.op, at(properties, filter.property), right(filter.value, facts), facts)
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.flatMap(list) : value === undefined || value === null ? [] : [value]

export function at(root: unknown, path: string): unknown[] {
  let here = list(root)
  for (const key of path.split('.'))
    here = here.flatMap((value) => (typeof value === 'object' ? list((value as Record<string, unknown>)[key]) : []))
  return here
}

function right(operand: Operand | undefined, facts: Facts): unknown[] {
  if (typeof operand !== 'object' || Array.isArray(operand)) return list(operand)
  const path = operand.ref.replace(/^\w+\./, '')
  return operand.ref.startsWith('trigger.') ? at(facts.run?.trigger, path) : list(facts.attribute(path))
}

function compared(op: Operator, lefts: unknown[], rights: unknown[], facts: Facts): boolean {
  if (op === 'known') return lefts.length > 0
  if (op === 'unknown') return lefts.length === 0
  if (op === 'isNot')
    return rights.length > 0 && lefts.some((a) => rights.every((b) => isComparable(a, b) && !pair('is', a, b, facts)))
  return lefts.some((a) => rights.some((b) => pair(op, a, b, facts)))
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.normalize('NFC').toUpperCase() : undefined

function number(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

export function date(value: unknown, zone: string): number | undefined {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value
  if (typeof value !== 'string') return undefined
  if (/^\d{4}-\d\d-\d\d$/.test(value))
    return Temporal.PlainDate.from(value).toZonedDateTime({ timeZone: zone }).epochMilliseconds
  return /[Zz]$|[+-]\d\d:\d\d$/.test(value) ? Temporal.Instant.from(value).epochMilliseconds : undefined
}

const isComparable = (a: unknown, b: unknown): boolean =>
  typeof a !== 'object' &&
  (typeof a === typeof b ||
    (typeof a !== 'boolean' && typeof b !== 'boolean' && number(a) !== undefined && number(b) !== undefined))

function pair(op: Operator, a: unknown, b: unknown, { now, zone }: Facts): boolean {
  const both = <Value>(read: (value: unknown) => Value | undefined, test: (a: Value, b: Value) => boolean): boolean => {
    const [left, right] = [read(a), read(b)]
    return left !== undefined && right !== undefined && test(left, right)
  }
  const day = date(a, zone)
  switch (op) {
    case 'is':
    case 'oneOf':
      if (typeof a === 'string' && typeof b === 'string') return text(a) === text(b)
      if (typeof a === 'boolean' || typeof b === 'boolean') return a === b
      return both(number, (x, y) => x === y)
    case 'contains':
      return both(text, (x, y) => x.includes(y))
    case 'startsWith':
      return both(text, (x, y) => x.startsWith(y))
    case 'greater':
      return both(number, (x, y) => x > y)
    case 'atLeast':
      return both(number, (x, y) => x >= y)
    case 'less':
      return both(number, (x, y) => x < y)
    case 'atMost':
      return both(number, (x, y) => x <= y)
    case 'before':
      return both(
        (value) => date(value, zone),
        (x, y) => x < y,
      )
    case 'after':
      return both(
        (value) => date(value, zone),
        (x, y) => x > y,
      )
    case 'withinLast':
      return day !== undefined && typeof b === 'string' && day <= now && now < later(day, b, zone)
    case 'withinNext':
      return day !== undefined && typeof b === 'string' && sooner(day, b, zone) <= now && now < day
    default:
      throw new Error(`${op} compares no pair`)
  }
}
