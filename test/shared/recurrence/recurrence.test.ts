import { describe, expect, test } from 'vitest'
import { isCron, lastOccurrence, nextOccurrence, nextOccurrences, Recurrence } from '../../../shared/recurrence.ts'
import { instantOfWall, wallAt } from '../../support/intlCalendar.ts'

const text = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16))
const dates = (recurrence: Recurrence, after: string, zone = 'UTC', count = 3) =>
  nextOccurrences(recurrence, zone, Date.parse(after), count).map(text)
const daily = (time: string) => ({ every: 'day' as const, time })

describe('what comes again and again', () => {
  test('comes after an instant, never at it', () => {
    expect(dates({ every: 'week', on: ['monday', 'thursday'], time: '10:00' }, '2026-01-05T10:00Z')).toEqual([
      '2026-01-08T10:00',
      '2026-01-12T10:00',
      '2026-01-15T10:00',
    ])
    expect(dates(daily('10:00'), '2026-01-05T09:59:59.999Z', 'UTC', 1)).toEqual(['2026-01-05T10:00'])
  })

  test('rule 19: a month that is too short has its last day instead', () => {
    expect(dates({ every: 'month', day: 31, time: '09:00' }, '2027-01-01T00:00Z')).toEqual([
      '2027-01-31T09:00',
      '2027-02-28T09:00',
      '2027-03-31T09:00',
    ])
    expect(dates({ every: 'month', day: 30, time: '09:00' }, '2027-12-31T00:00Z')).toEqual([
      '2028-01-30T09:00',
      '2028-02-29T09:00',
      '2028-03-30T09:00',
    ])
  })

  test('rule 19: a local time that a clock change skips moves later, one that occurs twice is taken the first time', () => {
    expect(dates(daily('02:30'), '2026-03-28T12:00Z', 'Europe/Rome')).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ])
    expect(dates(daily('02:30'), '2026-10-24T12:00Z', 'Europe/Rome')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
      '2026-10-27T01:30',
    ])
    // 2:30 and 3:30 are one instant on the day when 2:30 is skipped, and 3:00 comes before it.
    expect(dates({ every: 'cron', cron: '0,30 2,3 * * *' }, '2026-03-28T12:00Z', 'Europe/Rome', 2)).toEqual([
      '2026-03-29T01:00',
      '2026-03-29T01:30',
    ])
  })

  test('is found again as the last one before an instant', () => {
    const last = (recurrence: Recurrence, until: string) => text(lastOccurrence(recurrence, 'UTC', Date.parse(until)))
    expect(last(daily('10:00'), '2026-01-05T10:00Z')).toBe('2026-01-05T10:00')
    expect(last(daily('10:00'), '2026-01-05T09:59Z')).toBe('2026-01-04T10:00')
    expect(last({ every: 'cron', cron: '0 0 29 2 *' }, '2027-12-31T00:00Z')).toBe('2024-02-29T00:00')
    expect(last({ every: 'cron', cron: '0 0 30 2 *' }, '2027-12-31T00:00Z')).toBe(null)
  })

  test('a cron pattern has five fields and no clock of its own; a date that does not exist never comes', () => {
    for (const good of ['0 10 * * 1', '*/5 8-18 * * MON-FRI', '0 0 L * *', '0 9 * * MON#1', '0 0 30 2 *'])
      expect(isCron(good), good).toBe(true)
    const bad = [
      '',
      '0 10 * *',
      '0 0 10 * * 1',
      '? 10 * * *',
      '@daily',
      '2027-01-01T00:00:00',
      '0 99 * * *',
      '0  10 * * 1',
    ]
    for (const each of bad) expect(isCron(each), each).toBe(false)
    expect(nextOccurrence({ every: 'cron', cron: '0 0 30 2 *' }, 'UTC', 0)).toBe(null)
    expect(Recurrence.safeParse({ every: 'cron', cron: 'at ten' }).success).toBe(false)
  })
})

test.each([
  ['Europe/Rome', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['America/Havana', '2026-03-08', '2026-11-01'],
])('rule 19: around the clock changes of %s a daily time comes when Intl says', (zone, ...changes) => {
  const day = 86_400_000
  for (const change of changes)
    for (const [time, minutes] of [
      ['00:00', 0],
      ['00:30', 30],
      ['01:30', 90],
      ['02:30', 150],
    ] as const) {
      let now = Date.parse(`${change}T00:00Z`) - 2 * day
      for (let days = 0; days < 4; days++) {
        const midnight = Math.floor(wallAt(now, zone) / day) * day
        const candidates = [-1, 0, 1, 2].map((ahead) => instantOfWall(midnight + ahead * day + minutes * 60_000, zone))
        const expected = Math.min(...candidates.filter((at) => at > now))
        const next = nextOccurrence(daily(time), zone, now)
        expect(text(next), `${time} after ${text(now)}`).toBe(text(expected))
        now = expected
      }
    }
})
