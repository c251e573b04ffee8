import fc from 'fast-check'
import type { Filter, Predicate } from '../../../shared/predicate/schema.ts'
import type { SegmentDefinition } from '../../../shared/segment.ts'

export const segmentIds = ['first', 'second', 'third'] as const
const names = ['Cart Updated', 'Order Completed', 'Product Viewed'] as const
export const name = fc.constantFrom(...names)

// Durations and gaps share values, so that timers and entries meet at the same instant.
export const shortly = fc.constantFrom('PT30M', 'PT1H', 'PT4H', 'P1D')
export const anyDuration = fc.constantFrom('PT30M', 'PT1H', 'PT4H', 'P1D', 'P3D', 'P1W')

export const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ property: fc.constant('cart'), op: fc.constant('is' as const), value: fc.constantFrom('x', 'y') }),
  fc.record({
    property: fc.constant('total'),
    op: fc.constantFrom('atLeast' as const, 'less' as const),
    value: fc.nat(3),
  }),
)
export const sameCart: Filter = { property: 'cart', op: 'is', value: { ref: 'trigger.cart' } }
// What a run gives to what it causes.
export const givenCart = [
  { property: 'cart', value: { ref: 'trigger.cart' } },
  { property: 'total', value: 2 },
]

const leaf = (around: 'run' | 'customer'): fc.Arbitrary<Predicate> => {
  const within = around === 'run' ? fc.oneof(shortly, fc.constant('run')) : anyDuration
  const ofCustomer: fc.Arbitrary<Predicate>[] = [
    fc.record(
      {
        test: fc.constant('event' as const),
        event: name,
        op: fc.constantFrom('atLeast' as const, 'exactly' as const, 'atMost' as const),
        value: fc.integer({ min: 0, max: 2 }),
        within,
        where: filter,
      },
      { requiredKeys: ['test', 'event', 'op', 'value'] },
    ),
    fc.record(
      {
        test: fc.constant('sum' as const),
        event: name,
        property: fc.constant('total'),
        op: fc.constantFrom('atLeast' as const, 'less' as const),
        value: fc.integer({ min: 1, max: 5 }),
        within,
      },
      { requiredKeys: ['test', 'event', 'property', 'op', 'value'] },
    ),
    fc.record({
      test: fc.constant('attribute' as const),
      attribute: fc.constant('plan'),
      op: fc.constantFrom('is' as const, 'isNot' as const),
      value: fc.constantFrom('gold', 'silver'),
    }),
    fc.record({
      test: fc.constant('attribute' as const),
      attribute: fc.constant('renews'),
      op: fc.constantFrom('withinNext' as const, 'withinLast' as const),
      value: anyDuration,
    }),
    fc.record({
      test: fc.constant('consent' as const),
      channel: fc.constant('email' as const),
      purpose: fc.constant('marketing' as const),
      is: fc.constantFrom('granted' as const, 'denied' as const),
    }),
  ]
  const ofRun: fc.Arbitrary<Predicate>[] = [
    fc.record({ test: fc.constant('segment' as const), segment: fc.constantFrom(...segmentIds) }),
    fc.record({
      test: fc.constant('trigger' as const),
      property: fc.constant('cart'),
      op: fc.constant('is' as const),
      value: fc.constantFrom('x', 'y'),
    }),
  ]
  return fc.oneof(...ofCustomer, ...(around === 'run' ? ofRun : []))
}

export const predicate = (around: 'run' | 'customer'): fc.Arbitrary<Predicate> =>
  fc.oneof(
    { weight: 4, arbitrary: leaf(around) },
    { weight: 1, arbitrary: leaf(around).map((not) => ({ not })) },
    { weight: 2, arbitrary: fc.array(leaf(around), { minLength: 2, maxLength: 3 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(leaf(around), { minLength: 2, maxLength: 2 }).map((any) => ({ any })) },
  )

/** A segment may name those before it, so that joining one may mean to join another. */
export const segment = (index: number): fc.Arbitrary<SegmentDefinition> =>
  fc
    .tuple(predicate('customer'), fc.option(fc.constantFrom(...segmentIds.slice(0, Math.max(1, index))), { freq: 2 }))
    .map(([when, other]) => ({
      title: segmentIds[index]!,
      when: other && index > 0 ? { any: [when, { test: 'segment', segment: other }] } : when,
    }))
