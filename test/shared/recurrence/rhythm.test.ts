import { describe, expect, test } from 'vitest'
import { weekdays } from '../../../shared/nodes/delay.ts'
import { type MonthDay, nths, type Rhythm, recurrenceOf, rhythmOf } from '../../../shared/recurrence/rhythm.ts'
import { Recurrence } from '../../../shared/recurrence.ts'
import { recurrencePhrase } from '../../../shared/words/recurrence.ts'

const today = '2026-06-01'
const [start, time] = ['2026-01-06', '10:00']
const rule = (rrule: string, from = start) => ({ every: 'rrule' as const, rrule, start: from, time })
const phrase = (rrule: string) => recurrencePhrase(rule(rrule))

describe('a rhythm', () => {
  test('is every day, week or month where that says all, else a rule', () => {
    expect(recurrenceOf({ every: 1, unit: 'week', on: ['monday'], time }, today)).toEqual({
      every: 'week',
      on: ['monday'],
      time,
    })
    expect(recurrenceOf({ every: 1, unit: 'month', on: { day: 31 }, time }, today)).toEqual({
      every: 'month',
      day: 31,
      time,
    })
    expect(recurrenceOf({ every: 2, unit: 'week', on: ['sunday', 'tuesday'], start, time }, today)).toEqual(
      rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU'),
    )
    expect(recurrenceOf({ every: 1, unit: 'day', time, end: { by: 'count', count: 3 } }, today)).toEqual(
      rule('FREQ=DAILY;COUNT=3', today),
    )
  })

  test('keeps its day in a month that is too short, as “every month” does', () => {
    expect(recurrenceOf({ every: 3, unit: 'month', on: { day: 30 }, start, time }, today)).toEqual(
      rule('FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30;BYSETPOS=-1'),
    )
    expect(recurrenceOf({ every: 1, unit: 'year', month: 2, on: { day: 29 }, start, time }, today)).toEqual(
      rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1'),
    )
    expect(recurrenceOf({ every: 1, unit: 'year', month: 10, on: { day: 31 }, start, time }, today)).toEqual(
      rule('FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=31'),
    )
  })

  test('is the same when it has been a recurrence', () => {
    const ons: MonthDay[] = [
      ...Array.from({ length: 31 }, (_, index) => ({ day: index + 1 })),
      ...nths.flatMap((nth) => [...weekdays, 'workday' as const].map((weekday) => ({ nth, weekday }))),
    ]
    const units: Partial<Rhythm>[] = [
      { unit: 'day' },
      ...weekdays.map((_, index) => ({ unit: 'week' as const, on: weekdays.slice(index) })),
      ...ons.map((on) => ({ unit: 'month' as const, on })),
      ...ons.flatMap((on) => [2, 4, 10].map((month) => ({ unit: 'year' as const, month, on }))),
    ]
    const ends = [{}, { end: { by: 'date' as const, date: '2026-12-31' } }, { end: { by: 'count' as const, count: 4 } }]
    for (const unit of units)
      for (const [every, end] of [
        [1, ends[0]],
        [1, ends[1]],
        [2, ends[0]],
        [12, ends[2]],
      ] as const) {
        const rhythm = { every, ...unit, start, time, ...end } as Rhythm
        const recurrence = recurrenceOf(rhythm, today)
        expect(Recurrence.safeParse(recurrence).success, JSON.stringify(recurrence)).toBe(true)
        // A day that April lacks is its last one.
        if (rhythm.unit !== 'year' || !('day' in rhythm.on) || rhythm.on.day <= 28 || rhythm.month === 10)
          expect(rhythmOf(recurrence)).toEqual(rhythm)
      }
  })

  test.each([
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYDAY=FR',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    'FREQ=MONTHLY;BYDAY=1MO,3MO',
    'FREQ=MONTHLY;BYDAY=5MO',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1',
    'FREQ=MONTHLY;BYMONTH=6;BYMONTHDAY=1',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1',
    'FREQ=YEARLY;BYDAY=20MO',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    'FREQ=YEARLY;BYYEARDAY=100',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU',
    'FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T120000Z',
    'FREQ=DAILY;BYDAY=MO',
  ])('is none where a rule says more: %s', (rrule) => {
    expect(rhythmOf(rule(rrule))).toBe(null)
    expect(phrase(rrule)).toBe(`by the rule ${rrule} at 10:00`)
  })

  test('takes what a rule leaves open from its first day', () => {
    expect(rhythmOf(rule('FREQ=WEEKLY'))).toMatchObject({ unit: 'week', on: ['tuesday'] })
    expect(rhythmOf(rule('FREQ=MONTHLY'))).toMatchObject({ unit: 'month', on: { day: 6 } })
    expect(rhythmOf(rule('FREQ=MONTHLY', '2026-01-31'))).toBe(null)
    expect(rhythmOf(rule('FREQ=YEARLY'))).toMatchObject({ unit: 'year', month: 1, on: { day: 6 } })
  })
})

test.each([
  ['FREQ=DAILY;INTERVAL=10', 'every 10 days at 10:00'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20261231', 'every 2 weeks on Tuesday at 10:00, until 31 Dec 2026'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR', 'every 2 weeks from Monday to Friday at 10:00'],
  ['FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10', 'every Monday and Wednesday at 10:00, 10 times from 6 Jan 2026 on'],
  ['FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO', 'every 3 months on the first Monday at 10:00'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'every month on the last Friday at 10:00'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'every month on the last working day at 10:00'],
  ['FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1', 'every 2 months on the last day at 10:00'],
  ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', 'every year on 24 December at 10:00'],
  ['FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=31', 'every year on 31 October at 10:00'],
  ['FREQ=YEARLY;BYMONTH=5;BYDAY=2SU', 'every year on the second Sunday of May at 10:00'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1', 'every year on the last day of February at 10:00'],
])('%s is told as “%s”', (rrule, told) => {
  expect(phrase(rrule)).toBe(told)
})
