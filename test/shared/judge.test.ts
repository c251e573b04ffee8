import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from '../../shared/check/judge.ts'
import type { Json } from '../../shared/customer.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { Facts } from '../../shared/predicate/facts.ts'
import type { Leaf, Operand, Operator, Predicate } from '../../shared/predicate/schema.ts'

const attribute = (op: Operator, value?: Operand): Leaf => ({
  test: 'attribute',
  attribute: 'a',
  op,
  ...(value !== undefined && { value }),
})
const orders = (op: 'atLeast' | 'less' | 'exactly' | 'greater', value: number): Leaf => ({
  test: 'event',
  event: 'Order',
  op,
  value,
})

describe('a condition that can never hold', () => {
  test.each<[string, Predicate]>([
    [
      'asks for a text and not for it, in other letters',
      { all: [attribute('is', 'Rome'), { not: attribute('is', 'ROME') }] },
    ],
    ['asks for a known value that is missing', { all: [attribute('contains', 'x'), attribute('unknown')] }],
    [
      'asks for a number and for none so great',
      { all: [attribute('greater', 5), { not: attribute('greater', 3) }, attribute('is', 'Rome')] },
    ],
    ['asks for a count between two neighbours', { all: [orders('greater', 1), orders('less', 2)] }],
    ['asks for less than nothing', orders('less', 0)],
    [
      'asks for a condition and its opposite',
      {
        all: [
          { any: [attribute('is', 1), orders('atLeast', 1)] },
          { not: { any: [attribute('is', 1), orders('atLeast', 1)] } },
        ],
      },
    ],
    [
      'leaves no way of a choice open',
      { all: [orders('exactly', 0), { any: [orders('atLeast', 1), orders('greater', 5)] }] },
    ],
    ['denies what always is', { not: orders('atLeast', 0) }],
  ])('%s', (_, predicate) => {
    expect(judge(predicate)).toBe('never')
    expect(judge({ not: predicate })).toBe('always')
  })
})

describe('a condition that only a list can meet, one element for each part', () => {
  test.each<[string, Predicate]>([
    ['asks for two texts at once', { all: [attribute('is', 'Rome'), attribute('is', 'Paris')] }],
    ['asks for a text among others', { all: [attribute('is', 'Rome'), attribute('oneOf', ['Paris', 'Bonn'])] }],
    ['asks for two ranges without a common number', { all: [attribute('greater', 5), attribute('atMost', 5)] }],
    ['asks for a number and a word', { all: [attribute('is', 5), attribute('is', 'five')] }],
    ['asks for a date after another', { all: [attribute('after', '2026-05-03'), attribute('before', '2026-05-01')] }],
  ])('%s', (_, predicate) => {
    expect([judge(predicate), judge(predicate, 'single')]).toEqual([undefined, 'never'])
    expect([judge({ not: predicate }), judge({ not: predicate }, 'single')]).toEqual([undefined, 'always'])
  })
})

describe('a condition of which nothing is claimed', () => {
  test.each<[string, Predicate]>([
    ['may hold', { all: [attribute('greater', 5), attribute('less', 6)] }],
    ['may miss its value', { any: [attribute('less', 5), attribute('atLeast', 5)] }],
    ['speaks of other windows', { all: [{ ...orders('atLeast', 1), within: 'P1D' } as Leaf, orders('exactly', 0)] }],
    [
      'reaches into a list',
      {
        all: [
          { ...attribute('is', 'a'), attribute: 'tags.name' } as Leaf,
          { ...attribute('is', 'b'), attribute: 'tags.name' } as Leaf,
        ],
      },
    ],
    ['compares with a value of the run', { all: [attribute('is', { ref: 'trigger.x' }), attribute('is', 'b')] }],
    [
      'names days in zones as far apart as the world is wide',
      { all: [attribute('after', '2026-05-02'), attribute('before', '2026-05-02T12:00:00Z')] },
    ],
  ])('%s', (_, predicate) => expect([judge(predicate), judge(predicate, 'single')]).toEqual([undefined, undefined]))
})

const single: Json[] = [
  null,
  0,
  1,
  2,
  5,
  -3,
  1.5,
  '5',
  '05',
  'rome',
  'Rome',
  'paris',
  '',
  true,
  false,
  '2026-05-01',
  '2026-05-02T10:00:00+02:00',
  1_777_600_000,
]
const literals = [0, 1, 2, 5, 1.5, '5', '05', 'Rome', 'paris', true, false, '2026-05-01', '2026-05-02']
const literal = fc.constantFrom(...literals)
const lists: Json[] = [[], [null], [1, 5], ['5', 'rome', true], [[-3, 'rome'], 5], literals]
const operators = [
  'is',
  'isNot',
  'oneOf',
  'contains',
  'startsWith',
  'greater',
  'atLeast',
  'less',
  'atMost',
  'before',
  'after',
  'withinLast',
  'known',
  'unknown',
] as const
const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc
    .record({
      op: fc.constantFrom(...operators),
      value: fc.oneof(literal, fc.array(literal, { minLength: 1, maxLength: 3 })),
    })
    .map(({ op, value }) => attribute(op, value)),
  fc
    .record({
      op: fc.constantFrom('atLeast', 'less', 'exactly', 'greater', 'atMost'),
      value: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ op, value }) => ({ test: 'event', event: 'Order', op, value }) as Leaf),
  fc.constant<Leaf>({ test: 'segment', segment: 's' }),
  fc
    .constantFrom('granted', 'denied', 'unknown')
    .map((is) => ({ test: 'consent', channel: 'email', purpose: 'marketing', is }) as Leaf),
)
const { predicate } = fc.letrec<{ predicate: Predicate; terms: Predicate[] }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('terms').map((all) => ({ all })),
    tie('terms').map((any) => ({ any })),
    tie('predicate').map((not) => ({ not })),
  ),
  terms: fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }),
}))

const facts = (values: readonly Json[]): fc.Arbitrary<Facts> =>
  fc
    .record({
      a: fc.constantFrom(...values),
      orders: fc.integer({ min: 0, max: 5 }),
      member: fc.boolean(),
      consent: fc.constantFrom('granted', 'denied', 'unknown'),
      zone: fc.constantFrom('UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'),
    })
    .map(({ a, orders, member, consent, zone }) => ({
      now: Date.UTC(2026, 4, 3),
      zone,
      attribute: () => a ?? undefined,
      events: () => Array.from({ length: orders }, (_, n) => ({ seq: n + 1, time: n, properties: () => ({}) })),
      isMember: () => member,
      consent: () => consent as 'granted',
    }))

test.each([
  ['any', [...single, ...lists]],
  ['single', single],
] as const)('what is said never or always to hold does so for %s values', (values, known) => {
  const customers = fc.array(facts(known), { minLength: 20, maxLength: 20 })
  let judged = 0
  fc.assert(
    fc.property(predicate, customers, (condition, customers) => {
      const verdict = judge(condition, values)
      if (!verdict) return
      judged++
      for (const customer of customers) expect(evaluate(condition, customer).holds).toBe(verdict === 'always')
    }),
    { numRuns: 3000 },
  )
  expect(judged).toBeGreaterThan(100)
})
