import type { Json } from '../customer.ts'
import type { Ask } from './ask.ts'
import { compare } from './compare.ts'
import { type FactChange, mergedChanges } from './factChange.ts'
import { operandOf } from './filter.ts'
import type { Operand, Operator } from './schema.ts'
import { valuesToTry, withValue } from './witness.ts'

/** How a leaf compares the value that it looks at. */
export interface Comparison {
  readonly op: Operator
  readonly value?: Operand | undefined
}

/** Another value on the left, or where the right is a reference, another value there. Of values that all leaves take alike one is enough. */
export function valueChanges(
  leaf: Comparison,
  here: unknown,
  alike: readonly Comparison[],
  ask: Ask,
  set: (to: Json) => FactChange[],
): FactChange[][] {
  const { facts, holds } = ask
  const right = operandOf(leaf.value, facts)
  const asked = [leaf, ...alike].map(({ op, value }) => ({ op, value: operandOf(value, facts) }))
  const says = (value: unknown) =>
    asked.map(({ op, value: other }) => compare(op, value, other, facts.now, facts.zone).holds)
  const lists = Array.isArray(here)
    ? [
        holds
          ? [...here, ...[right ?? 'other'].flat()]
          : here.filter((each) => !compare(leaf.op, each, right, facts.now, facts.zone).holds),
      ]
    : []
  const fitting = [...lists, ...valuesToTry(asked, facts.now, facts.zone)].filter(
    (value) => compare(leaf.op, value, right, facts.now, facts.zone).holds === holds,
  )
  const distinct = new Map(fitting.toReversed().map((value) => [says(value).join(), value]))
  const ofLeft = fitting
    .filter((value) => distinct.get(says(value).join()) === value)
    .map((value) => set(value as Json))
  return [...ofLeft, ...referenceChanges(leaf, here, ask, set)]
}

/** What a reference leads to could be another; where that is not enough, both sides are. */
function referenceChanges(
  { op, value }: Comparison,
  here: unknown,
  ask: Ask,
  set: (to: Json) => FactChange[],
): FactChange[][] {
  if (typeof value !== 'object' || !('ref' in value)) return []
  const { facts, holds } = ask
  const name = value.ref.slice(value.ref.indexOf('.') + 1)
  const refer = (to: Json): FactChange[] => {
    if (value.ref.startsWith('customer.')) return [{ at: ask.at, change: 'attribute', attribute: name, to }]
    return facts.run?.triggerSeq ? [triggerWith(name, to, ask)] : []
  }
  const becomes = (left: unknown, right: unknown) => compare(op, left, right, facts.now, facts.zone).holds === holds
  const right = valuesToTry([{ op, value: here }], facts.now, facts.zone).filter((to) => becomes(here, to))
  const both = pairsToTry.find(([one, other]) => becomes(one, other))
  return [
    ...right.slice(0, 3).map((to) => refer(to as Json)),
    ...(both ? [mergedChanges(set(both[0]), refer(both[1])) ?? []] : []),
  ].filter((each) => each.length > 0)
}

const pairsToTry = [
  ['other', 'other'],
  ['other', 'another'],
  [1, 1],
  [2, 1],
  [1, 2],
] as const

/** The event that began the run with another value in one of its properties. */
export function triggerWith(property: string, to: Json, { at, facts }: Ask): FactChange {
  const { triggerName = '', triggerSeq = 0, trigger = {} } = facts.run ?? {}
  return { at, change: 'property', event: triggerName, seq: triggerSeq, properties: withValue(trigger, property, to) }
}
