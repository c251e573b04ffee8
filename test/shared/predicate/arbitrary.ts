import fc from 'fast-check'
import type { Filter, Operator, Predicate } from '../../../shared/predicate/schema.ts'
import type { Happened, Known } from './facts.ts'

export const zones = ['Europe/Rome', 'America/New_York', 'Australia/Lord_Howe', 'UTC', 'Asia/Kathmandu'] as const
export const durations = ['PT4H', 'P1D', 'P3D', 'P1W', 'P30D', 'P1M', 'P1M1DT2H', 'P2M'] as const

const hour = 3_600_000
const day = 24 * hour
/** Near clock changes of all the zones (March, April, October, November) and near the ends of months. */
const anchors = [
  '2026-03-08T07:00Z',
  '2026-03-29T01:00Z',
  '2026-04-04T15:00Z',
  '2026-10-25T01:00Z',
  '2026-02-28T12:00Z',
  '2026-11-01T06:00Z',
]
const names = ['Order Completed', 'Cart Viewed'] as const
const words = ['Tea', 'TEA', 'café', 'cafe\u0301', 'straße', '12', '7.5', ''] as const
const spans = [hour, day, 31 * day, 70 * day] as const

/** Instants that fall around an anchor, close or far, many of them equal or a whole hour or day apart. */
const around = (anchor: number) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...spans), fc.integer({ min: -1000, max: 1000 }))
      .map(([span, part]) => anchor + Math.round((span * part) / 1000)),
    fc.integer({ min: -70, max: 70 }).map((days) => anchor + days * day),
    fc.integer({ min: -48, max: 48 }).map((hours) => anchor + hours * hour),
  )

const money = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom<unknown>(12.5, 0.1, 0.2, -12.5, '7.5', '12', 'much', true, null, 1e12, 9e9),
)

const dateValue = (anchor: number) =>
  fc.oneof(
    around(anchor),
    around(anchor).map((time) => Math.floor(time / 1000)),
    around(anchor).map((time) => new Date(time).toISOString()),
    around(anchor).map((time) => new Date(time).toISOString().slice(0, 10)),
    fc.constantFrom('2026-03-29T02:30:00+01:00', 'soon'),
  )

const properties = (anchor: number) =>
  fc.record(
    {
      total: money,
      sku: fc.constantFrom<unknown>(...words, 12, true),
      due: dateValue(anchor),
      products: fc.array(fc.record({ sku: fc.constantFrom(...words), price: money }, { requiredKeys: [] }), {
        maxLength: 3,
      }),
    },
    { requiredKeys: [] },
  )

const comparisons: readonly Operator[] = [
  'is',
  'isNot',
  'contains',
  'startsWith',
  'greater',
  'atLeast',
  'less',
  'atMost',
]
const literal = fc.constantFrom<string | number | boolean>(...words, 12, 7.5, true)
const operand = fc.oneof(
  { weight: 5, arbitrary: literal },
  { weight: 1, arbitrary: fc.array(literal, { minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ ref: 'trigger.sku' }, { ref: 'customer.city' }, { ref: 'trigger.nothing' }),
  },
)

type Comparison = { op: Operator; value?: string | number | boolean | { ref: string } | (string | number | boolean)[] }

const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ op: fc.constantFrom(...comparisons), value: operand }),
  fc.record({ op: fc.constant('oneOf' as const), value: fc.array(literal, { minLength: 1, maxLength: 3 }) }),
  fc.record({ op: fc.constantFrom('known' as const, 'unknown' as const) }),
)

const dated: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    op: fc.constantFrom('withinLast' as const, 'withinNext' as const),
    value: fc.constantFrom(...durations),
  }),
  fc.record({
    op: fc.constantFrom('before' as const, 'after' as const),
    value: fc.constantFrom('2026-03-29', '2026-04-01T00:00:00Z', 'soon', 1_774_000_000),
  }),
)

const about = fc.oneof(
  fc.tuple(fc.constantFrom('sku', 'total', 'products.sku', 'products.price', 'products', 'nothing'), comparison),
  fc.tuple(fc.constantFrom('due', 'sku'), dated),
)

export const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    about.map(([property, rest]): Filter => ({ property, ...rest })),
    fc.record({ all: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('filter') }),
    fc.record({ element: fc.constant('products'), where: tie('filter') }),
  ),
})).filter

const numberOp = fc.constantFrom(
  'atLeast' as const,
  'atMost' as const,
  'exactly' as const,
  'greater' as const,
  'less' as const,
)
const within = fc.constantFrom(...durations, 'run' as const)
const name = fc.constantFrom(...names)

export const windowLeaf = fc.record({
  test: fc.constant('event' as const),
  event: fc.constant('Order Completed'),
  op: numberOp,
  value: fc.integer({ min: 0, max: 4 }),
  within: fc.constantFrom(...durations),
})

export const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record(
    {
      test: fc.constant('event' as const),
      event: name,
      op: numberOp,
      value: fc.integer({ min: 0, max: 4 }),
      within,
      where: filter,
    },
    { requiredKeys: ['test', 'event', 'op', 'value'] },
  ),
  fc.record(
    {
      test: fc.constant('sum' as const),
      event: name,
      property: fc.constantFrom('total', 'products.price', 'nothing'),
      op: numberOp,
      value: fc.constantFrom(0, 12.5, 25, -3, 0.3),
      within,
      where: filter,
    },
    { requiredKeys: ['test', 'event', 'property', 'op', 'value'] },
  ),
  fc.record({ test: fc.constantFrom('first' as const, 'last' as const), event: name, where: filter }),
  fc.record({ test: fc.constant('orderNumber' as const), op: numberOp, value: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ test: fc.constant('segment' as const), segment: fc.constantFrom('vip', 'other') }),
  fc.record({
    test: fc.constant('consent' as const),
    channel: fc.constant('email' as const),
    purpose: fc.constant('marketing' as const),
    is: fc.constantFrom('granted' as const, 'denied' as const, 'unknown' as const),
  }),
  fc
    .tuple(fc.constantFrom('city', 'tags', 'nothing'), comparison)
    .map(([attribute, rest]): Predicate => ({ test: 'attribute', attribute, ...rest })),
  dated.map((rest): Predicate => ({ test: 'attribute', attribute: 'renewal', ...rest })),
  about.map(([property, rest]): Predicate => ({ test: 'trigger', property, ...rest })),
)

export const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('predicate') }),
  ),
})).predicate

export interface Customer extends Omit<Known, 'now' | 'zone' | 'events'> {
  readonly now: number
  readonly zone: string
  readonly events: readonly (Happened & { readonly time: number })[]
}

/** A customer with a history around a clock change, and perhaps a run that one of their events began. */
export const known: fc.Arbitrary<Customer> = fc
  .constantFrom(...anchors)
  .map((text) => Date.parse(text))
  .chain((anchor) =>
    fc
      .record({
        now: around(anchor),
        zone: fc.constantFrom(...zones),
        events: fc.array(fc.record({ name, time: around(anchor), properties: properties(anchor) }), { maxLength: 12 }),
        attributes: fc.record(
          {
            city: fc.constantFrom<string | number | boolean>(...words, 12, true),
            tags: fc.array(fc.constantFrom<string | number>(...words, 12), { maxLength: 3 }),
            renewal: dateValue(anchor),
          },
          { requiredKeys: [] },
        ),
        segments: fc.subarray(['vip']),
        begins: fc.option(fc.nat({ max: 11 })),
      })
      .map(({ begins, ...facts }) => {
        const events = facts.events.map((event, index) => ({ ...event, seq: index + 1 }))
        const trigger = begins === null ? undefined : events[begins]
        return trigger
          ? {
              ...facts,
              events,
              run: {
                since: trigger.time,
                triggerSeq: trigger.seq,
                triggerName: trigger.name,
                trigger: trigger.properties,
              },
            }
          : { ...facts, events }
      }),
  )
