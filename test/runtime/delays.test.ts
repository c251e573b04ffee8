import { describe, expect, test } from 'vitest'
import { delayEnd } from '../../runtime/nodes/delay.ts'
import { type Moment, momentOf } from '../../shared/moment.ts'
import { draw, email, openTrial } from '../support/trial.ts'

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

describe('rule 20: until a date', () => {
  const of = { ref: 'customer.renewal' }
  const ends = (moment: Moment, value: unknown, zone: string) => {
    const end = momentOf(value, moment, zone)
    return end === undefined ? undefined : new Date(end).toISOString()
  }

  test.each([
    ['a day begins at midnight where the customer lives', {}, '2026-05-01', 'Europe/Rome', '2026-04-30T22:00:00.000Z'],
    ['an instant is itself', {}, '2026-05-01T12:00:00+02:00', 'Asia/Tokyo', '2026-05-01T10:00:00.000Z'],
    [
      'a week before, at 9:00',
      { offset: { by: 'P7D', to: 'before' as const }, time: '09:00' },
      '2026-04-02',
      'Europe/Rome',
      '2026-03-26T08:00:00.000Z',
    ],
    [
      'a month before 31 March is the last day of February',
      { offset: { by: 'P1M', to: 'before' as const } },
      '2026-03-31',
      'UTC',
      '2026-02-28T00:00:00.000Z',
    ],
    [
      'two hours after the beginning of the day on which the clocks change',
      { offset: { by: 'PT3H', to: 'after' as const } },
      '2026-03-29',
      'Europe/Rome',
      '2026-03-29T02:00:00.000Z',
    ],
    [
      'the day before a day that begins at 1:00 begins at 0:00',
      { offset: { by: 'P1D', to: 'before' as const } },
      '2026-04-24',
      'Africa/Cairo',
      '2026-04-22T22:00:00.000Z',
    ],
    ['no date', {}, 'soon', 'UTC', undefined],
    ['no such day', {}, '2026-02-30', 'UTC', undefined],
  ])('rule 20: %s', (_, settings, value, zone, end) => expect(ends(settings, value, zone)).toBe(end))

  const renewing = (date: object = {}) =>
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Started' }, ports: { next: 'delay-2' } },
        'delay-2': {
          kind: 'delay',
          settings: { date: { of, offset: { by: 'P7D', to: 'before' }, time: '09:00', ...date } },
          ports: { next: 'exit-3', past: 'exit-4', missing: 'exit-5' },
        },
        'exit-3': { kind: 'exit', settings: { reason: 'In time' } },
        'exit-4': { kind: 'exit', settings: { reason: 'Too late' } },
        'exit-5': { kind: 'exit', settings: { reason: 'No date' } },
      },
    })
  const story = async (
    traits: Record<string, unknown>,
    then?: (trial: Awaited<ReturnType<typeof openTrial>>) => Promise<void>,
  ) => {
    const trial = await openTrial([renewing()])
    await trial.identify('ada', '2026-01-01T10:00', traits)
    await trial.track('ada', 'Started', '2026-01-01T11:00')
    await then?.(trial)
    await trial.until('2026-12-31')
    const told = trial
      .lines()
      .filter(({ node }) => node === 'delay-2')
      .map(({ at, port, why, until }) => [at.slice(0, 16), port ?? until?.slice(0, 16), why])
    await trial.close()
    return told
  }

  test('rule 20: a date that is missing and one that is past have ways out of their own', async () => {
    expect(await story({})).toEqual([['2026-01-01T11:00', 'missing', 'dateMissing']])
    expect(await story({ renewal: '2026-01-05' })).toEqual([['2026-01-01T11:00', 'past', 'datePast']])
  })

  test('rule 20: when the date changes while a run waits, the wait is planned again', async () => {
    const moved = (renewal: unknown, at: string) => (trial: Awaited<ReturnType<typeof openTrial>>) =>
      trial.identify('ada', at, { renewal })
    const waits = ['2026-01-01T11:00', '2026-02-22T09:00', 'waitingForDate']
    expect(await story({ renewal: '2026-03-01' })).toEqual([waits, ['2026-02-22T09:00', 'next', 'delayOver']])
    expect(await story({ renewal: '2026-03-01' }, moved('2026-04-01', '2026-02-01T10:00'))).toEqual([
      waits,
      ['2026-02-01T10:00', '2026-03-25T09:00', 'dateChanged'],
      ['2026-03-25T09:00', 'next', 'delayOver'],
    ])
    expect(await story({ renewal: '2026-03-01' }, moved('2026-01-20', '2026-02-01T10:00'))).toEqual([
      waits,
      ['2026-02-01T10:00', 'past', 'datePast'],
    ])
    expect(await story({ renewal: '2026-03-01' }, moved(null, '2026-02-01T10:00'))).toEqual([
      waits,
      ['2026-02-01T10:00', 'missing', 'dateMissing'],
    ])
  })

  test('rule 20: a customer who moves to another zone is waited for there', async () => {
    expect(
      await story({ renewal: '2026-03-01' }, (trial) =>
        trial.identify('ada', '2026-02-01T10:00', { timezone: 'Asia/Tokyo' }),
      ),
    ).toEqual([
      ['2026-01-01T11:00', '2026-02-22T09:00', 'waitingForDate'],
      ['2026-02-01T10:00', '2026-02-22T00:00', 'dateChanged'],
      ['2026-02-22T00:00', 'next', 'delayOver'],
    ])
  })

  test('rule 20: the date may be a property of the event that began the run', async () => {
    const trial = await openTrial([renewing({ of: { ref: 'trigger.ends' } })])
    await trial.track('ada', 'Started', '2026-01-01T11:00', { ends: '2026-02-08T23:30:00Z' })
    await trial.until('2026-03-01')
    expect(trial.lines().find(({ node, port }) => node === 'delay-2' && port)).toMatchObject({
      at: '2026-02-01T09:00:00.000Z',
      port: 'next',
    })
    await trial.close()
  })
})

describe('rule 20: a delay to which a run comes round at the very time for which it waited', () => {
  const mailedAt = async (settings: object) => {
    const trial = await openTrial([
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Started' }, ports: { next: 'delay-2' } },
          'delay-2': { kind: 'delay', settings, ports: { next: 'email-3', past: 'exit-4' } },
          'email-3': email('Again', { next: 'delay-2' }),
          'exit-4': { kind: 'exit', settings: { reason: 'Over' } },
        },
      }),
    ])
    await trial.identify('ada', '2026-01-01T09:00', { renewal: '2026-01-09T10:00:00Z' })
    await trial.track('ada', 'Started', '2026-01-01T11:00')
    await trial.until('2026-01-10')
    const mailed = trial.lines().flatMap(({ at, what }) => (what === 'asked' ? [at.slice(5, 16)] : []))
    await trial.close()
    return { mailed, last: trial.story().at(-1) }
  }

  test('rule 20: waits for the next time of day, or the next such day', async () => {
    expect(await mailedAt({ until: { time: '10:00', weekdays: ['monday', 'friday'] } })).toEqual({
      mailed: ['01-02T10:00', '01-05T10:00', '01-09T10:00'],
      last: 'rested delay-2 waiting',
    })
    expect((await mailedAt({ for: 'P2D', until: { time: '10:00' } })).mailed).toEqual([
      '01-04T10:00',
      '01-06T10:00',
      '01-08T10:00',
    ])
  })

  test('rule 20: takes the port for a date that is past', async () => {
    expect(await mailedAt({ date: { of: { ref: 'customer.renewal' } } })).toEqual({
      mailed: ['01-09T10:00'],
      last: 'ended exit-4 exitNode',
    })
  })
})
