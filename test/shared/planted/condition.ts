import type { Filter, Predicate } from '../../../shared/predicate/schema.ts'
import type { Chance } from '../../simulation/chance.ts'

/** A condition on a customer who need not be in a run: it can hold, and need not. */
export const anybodyIs = (chance: Chance): Predicate => joined(ofAnybody(chance), chance)

/** A condition on the customer of a run. `property`: one that some trigger brings, if any does. */
export const customerIs = (chance: Chance, property: string | undefined): Predicate =>
  joined([...ofAnybody(chance), ...ofRun(property)], chance)

/** Some that differ. */
export function conditions(chance: Chance, property: string | undefined, most: number): Predicate[] {
  const found = chance.times(chance.between(1, most), () => customerIs(chance, property))
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()]
}

export const sameCart: Filter = { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } }
export const dear: Filter = {
  any: [
    { property: 'total', op: 'greater', value: 50 },
    { not: { property: 'promised', op: 'before', value: '2026-12-31' } },
  ],
}

function joined(leaves: readonly Predicate[], chance: Chance): Predicate {
  const [one, other] = [chance.pick(leaves), chance.pick(leaves)]
  if (one === other || chance.maybe(0.5)) return one
  return chance.maybe(0.5) ? { all: [one, { not: other }] } : { any: [one, other] }
}

const ofAnybody = (chance: Chance): Predicate[] => [
  {
    test: 'event',
    event: 'Order Completed',
    op: 'atLeast',
    value: chance.between(1, 4),
    within: chance.pick(['P30D', 'P1M']),
  },
  { test: 'event', event: 'Signed Up', op: 'exactly', value: 1 },
  { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' },
  { test: 'attribute', attribute: 'renewal', op: 'withinNext', value: 'P7D' },
  { test: 'attribute', attribute: 'city', op: 'oneOf', value: ['Rome', 'Oslo'] },
  { test: 'segment', segment: chance.pick(['loyal', 'regulars']) },
  { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' },
  { test: 'sum', event: 'Order Completed', property: 'total', op: 'greater', value: 50 },
  {
    test: chance.pick(['first', 'last']),
    event: 'Order Completed',
    where: { property: 'total', op: 'atMost', value: 20 },
  },
  { test: 'orderNumber', op: 'less', value: 9 },
]

const ofRun = (property: string | undefined): Predicate[] => [
  { test: 'event', event: 'Order Shipped', op: 'less', value: 3, within: 'run' },
  ...(property === undefined
    ? []
    : ([
        { test: 'trigger', property, op: 'known' },
        { test: 'attribute', attribute: 'city', op: 'isNot', value: { ref: `trigger.${property}` } },
      ] satisfies Predicate[])),
]
