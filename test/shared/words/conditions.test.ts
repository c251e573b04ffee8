import { expect, test } from 'vitest'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { conditionSentence, filterPhrase } from '../../../shared/words/conditions.ts'
import { showDuration } from '../../../shared/words/format.ts'

const names = {
  segment: (id: string) => ({ discount: 'Discount-only buyers' })[id] ?? id,
  workflow: (id: string) => id,
}
const say = (predicate: Predicate) => conditionSentence(predicate, names)
const orders = (
  op: 'atLeast' | 'exactly' | 'less' | 'atMost' | 'greater',
  value: number,
  within?: string,
): Predicate => ({
  test: 'event',
  event: 'Order Completed',
  op,
  value,
  ...(within && { within }),
})
const discount: Predicate = { test: 'segment', segment: 'discount' }

test('counts of events read as people say them', () => {
  expect(say(orders('atLeast', 2, 'P90D'))).toBe('Ordered at least twice in 90 days')
  expect(say(orders('exactly', 0, 'P60D'))).toBe('No Order Completed in the last 60 days')
  expect(say(orders('less', 1, 'run'))).toBe('No Order Completed since the run began')
  expect(say(orders('greater', 1200))).toBe('Ordered more than 1,200 times')
  expect(say({ test: 'event', event: 'Cart Viewed', op: 'atMost', value: 1, within: 'PT4H' })).toBe(
    'Cart Viewed at most once in 4 hours',
  )
})

test('a filter stands in brackets where more follows it', () => {
  const filter = {
    any: [
      { property: 'total', op: 'greater', value: 50 } as const,
      { property: 'coupon', op: 'is', value: 'X' } as const,
    ],
  }
  const filtered: Predicate = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, where: filter }
  expect(say({ all: [filtered, discount] })).toBe(
    '(Ordered at least once, where total is more than 50 or coupon is X) and is in Discount-only buyers',
  )
  expect(say({ all: [discount, filtered] })).toBe(
    'Is in Discount-only buyers and ordered at least once, where total is more than 50 or coupon is X',
  )
})

test('a number that is a name stays as it is written, and an amount does not', () => {
  const attribute = (attribute: string, op: 'is' | 'greater', value: number): Predicate => ({
    test: 'attribute',
    attribute,
    op,
    value,
  })
  expect(say(attribute('zip', 'is', 90210))).toBe('Zip is 90210')
  expect(say(attribute('points', 'greater', 90210))).toBe('Points is more than 90,210')
  expect(say(attribute('share', 'greater', 0.00000001))).toBe('Share is more than 0.00000001')
  expect(say(attribute('userID', 'greater', 1))).toBe('User ID is more than 1')
})

test('not reads without brackets where there is a plain word for it', () => {
  expect(say({ not: discount })).toBe('Is not in Discount-only buyers')
  expect(say({ not: orders('atLeast', 1, 'P60D') })).toBe('No Order Completed in the last 60 days')
  expect(say({ not: { not: discount } })).toBe('Is in Discount-only buyers')
  expect(say({ not: { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' } })).toBe('Not (city is Rome)')
})

test('lists are joined, with brackets where the words would be ambiguous', () => {
  expect(say({ all: [orders('atLeast', 1), { not: discount }] })).toBe(
    'Ordered at least once and is not in Discount-only buyers',
  )
  expect(say({ any: [{ all: [orders('atLeast', 1), discount] }, { all: [orders('exactly', 0)] }] })).toBe(
    '(Ordered at least once and is in Discount-only buyers) or no Order Completed',
  )
})

test('attributes, sums, orders, consents and triggers', () => {
  expect(say({ test: 'attribute', attribute: 'firstName', op: 'startsWith', value: 'A' })).toBe(
    'First name starts with A',
  )
  expect(say({ test: 'attribute', attribute: 'city', op: 'oneOf', value: ['Rome', 'Milan', 'Bonn'] })).toBe(
    'City is Rome, Milan or Bonn',
  )
  expect(say({ test: 'attribute', attribute: 'born', op: 'before', value: '2001-05-01' })).toBe(
    'Born is before 1 May 2001',
  )
  expect(say({ test: 'attribute', attribute: 'renewal', op: 'withinNext', value: 'P1M2D' })).toBe(
    'Renewal is in the next 1 month and 2 days',
  )
  expect(
    say({ test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 99.5, within: 'P1Y' }),
  ).toBe('The sum of total over Order Completed in 1 year is at least 99.5')
  expect(say({ test: 'orderNumber', op: 'exactly', value: 1 })).toBe('This is the first order')
  expect(say({ test: 'orderNumber', op: 'atLeast', value: 2 })).toBe('Order number is at least 2')
  expect(say({ test: 'consent', channel: 'email', purpose: 'marketing', is: 'denied' })).toBe(
    'Said no to marketing e-mail',
  )
  expect(say({ test: 'trigger', property: 'cart_id', op: 'known' })).toBe("The trigger's cart id is known")
  expect(
    say({
      test: 'last',
      event: 'Cart Viewed',
      where: { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } },
    }),
  ).toBe("The latest Cart Viewed has: cart id is the trigger's cart id")
})

test('filters read inside elements', () => {
  expect(
    filterPhrase({
      element: 'products',
      where: {
        all: [
          { property: 'sku', op: 'is', value: 'TEA' },
          { property: 'price', op: 'greater', value: 10 },
        ],
      },
    }),
  ).toBe('one of products has: sku is TEA and price is more than 10')
})

test('durations name every part once', () => {
  expect(showDuration('P3D')).toBe('3 days')
  expect(showDuration('PT4H')).toBe('4 hours')
  expect(showDuration('P1M2D')).toBe('1 month and 2 days')
  expect(showDuration('P1Y2DT1M')).toBe('1 year, 2 days and 1 minute')
})
