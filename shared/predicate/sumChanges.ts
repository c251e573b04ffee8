import { millionthsOf } from './amount.ts'
import type { Ask } from './ask.ts'
import { truthOf } from './evaluate.ts'
import { countedBy, soon } from './eventChanges.ts'
import { changedFacts, type FactChange } from './factChange.ts'
import type { Fact } from './facts.ts'
import { aroundOf } from './filter.ts'
import { valueAt } from './path.ts'
import type { LeafOf } from './schema.ts'
import { propertiesFor, withValue } from './witness.ts'

const million = 1_000_000

/** Amounts that make of a sum what it is to become: one event with what is missing, several of what a filter leaves, or some left out. */
export function sumChanges(leaf: LeafOf<'sum'>, ask: Ask): FactChange[][] {
  const counted = countedBy(leaf, ask.facts)
  if (!counted) return []
  const total = counted.reduce((sum, event) => sum + amountOf(event, leaf.property), 0)
  const amounts = amountsToTry(Math.round(leaf.value * million) - total)
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
  const many = shapes.flatMap((shape) => severalOf(shape, Math.round(leaf.value * million) - total, leaf, ask))
  return [...more, ...many, ...withoutAmounts(leaf, counted, ask)]
}

const amountOf = (event: Fact, property: string): number =>
  [valueAt(event.properties(), property)].flat().reduce<number>((sum, value) => sum + (millionthsOf(value) ?? 0), 0)

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
  const each = [valueAt(shape, leaf.property)]
    .flat()
    .reduce<number>((sum, value) => sum + (millionthsOf(value) ?? 0), 0)
  const needed = Math.ceil(missing / each)
  if (!(needed >= 1 && needed < mostEvents)) return []
  return [needed, needed + 1].map((count) => [
    { at, change: 'events', event: leaf.event, count, properties: shape, time: soon(leaf.event, facts) },
  ])
}

const mostEvents = 1_000

/** Leaves out events one after the other, those first that change the sum most, up or down, until the leaf turns. */
function withoutAmounts(leaf: LeafOf<'sum'>, counted: readonly Fact[], { at, holds, facts }: Ask): FactChange[][] {
  return [1, -1].flatMap((sign) => {
    const inOrder = [...counted]
      .map((event) => ({ seq: event.seq, amount: sign * amountOf(event, leaf.property) }))
      .filter(({ amount }) => amount > 0)
      .sort((a, b) => b.amount - a.amount)
    for (let count = 1; count <= inOrder.length; count++) {
      const events = inOrder.slice(0, count).map(({ seq }) => seq)
      const change: FactChange[] = [{ at, change: 'noEvents', event: leaf.event, events }]
      if (truthOf(leaf, changedFacts(facts, change)).holds === holds) return [change]
    }
    return []
  })
}
