import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../../shared/predicate/evaluate.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { becausePhrases } from '../../../shared/words/because.ts'
import { conditionSentence } from '../../../shared/words/conditions.ts'
import { known, predicate } from '../predicate/arbitrary.ts'
import { factsOf, type Known } from '../predicate/facts.ts'

const names = { segment: (id: string) => (id === 'vip' ? 'VIP' : id), workflow: (id: string) => id }
const customer: Known = {
  attributes: { city: 'Rome', age: 20 },
  segments: ['vip'],
  events: [
    { name: 'Order Completed', time: '2026-04-01T00:00:00Z', properties: { total: 20 } },
    { name: 'Order Completed', time: '2026-04-20T00:00:00Z', properties: { total: 25 } },
  ],
}
const why = (condition: Predicate, facts: Known = customer) =>
  becausePhrases(condition, evaluate(condition, factsOf(facts)).because, names)

test('each deciding leaf is told with what was found and what was needed', () => {
  expect(why({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, within: 'P90D' })).toEqual([
    'Ordered 2 times in 90 days, at least 1 needed',
  ])
  expect(why({ test: 'event', event: 'Cart Viewed', op: 'atLeast', value: 1, within: 'run' })).toEqual([
    'There is no run whose beginning could count',
  ])
  expect(why({ test: 'event', event: 'Cart Viewed', op: 'greater', value: 1 })).toEqual([
    'No Cart Viewed, more than 1 needed',
  ])
  expect(why({ test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 50 })).toEqual([
    'The sum of total over Order Completed is 45, at least 50 needed',
  ])
  expect(why({ test: 'attribute', attribute: 'city', op: 'is', value: 'rome' })).toEqual(['City is Rome'])
  expect(why({ test: 'attribute', attribute: 'city', op: 'is', value: 'Bonn' })).toEqual(['City is Rome, Bonn needed'])
  expect(why({ test: 'attribute', attribute: 'age', op: 'greater', value: 18 })).toEqual([
    'Age is 20, more than 18 needed',
  ])
  expect(why({ test: 'attribute', attribute: 'city', op: 'greater', value: 18 })).toEqual([
    'City is Rome, which cannot be compared: more than 18 needed',
  ])
  expect(why({ test: 'attribute', attribute: 'country', op: 'is', value: 'IT' })).toEqual(['No value for country'])
  expect(why({ test: 'attribute', attribute: 'country', op: 'unknown' })).toEqual(['No value for country'])
  const tags = { attributes: { tags: ['new', 'loyal', 'b2b', 'old'] } }
  expect(why({ test: 'attribute', attribute: 'tags', op: 'is', value: 'Loyal' }, tags)).toEqual(['Tags is loyal'])
  expect(why({ test: 'attribute', attribute: 'tags', op: 'is', value: 'gone' }, tags)).toEqual([
    'Tags is new, loyal and b2b, gone needed',
  ])
  const address = { attributes: { address: { city: 'Rome' } } }
  expect(why({ test: 'attribute', attribute: 'address', op: 'is', value: 'Rome' }, address)).toEqual([
    'Address is a group of values, which cannot be compared: Rome needed',
  ])
  expect(why({ test: 'attribute', attribute: 'address.city', op: 'is', value: 'Rome' }, address)).toEqual([
    'Address city is Rome',
  ])
  expect(why({ not: { test: 'segment', segment: 'vip' } })).toEqual(['Is in VIP'])
  expect(why({ test: 'last', event: 'Order Completed', where: { property: 'total', op: 'less', value: 10 } })).toEqual([
    'The latest Order Completed: total is 25, less than 10 needed',
  ])
  expect(why({ test: 'first', event: 'Refund', where: { property: 'total', op: 'less', value: 10 } })).toEqual([
    'No Refund yet',
  ])
  expect(why({ test: 'orderNumber', op: 'exactly', value: 1 })).toEqual(['Order number 2, exactly 1 needed'])
})

test('a count that stopped at enough says at least', () => {
  const where = { property: 'total', op: 'greater', value: 1 } as const
  expect(why({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, where })).toEqual([
    'Ordered at least 1 time, where total is more than 1',
  ])
  expect(why({ test: 'event', event: 'Order Completed', op: 'exactly', value: 3, where })).toEqual([
    'Ordered 2 times, where total is more than 1, exactly 3 needed',
  ])
})

test('every condition and every reason has a sentence, with a capital and without a gap', () => {
  fc.assert(
    fc.property(predicate, known, (condition, facts) => {
      const { because } = evaluate(condition, factsOf(facts))
      const phrases = becausePhrases(condition, because, names)
      expect(phrases).toHaveLength(because.filter((leaf) => !leaf.aside).length)
      for (const phrase of [conditionSentence(condition, names), ...phrases])
        expect(phrase).not.toMatch(/undefined|null|NaN|\[object|^[a-z]| {2}/)
    }),
    { numRuns: 500 },
  )
})

test('a number that is a name stays as it is written, and an amount does not', () => {
  const facts: Known = { attributes: { zip: 10115, points: 1200 } }
  expect(why({ test: 'attribute', attribute: 'zip', op: 'is', value: 90210 }, facts)).toEqual([
    'Zip is 10115, 90210 needed',
  ])
  expect(why({ test: 'attribute', attribute: 'points', op: 'greater', value: 5000 }, facts)).toEqual([
    'Points is 1,200, more than 5,000 needed',
  ])
})
