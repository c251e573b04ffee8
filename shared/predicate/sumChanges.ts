import { add, compareAmount, millionthsOf, noAmount } from './amount.ts'
import type { Ask } from './ask.ts'
import { countedBy, soon } from './eventChanges.ts'
import type { FactChange } from './factChange.ts'
import { aroundOf } from './filter.ts'
import { valueAt } from './path.ts'
import type { LeafOf } from './schema.ts'
import { holdsFor } from './sum.ts'
import { propertiesFor, withValue } from './witness.ts'

const million = 1_000_000

/**
 * Amounts that make of a sum what it is to become: one event with what is missing, several of what a filter leaves, or some left out. A
 * negative amount is one where there are such already, as of a refund, or where nothing that could be left out is enough.
 */
export function sumChanges(leaf: LeafOf<'sum'>, ask: Ask): FactChange[][] {
  const counted = countedBy(leaf, ask.facts)?.map((event) => ({
    seq: event.seq,
    amount: amountIn(event.properties(), leaf.property),
  }))
  if (!counted) return []
  const missing = Math.round(leaf.value * million) - counted.reduce((sum, { amount }) => sum + amount, 0)
  const without = withoutAmounts(leaf, counted, ask)
  const mayBeNegative = without.length === 0 || counted.some(({ amount }) => amount < 0)
  const amounts = amountsToTry(missing).filter((amount) => amount >= 0 || mayBeNegative)
  const shapes = leaf.where ? propertiesFor(leaf.where, true, {}, aroundOf(ask.facts)) : [{}]
  const more = amounts.flatMap((amount) =>
    shapes.map((shape): FactChange[] => [
      {
        at: ask.at,
        change: 'events',
        event: leaf.event,
        count: 1,
        properties: withValue(shape, leaf.property, amount / million),
        time: soon(leaf.event, ask.facts),
      },
    ]),
  )
  const many = shapes.flatMap((shape) => severalOf(shape, missing, leaf, ask))
  return [...more, ...many, ...without]
}

interface Counted {
  readonly seq: number
  /** In millionths. */
  readonly amount: number
}

const amountIn = (properties: Readonly<Record<string, unknown>>, property: string): number =>
  [valueAt(properties, property)].flat().reduce<number>((sum, value) => sum + (millionthsOf(value) ?? 0), 0)

/** The amount that is missing, and a cent more or less. */
const amountsToTry = (missing: number): number[] =>
  [missing, missing + 10_000, missing - 10_000, missing + 1, missing - 1].sort((a, b) => Number(a < 0) - Number(b < 0))

/** Several events, where the filter leaves each of them only a part of what is missing. */
function severalOf(
  shape: Readonly<Record<string, unknown>>,
  missing: number,
  leaf: LeafOf<'sum'>,
  { at, facts }: Ask,
): FactChange[][] {
  const needed = Math.ceil(missing / amountIn(shape, leaf.property))
  if (!(needed >= 1 && needed < mostEvents)) return []
  return [needed, needed + 1].map((count) => [
    { at, change: 'events', event: leaf.event, count, properties: shape, time: soon(leaf.event, facts) },
  ])
}

const mostEvents = 1_000

/** Leaves out events one after the other, those first that change the sum most, up or down, until the leaf turns. */
function withoutAmounts(leaf: LeafOf<'sum'>, counted: readonly Counted[], { at, holds }: Ask): FactChange[][] {
  const total = noAmount()
  for (const { amount } of counted) add(total, amount)
  return [1, -1].flatMap((sign) => {
    const inOrder = counted
      .filter(({ amount }) => sign * amount > 0)
      .sort((one, other) => sign * (other.amount - one.amount))
    const rest = { ...total }
    for (const [index, { amount }] of inOrder.entries()) {
      add(rest, amount, -1)
      if (holdsFor(leaf.op, compareAmount(rest, leaf.value)) !== holds) continue
      const events = inOrder.slice(0, index + 1).map(({ seq }) => seq)
      return [[{ at, change: 'noEvents' as const, event: leaf.event, events }]]
    }
    return []
  })
}
