import { expect, test } from 'vitest'
import { showAgo } from '../../../shared/words/show.ts'

// A day before may be yesterday or the day before it, and a year before may be two calendar years ago.
test.each([
  ['2026-05-04T09:00:00Z', '1 day ago'],
  ['2026-05-08T07:00:00Z', 'in 1 day'],
  ['2024-06-01T00:00:00Z', '1 year ago'],
  ['2026-05-06T05:00:00Z', '3 hours ago'],
  ['2026-05-06T07:59:31Z', 'now'],
])('%s is told as %s', (instant, words) => {
  expect(showAgo(instant, '2026-05-06T08:00:00Z')).toBe(words)
})
