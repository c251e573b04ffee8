import { describe, expect, test } from 'vitest'
import { delayEnd } from '../../runtime/nodes/delay.ts'

const at = (settings: Parameters<typeof delayEnd>[0], now: string, zone: string) =>
  new Date(delayEnd(settings, Date.parse(now), zone)).toISOString()
const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const

describe('rule 19: exact hours, calendar days', () => {
  test.each([
    [
      'a day over the change to summer time is 23 hours',
      { for: 'P1D' },
      '2026-03-28T12:00:00Z',
      'Europe/Rome',
      '2026-03-29T11:00:00.000Z',
    ],
    ['24 hours are 24 hours', { for: 'PT24H' }, '2026-03-28T12:00:00Z', 'Europe/Rome', '2026-03-29T12:00:00.000Z'],
    [
      '31 January plus one month is the last day of February',
      { for: 'P1M' },
      '2026-01-31T12:00:00Z',
      'UTC',
      '2026-02-28T12:00:00.000Z',
    ],
    [
      'a skipped local time moves later',
      { for: 'P1D' },
      '2026-03-28T01:30:00Z',
      'Europe/Rome',
      '2026-03-29T01:30:00.000Z',
    ],
  ])('rule 19: %s', (_, settings, now, zone, end) => expect(at(settings, now, zone)).toBe(end))
})

describe('rule 20: until a time of day on allowed weekdays', () => {
  test.each([
    ['later today', { until: { time: '10:00' } }, '2026-01-05T08:00:00Z', 'UTC', '2026-01-05T10:00:00.000Z'],
    [
      'a time that is now counts as reached',
      { until: { time: '10:00' } },
      '2026-01-05T10:00:00Z',
      'UTC',
      '2026-01-05T10:00:00.000Z',
    ],
    [
      'tomorrow when it has passed',
      { until: { time: '10:00' } },
      '2026-01-05T10:00:01Z',
      'UTC',
      '2026-01-06T10:00:00.000Z',
    ],
    [
      'Friday evening waits for Monday',
      { until: { time: '10:00', weekdays: [...workdays] } },
      '2026-01-09T18:00:00Z',
      'UTC',
      '2026-01-12T10:00:00.000Z',
    ],
    [
      'the weekday is the customer’s',
      { until: { time: '09:00', weekdays: [...workdays] } },
      '2026-01-04T20:00:00Z',
      'Asia/Tokyo',
      '2026-01-05T00:00:00.000Z',
    ],
    [
      'first the duration, then the time',
      { for: 'P2D', until: { time: '10:00', weekdays: [...workdays] } },
      '2026-01-08T12:00:00Z',
      'UTC',
      '2026-01-12T10:00:00.000Z',
    ],
    [
      'a time that occurs twice is taken the first time',
      { until: { time: '02:30' } },
      '2026-10-24T22:00:00Z',
      'Europe/Rome',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'a time that is skipped moves later',
      { until: { time: '02:30' } },
      '2026-03-28T22:00:00Z',
      'Europe/Rome',
      '2026-03-29T01:30:00.000Z',
    ],
  ])('rule 20: %s', (_, settings, now, zone, end) => expect(at(settings, now, zone)).toBe(end))
})
