import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { problemsOf } from '../../../shared/problemsOf.ts'
import { lastOccurrence, nextOccurrence, nextOccurrences, Recurrence } from '../../../shared/recurrence.ts'
import { sentenceOf } from '../../../shared/words/problems.ts'
import { Chance } from '../../simulation/chance.ts'

const rule = (rrule: string, start = '1997-09-02', time = '09:00') => ({ every: 'rrule' as const, rrule, start, time })
const text = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16))
const dates = (recurrence: Recurrence, count: number, after = '1997-01-01T00:00Z', zone = 'UTC') =>
  nextOccurrences(recurrence, zone, Date.parse(after), count).map(text)
const days = (...args: Parameters<typeof dates>) => dates(...args).map((date) => date?.slice(0, 10))

/** The examples of RFC 5545, §3.8.5.3, that tell days: the rule, its first days, `end` where these are all, and its start. */
const examples: readonly (readonly string[])[] = [
  [
    'FREQ=DAILY;COUNT=10',
    '97-09-02 97-09-03 97-09-04 97-09-05 97-09-06 97-09-07 97-09-08 97-09-09 97-09-10 97-09-11 end',
  ],
  ['FREQ=DAILY;INTERVAL=2', '97-09-02 97-09-04 97-09-06 97-09-08'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '97-09-02 97-09-12 97-09-22 97-10-02 97-10-12 end'],
  [
    'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
    '98-01-01 98-01-02 98-01-03',
    '1998-01-01',
  ],
  ['FREQ=DAILY;UNTIL=19980103;BYMONTH=1', '98-01-01 98-01-02 98-01-03 end', '1998-01-01'],
  ['FREQ=WEEKLY;COUNT=3', '97-09-02 97-09-09 97-09-16 end'],
  ['FREQ=WEEKLY;UNTIL=19970917T000000Z', '97-09-02 97-09-09 97-09-16 end'],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '97-09-02 97-09-16 97-09-30 97-10-14 97-10-28'],
  ['FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH', '97-09-02 97-09-04 97-09-09 97-09-11 end'],
  [
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19970922T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    '97-09-01 97-09-03 97-09-05 97-09-15 97-09-17 97-09-19 end',
    '1997-09-01',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    '97-09-02 97-09-04 97-09-16 97-09-18 97-09-30 97-10-02 97-10-14 97-10-16 end',
  ],
  ['FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '97-09-05 97-10-03 97-11-07 97-12-05 end', '1997-09-05'],
  ['FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR', '97-09-05 97-10-03 97-11-07 97-12-05 end', '1997-09-05'],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '97-09-07 97-09-28 97-11-02 97-11-30 98-01-04 98-01-25 98-03-01 98-03-29 98-05-03 98-05-31 end',
    '1997-09-07',
  ],
  ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '97-09-22 97-10-20 97-11-17 97-12-22 98-01-19 98-02-16 end', '1997-09-22'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', '97-09-28 97-10-29 97-11-28 97-12-29 98-01-29 98-02-26', '1997-09-28'],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    '97-09-02 97-09-15 97-10-02 97-10-15 97-11-02 97-11-15 97-12-02 97-12-15 98-01-02 98-01-15 end',
  ],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    '97-09-30 97-10-01 97-10-31 97-11-01 97-11-30 97-12-01 97-12-31 98-01-01 98-01-31 98-02-01 end',
    '1997-09-30',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    '97-09-10 97-09-11 97-09-12 97-09-13 97-09-14 97-09-15 99-03-10 99-03-11 99-03-12 99-03-13 end',
    '1997-09-10',
  ],
  ['FREQ=MONTHLY;INTERVAL=2;BYDAY=TU', '97-09-02 97-09-09 97-09-16 97-09-23 97-09-30 97-11-04'],
  ['FREQ=YEARLY;COUNT=4;BYMONTH=6,7', '97-06-10 97-07-10 98-06-10 98-07-10 end', '1997-06-10'],
  ['FREQ=YEARLY;INTERVAL=2;COUNT=4;BYMONTH=1,2,3', '97-03-10 99-01-10 99-02-10 99-03-10 end', '1997-03-10'],
  [
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    '97-01-01 97-04-10 97-07-19 00-01-01 00-04-09 00-07-18 03-01-01 03-04-10 03-07-19 06-01-01 end',
    '1997-01-01',
  ],
  ['FREQ=YEARLY;BYDAY=20MO', '97-05-19 98-05-18 99-05-17', '1997-05-19'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '97-05-12 98-05-11 99-05-17', '1997-05-12'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', '97-03-13 97-03-20 97-03-27 98-03-05', '1997-03-13'],
  ['FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8', '97-06-05 97-06-12 97-06-19 97-06-26 97-07-03', '1997-06-05'],
  // The RFC takes its start, 2 September, out by EXDATE.
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '98-02-13 98-03-13 98-11-13 99-08-13 00-10-13'],
  ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13', '97-09-13 97-10-11 97-11-08 97-12-13 98-01-10', '1997-09-13'],
  ['FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', '96-11-05 00-11-07 04-11-02', '1996-11-05'],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '97-09-04 97-10-07 97-11-06 end', '1997-09-04'],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    '97-09-29 97-10-30 97-11-27 97-12-30 98-01-29 98-02-26 98-03-30',
    '1997-09-29',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '97-08-05 97-08-10 97-08-19 97-08-24 end', '1997-08-05'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '97-08-05 97-08-17 97-08-19 97-08-31 end', '1997-08-05'],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '07-01-15 07-01-30 07-02-15 07-03-15 07-03-30 end', '2007-01-15'],
]

describe('a recurrence rule', () => {
  test.each(examples)('comes as RFC 5545 says: %s', (rrule = '', expected = '', start = '1997-09-02') => {
    const [isAll, listed] = [expected.endsWith(' end'), expected.replace(' end', '').split(' ')]
    const full = listed.map((day) => (day < '90' ? `20${day}` : `19${day}`))
    const asked = isAll ? full.length + 1 : full.length
    expect(days(rule(rrule, start), asked, '1996-01-01T00:00Z')).toEqual(full)
  })

  test('leaves out the months that lack its day, unlike “every month”', () => {
    expect(days(rule('FREQ=MONTHLY;BYMONTHDAY=31', '2027-01-01'), 3, '2027-01-01T00:00Z')).toEqual([
      '2027-01-31',
      '2027-03-31',
      '2027-05-31',
    ])
    const last = rule('FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1', '2027-01-01')
    expect(days(last, 3, '2027-01-01T00:00Z')).toEqual(['2027-01-30', '2027-02-28', '2027-03-30'])
  })

  test('is counted from its first day, whenever one asks; nothing comes before', () => {
    const fortnightly = rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', '2026-01-06', '10:00')
    expect(dates(fortnightly, 2, '2025-06-01T00:00Z')).toEqual(['2026-01-06T10:00', '2026-01-20T10:00'])
    expect(dates(fortnightly, 2, '2036-05-01T00:00Z')).toEqual(['2036-05-13T10:00', '2036-05-27T10:00'])
    expect(dates(fortnightly, 1, '2026-01-06T10:00Z')).toEqual(['2026-01-20T10:00'])
    const thrice = rule('FREQ=MONTHLY;COUNT=3;BYDAY=-1FR', '2026-01-01')
    expect(days(thrice, 5, '2026-02-01T00:00Z')).toEqual(['2026-02-27', '2026-03-27'])
    expect(days(thrice, 5, '2025-01-01T00:00Z')).toEqual(['2026-01-30', '2026-02-27', '2026-03-27'])
    expect(text(lastOccurrence(thrice, 'UTC', Date.parse('2030-01-01T00:00Z')))).toBe('2026-03-27T09:00')
  })

  test('ends with a day, a local time or an instant, each of which still counts', () => {
    const ending = (until: string) =>
      days(rule(`FREQ=DAILY;UNTIL=${until}`, '2026-01-01', '10:00'), 9, '2025-12-01T00:00Z', 'Europe/Rome').length
    expect(ending('20260103')).toBe(3)
    expect(ending('20260103T100000')).toBe(3)
    expect(ending('20260103T095959')).toBe(2)
    expect(ending('20260103T090000Z')).toBe(3)
    expect(ending('20260103T085959Z')).toBe(2)
  })

  test('rule 19: a local time that a clock change skips moves later, one that occurs twice is taken the first time', () => {
    const sundays = (start: string) => rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', start, '02:30')
    expect(dates(sundays('2026-03-15'), 3, '2026-03-01T00:00Z', 'Europe/Rome')).toEqual([
      '2026-03-15T01:30',
      '2026-03-29T01:30',
      '2026-04-12T00:30',
    ])
    expect(dates(sundays('2026-10-11'), 3, '2026-10-01T00:00Z', 'Europe/Rome')).toEqual([
      '2026-10-11T00:30',
      '2026-10-25T00:30',
      '2026-11-08T01:30',
    ])
    // On the last day that counts, the hour before the end is skipped.
    const last = rule('FREQ=DAILY;UNTIL=20260329', '2026-03-28', '02:30')
    expect(dates(last, 3, '2026-03-01T00:00Z', 'Europe/Rome')).toEqual(['2026-03-28T01:30', '2026-03-29T01:30'])
    // A day that a zone skipped altogether: Samoa had no 30 December 2011.
    expect(dates(rule('FREQ=DAILY', '2011-12-29'), 3, '2011-12-29T00:00Z', 'Pacific/Apia')).toEqual([
      '2011-12-29T19:00',
      '2011-12-30T19:00',
      '2011-12-31T19:00',
    ])
  })

  test('never comes where no day is like it, and is found out soon', () => {
    const never = [
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=MONTHLY;BYMONTH=2,4,6;BYMONTHDAY=31',
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;BYSETPOS=2',
      'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-2',
      'FREQ=YEARLY;BYWEEKNO=20;BYYEARDAY=1',
      'FREQ=YEARLY;COUNT=1000;BYYEARDAY=366;BYMONTH=1',
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29',
      'FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=30',
    ]
    const start = performance.now()
    for (const rrule of never) expect(nextOccurrence(rule(rrule), 'UTC', Date.UTC(2026, 0)), rrule).toBe(null)
    // Some milliseconds each; the bound only tells them from for ever.
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(days(rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', '2072-02-29'), 2, '2072-03-01T00:00Z')).toEqual([
      '2112-02-29',
      '2140-02-29',
    ])
  })
})

describe('a text that is no rule', () => {
  const problemOf = (rrule: string, start = '2026-01-06') => {
    const input = { recurs: rule(rrule, start) }
    const parsed = Recurrence.safeParse(input.recurs)
    return parsed.error ? problemsOf(parsed.error, input.recurs) : []
  }

  test.each([
    ['', 'shape'],
    ['every Tuesday', 'shape'],
    ['RRULE:FREQ=DAILY', 'unknown'],
    ['FREQ=DAILY;', 'shape'],
    ['FREQ=DAILY;COUNT', 'shape'],
    ['FREQ=DAILY;COUNT=2=3', 'shape'],
    ['FREQ=DAILY;__PROTO__=1', 'unknown'],
    ['FREQ=DAILY;RSCALE=HEBREW', 'unknown'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'twice'],
    ['BYDAY=TU', 'noFreq'],
    ['FREQ=HOURLY', 'time'],
    ['FREQ=DAILY;BYHOUR=9', 'time'],
    ['FREQ=FORTNIGHTLY', 'value'],
    ['FREQ=DAILY;INTERVAL=0', 'value'],
    ['FREQ=DAILY;INTERVAL=1001', 'value'],
    ['FREQ=DAILY;INTERVAL=1.5', 'value'],
    ['FREQ=DAILY;COUNT=-1', 'value'],
    ['FREQ=DAILY;UNTIL=20260230', 'value'],
    ['FREQ=DAILY;UNTIL=2026-12-31', 'value'],
    ['FREQ=DAILY;UNTIL=20260101T250000', 'value'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'value'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'value'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,,2', 'value'],
    ['FREQ=MONTHLY;BYDAY=XX', 'value'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'value'],
    ['FREQ=MONTHLY;BYMONTH=13', 'value'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'clash'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'clash'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'clash'],
    ['FREQ=MONTHLY;BYWEEKNO=3', 'clash'],
    ['FREQ=MONTHLY;BYYEARDAY=3', 'clash'],
    ['FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO', 'clash'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'alone'],
  ])('is refused, with what is wrong and what came: %s', (rrule, fault) => {
    expect(problemOf(rrule)).toMatchObject([{ code: 'rrule', path: '/rrule', params: { fault } }])
  })

  test('is told in a sentence', () => {
    const told = (rrule: string) => problemOf(rrule).map(sentenceOf).join()
    const begins = 'Expected a rule such as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU, but'
    expect(told('FREQ=DAILY;BYHOUR=9')).toBe(
      `${begins} "FREQ=DAILY;BYHOUR=9" came. Remove BYHOUR: the time of day is set beside the rule, and daily is the most frequent.`,
    )
    expect(told('FREQ=WEEKLY;BYDAY=1MO')).toBe(
      `${begins} "FREQ=WEEKLY;BYDAY=1MO" came. BYDAY=1MO cannot stand beside FREQ=WEEKLY. Remove one of them.`,
    )
  })

  test('is bounded, and so is its first day', () => {
    const long = `FREQ=YEARLY;BYYEARDAY=${Array.from({ length: 200 }, (_, index) => index + 1).join()}`
    expect(long.length).toBeGreaterThan(limits.rruleLength)
    expect(problemOf(long)).toMatchObject([{ code: 'tooLong', path: '/rrule' }])
    expect(problemOf(`${'BYDAY='.repeat(50_000)};`).map(({ code }) => code)).toContain('tooLong')
    for (const start of ['2026-02-30', '06/01/2026', '1969-12-31', '+020260-01-06'])
      expect(problemOf('FREQ=DAILY', start), start).toMatchObject([{ code: 'startDay', path: '/start' }])
    expect(problemOf('freq=weekly;byday=tu')).toEqual([])
  })
})

// PERENNIAL_RULES=2000 tries more.
test('rules drawn at random come when a second implementation says', () => {
  const chance = new Chance(5545, 'rules')
  for (let index = 0; index < Number(process.env.PERENNIAL_RULES ?? 60); index++) {
    const rrule = drawn(chance)
    const start = new Date(Date.UTC(2026, 0, 1 + chance.between(0, 1500))).toISOString().slice(0, 10)
    const recurrence = rule(rrule, start)
    const dtstart = Temporal.ZonedDateTime.from(`${start}T09:00[UTC]`)
    const others = new RRuleTemporal({ rruleString: rrule, dtstart, maxIterations: 20 })
    const expected: string[] = []
    try {
      others.all((date) => expected.push(date.toInstant().toString().slice(0, 16)) < 12)
    } catch {
      // It gives up where nothing comes for long.
    }
    const found = dates(recurrence, Math.max(1, expected.length), `${start}T00:00Z`)
    if (expected.length > 0) expect(found, `${rrule} from ${start}`).toEqual(expected)
  }
})

/** A rule of parts that go together. */
function drawn(chance: Chance): string {
  const freq = chance.pick(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const)
  const some = (most: number, isSigned = true) =>
    chance.times(chance.between(1, 3), () => chance.between(1, most) * (isSigned && chance.maybe(0.3) ? -1 : 1)).join()
  const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
  const isMonthly = freq === 'MONTHLY' || freq === 'YEARLY'
  const parts: string[] = []
  if (chance.maybe(0.3)) parts.push(`BYMONTH=${some(12, false)}`)
  if (freq !== 'WEEKLY' && chance.maybe(0.4)) parts.push(`BYMONTHDAY=${some(31)}`)
  if (freq === 'YEARLY' && parts.length === 0 && chance.maybe(0.3)) parts.push(`BYYEARDAY=${some(366)}`)
  if (freq === 'YEARLY' && parts.length === 0 && chance.maybe(0.3)) parts.push(`BYWEEKNO=${some(52)}`)
  // Where weekdays stand beside BYYEARDAY, or with and without a number, the other one leaves some out of account.
  if (chance.maybe(0.6) && !parts.some((part) => part.startsWith('BYYEARDAY'))) {
    const mayCount = isMonthly && !parts.some((part) => /BYWEEKNO|BYMONTHDAY/.test(part))
    const isCounted = mayCount && chance.maybe(0.5)
    const nth = () => (isCounted ? chance.pick(['1', '2', '3', '-1', '-2']) : '')
    parts.push(`BYDAY=${chance.times(chance.between(1, 3), () => nth() + chance.pick(codes)).join()}`)
  }
  if (parts.some((part) => /^BY(DAY|MONTHDAY)/.test(part)) && isMonthly && chance.maybe(0.3))
    parts.push(`BYSETPOS=${chance.pick(['1', '-1', '2,-2'])}`)
  const interval = chance.maybe(0.5) ? chance.between(2, 5) : 1
  return [`FREQ=${freq}`, `INTERVAL=${interval}`, ...parts].join(';')
}
