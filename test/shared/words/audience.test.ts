import { expect, test } from 'vitest'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { audiencePhrase } from '../../../shared/words/recurrence.ts'

const names = { segment: () => 'VIP', workflow: (id: string) => id }
const ordered = (value: number): Predicate => ({
  test: 'event',
  event: 'Order Completed',
  op: value === 0 ? 'exactly' : 'atLeast',
  value,
  within: 'P90D',
})
const points: Predicate = { test: 'attribute', attribute: 'points', op: 'atLeast', value: 1 }
const member: Predicate = { test: 'segment', segment: 'vip' }

const phrases: readonly [string, Predicate][] = [
  ['whoever ordered at least twice in 90 days', ordered(2)],
  ['whoever is not in VIP', { not: member }],
  ['whoever said yes to marketing e-mail', { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' }],
  ['whoever ordered at least once in 90 days and points is at least 1', { all: [ordered(1), points] }],
  ['customers where points is at least 1', points],
  ['customers where points is at least 1 or is in VIP', { any: [points, member] }],
  ['customers with no Order Completed in the last 90 days', ordered(0)],
]

test.each(phrases)('a condition reads as "%s"', (phrase, when) => {
  expect(audiencePhrase({ of: 'condition', when }, names)).toBe(phrase)
})
