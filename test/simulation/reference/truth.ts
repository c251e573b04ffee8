import { addDuration, subtractDuration } from '../../../shared/duration.ts'
import type { Filter, Operand, Operator, Predicate } from '../../../shared/predicate/schema.ts'

/** What a condition may look at, as the reference interpreter keeps it: everything, in arrays. */
export interface View {
  readonly now: number
  readonly zone: string
  readonly events: readonly Happened[]
  readonly attributes: Readonly<Record<string, { readonly value: unknown }>>
  readonly segments: ReadonlySet<string>
  readonly consent: string
  readonly run?: { readonly since: number; readonly trigger: Happened | undefined } | undefined
}

export interface Happened {
  readonly seq: number
  readonly name: string
  readonly time: number
  readonly properties: Readonly<Record<string, unknown>>
  /** Rule 33: it was removed before its customer joined another. */
  readonly isRemoved?: true
}

/** Predicates by the letter of the contract, by looking at every event. No thought for speed, nothing of the product's evaluation. */
export function isTrue(predicate: Predicate, view: View): boolean {
  if ('all' in predicate) return predicate.all.every((term) => isTrue(term, view))
  if ('any' in predicate) return predicate.any.some((term) => isTrue(term, view))
  if ('not' in predicate) return !isTrue(predicate.not, view)
  const { run } = view
  switch (predicate.test) {
    case 'event':
    case 'sum': {
      if (predicate.within === 'run' && !run) return false
      const counted = named(predicate.event, view).filter((event) => {
        if (predicate.within === 'run') {
          if (event.time < (run?.since ?? 0) || event.seq === run?.trigger?.seq) return false
        } else if (predicate.within && view.now >= later(event.time, predicate.within, view.zone)) return false
        return !predicate.where || passes(predicate.where, event, view)
      })
      const amount =
        predicate.test === 'event'
          ? counted.length
          : counted.reduce((sum, { properties }) => sum + (numberOf(properties[predicate.property]) ?? 0), 0)
      return compareNumbers(predicate.op, amount, predicate.value)
    }
    case 'first':
    case 'last': {
      const event = named(predicate.event, view).at(predicate.test === 'first' ? 0 : -1)
      return event !== undefined && passes(predicate.where, event, view)
    }
    case 'orderNumber': {
      const orders = named('Order Completed', view)
      const own =
        run?.trigger?.name === 'Order Completed' ? orders.findIndex(({ seq }) => seq === run.trigger?.seq) + 1 : 0
      return compareNumbers(predicate.op, own || orders.length, predicate.value)
    }
    case 'attribute':
      return compare(predicate.op, view.attributes[predicate.attribute]?.value, operand(predicate.value, view), view)
    case 'trigger':
      return (
        run !== undefined &&
        compare(predicate.op, run.trigger?.properties[predicate.property], operand(predicate.value, view), view)
      )
    case 'segment':
      return view.segments.has(predicate.segment)
    case 'consent':
      return view.consent === predicate.is
  }
}

/** By own time; of two at once the one that arrived first. */
const named = (name: string, { events }: View): Happened[] =>
  events.filter((event) => event.name === name).sort((a, b) => a.time - b.time || a.seq - b.seq)

export const passes = (filter: Filter, event: Happened, view: View): boolean =>
  !event.isRemoved && satisfies(filter, event, view)

function satisfies(filter: Filter, event: Happened, view: View): boolean {
  if ('all' in filter) return filter.all.every((term) => satisfies(term, event, view))
  if ('any' in filter) return filter.any.some((term) => satisfies(term, event, view))
  if ('not' in filter) return !satisfies(filter.not, event, view)
  if ('element' in filter) throw new Error('the reference knows no elements')
  return compare(filter.op, event.properties[filter.property], operand(filter.value, view), view)
}

export function operand(value: Operand | undefined, view: View): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const [root, name] = value.ref.split('.') as [string, string]
  return root === 'trigger' ? view.run?.trigger?.properties[name] : view.attributes[name]?.value
}

function compare(op: Operator, left: unknown, right: unknown, { now, zone }: View): boolean {
  const isMissing = left === undefined || left === null
  if (op === 'known') return !isMissing
  if (op === 'unknown') return isMissing
  if (isMissing || right === undefined || right === null) return false
  const [a, b] = [textOf(left), textOf(right)]

  if (op === 'is') return a === b
  if (op === 'isNot') return a !== b
  if (op === 'startsWith') return a.startsWith(b)
  if (op === 'withinLast' || op === 'withinNext') {
    const date = Date.parse(a)
    return op === 'withinLast'
      ? date <= now && now < later(date, right as string, zone)
      : subtractDuration(date, right as string, zone) <= now && now < date
  }
  const [x, y] = [numberOf(left), numberOf(right)]
  if (x === undefined || y === undefined) return false
  return compareNumbers(op, x, y)
}

function compareNumbers(op: string, a: number, b: number): boolean {
  if (op === 'atLeast') return a >= b
  if (op === 'atMost') return a <= b
  if (op === 'greater') return a > b
  if (op === 'less') return a < b
  if (op === 'exactly') return a === b
  throw new Error(`the reference knows no ${op}`)
}

const textOf = (value: unknown): string => String(value).normalize('NFC').toUpperCase()
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const remembered = new Map<string, Map<number, number>>()

/** The instant a duration after another; remembered, because the reference asks for the same ones again and again. */
export function later(time: number, duration: string, zone: string): number {
  const name = `${duration} ${zone}`
  const known = remembered.get(name) ?? new Map<number, number>()
  const found = known.get(time) ?? addDuration(time, duration, zone)
  if (known.size > 100_000) known.clear()
  remembered.set(name, known.set(time, found))
  return found
}
