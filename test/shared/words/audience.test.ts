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

const viewed: Predicate = { test: 'event', event: 'Product Viewed', op: 'atLeast', value: 2 }
const refused: Predicate = { test: 'consent', channel: 'email', purpose: 'marketing', is: 'denied' }

const phrases: readonly [string, Predicate][] = [
  ['whoever ordered at least twice in 90 days', ordered(2)],
  ['whoever is not in VIP', { not: member }],
  ['whoever said no to marketing e-mail', refused],
  ['whoever ordered at least once in 90 days and is in VIP', { all: [ordered(1), member] }],
  ['customers where points is at least 1', points],
  ['customers where no show count is at least 1', { ...points, attribute: 'no_show_count' }],
  ['customers with no Order Completed in the last 90 days', ordered(0)],
  ['customers with Product Viewed at least twice', viewed],
  ['customers for whom: points is at least 1 or is in VIP', { any: [points, member] }],
  ['customers for whom: no Order Completed in the last 90 days or is in VIP', { any: [ordered(0), member] }],
  ['customers for whom: not (said no to marketing e-mail)', { not: refused }],
]

test.each(phrases)('a condition reads as "%s"', (phrase, when) => {
  expect(audiencePhrase({ of: 'condition', when }, names)).toBe(phrase)
})
