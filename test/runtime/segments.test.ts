import { describe, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { draw, openTrial, type Trial } from '../support/trial.ts'

const atRisk = {
  all: [
    { test: 'event', event: 'Order', op: 'atLeast', value: 1 },
    { test: 'event', event: 'Order', op: 'exactly', value: 0, within: 'P60D' },
  ],
} as const

const winBack = draw({
  segments: { 'at-risk': atRisk as never },
  nodes: {
    'segment-1': { kind: 'segment', settings: { segment: 'at-risk', on: 'join' }, ports: { next: 'exit-2' } },
    'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
  },
})

test('rule 14: a customer joins a segment at the exact second, by time alone', async () => {
  const trial = await openTrial([winBack])
  await trial.track('ada', 'Order', '2026-01-01T10:00:30Z')
  await trial.until('2026-03-02T10:00:29Z')
  expect(trial.story()).toEqual([])
  await trial.until('2026-04-01')
  expect(trial.lines()[0]).toMatchObject({ at: '2026-03-02T10:00:30.000Z', what: 'entered', node: 'segment-1' })
  await trial.close()
})

test('rule 19: sixty days are calendar days in the customer’s zone', async () => {
  const trial = await openTrial([winBack])
  await trial.identify('ada', '2026-02-10T00:00', { timezone: 'America/New_York' })
  await trial.track('ada', 'Order', '2026-02-10T15:00')
  await trial.until('2026-05-01')
  // New York goes to summer time on 8 March: the sixtieth day has the same local time, an hour earlier in UTC.
  expect(trial.lines()[0]?.at).toBe('2026-04-11T14:00:00.000Z')
  await trial.close()
})

test('rule 29: those whom a new definition finds are members, and have not joined', async () => {
  const trial = await openTrial([], '2026-01-01')
  await trial.track('ada', 'Order', '2026-01-01T10:00')
  await trial.track('bob', 'Order', '2026-03-01T10:00')
  await trial.until('2026-04-01')
  await trial.publish(winBack)
  await trial.until('2026-04-02')
  expect(trial.story('ada')).toEqual([])
  await trial.until('2026-06-01')
  expect(trial.story('bob')).toEqual(['entered segment-1 entered', 'ended exit-2 exitNode'])
  await trial.close()
})

test('rule 29: who refuses on the hosted page joins the segment of those who refused', async () => {
  const trial = await openTrial([
    draw({
      segments: { refusing: { test: 'consent', channel: 'email', purpose: 'marketing', is: 'denied' } },
      nodes: {
        'segment-1': { kind: 'segment', settings: { segment: 'refusing', on: 'join' }, ports: { next: 'exit-2' } },
        'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
      },
    }),
  ])
  await trial.identify('ada', '2026-01-01T10:00')
  const identity = { kind: 'userId', value: 'ada' }
  const decision = { type: 'consent', channel: 'email', purpose: 'marketing', is: 'denied', source: 'page' } as const
  await trial.append({ ...decision, identity, time: Date.parse('2026-01-02T10:00Z') }, '2026-01-02T10:00')
  expect(trial.story('ada')).toEqual(['entered segment-1 entered', 'ended exit-2 exitNode'])
  await trial.close()
})

test.each(['a-read', 'z-read'])(
  'rule 29: a segment is judged after those that it reads (%s), and so nobody leaves it only to join it again',
  async (read) => {
    const reader = 'reader'
    const trial = await openTrial([
      draw({
        segments: {
          [read]: { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' },
          [reader]: {
            any: [
              { test: 'segment', segment: read },
              { test: 'attribute', attribute: 'plan', op: 'is', value: 'silver' },
            ],
          },
        },
        nodes: {
          'segment-1': { kind: 'segment', settings: { segment: reader, on: 'join' }, ports: { next: 'exit-2' } },
          'segment-3': { kind: 'segment', settings: { segment: reader, on: 'leave' }, ports: { next: 'exit-2' } },
          'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
        },
      }),
    ])
    await trial.identify('ada', '2026-01-01T10:00', { plan: 'silver', consent: {} })
    await trial.identify('ada', '2026-01-02T10:00', { plan: 'gold', consent: { email: 'granted' } })
    expect(trial.story('ada')).toEqual(['entered segment-1 entered', 'ended exit-2 exitNode'])
    await trial.close()
  },
)

test('rule 29: nor when what it reads reads another in turn', async () => {
  const consent = (is: 'granted' | 'denied') =>
    ({ test: 'consent', channel: 'email', purpose: 'marketing', is }) as const
  const trial = await openTrial([
    draw({
      segments: {
        first: consent('granted'),
        between: { test: 'segment', segment: 'first' },
        'at-last': { any: [{ test: 'segment', segment: 'between' }, consent('denied')] },
      },
      nodes: {
        'segment-1': { kind: 'segment', settings: { segment: 'at-last', on: 'leave' }, ports: { next: 'exit-2' } },
        'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
      },
    }),
  ])
  await trial.identify('ada', '2026-01-01T10:00', { consent: { email: 'denied' } })
  await trial.identify('ada', '2026-01-02T10:00', { consent: { email: 'granted' } })
  expect(trial.story('ada')).toEqual([])
  await trial.close()
})

test('rule 29: an edited definition moves members without joining or leaving', async () => {
  const trial = await openTrial([winBack])
  await trial.track('ada', 'Order', '2026-01-01T10:00')
  await trial.change({
    do: 'saveSegment',
    segment: 'at-risk',
    definition: { title: 'at-risk', when: { test: 'event', event: 'Order', op: 'atLeast', value: 1 } },
    revision: 1,
  })
  await trial.until('2026-06-01')
  expect(trial.story()).toEqual([])
  await trial.close()
})

test('rule 4: an order that is imported late keeps a customer from joining', async () => {
  const trial = await openTrial([winBack])
  await trial.track('ada', 'Order', '2026-01-01T10:00')
  await trial.track('ada', 'Order', '2026-02-20T10:00', {}, { time: '2026-02-01T10:00', historical: true })
  await trial.until('2026-04-01T00:00')
  expect(trial.story()).toEqual([])
  await trial.until('2026-04-03T00:00')
  expect(trial.lines()[0]?.at).toBe('2026-04-02T10:00:00.000Z')
  await trial.close()
})

describe('rule 29: a definition that other conditions read', () => {
  const buyers = { test: 'event', event: 'Order', op: 'atLeast', value: 1 } as const
  const redefine = {
    do: 'saveSegment',
    segment: 'buyers',
    definition: { title: 'buyers', when: { test: 'event', event: 'Visit', op: 'atLeast', value: 1 } },
    revision: 1,
  } as const

  test('rule 29: moves the members of a segment that reads it, and they have not joined', async () => {
    const trial = await openTrial([
      draw({
        segments: { buyers, friends: { test: 'segment', segment: 'buyers' } },
        nodes: {
          'segment-1': { kind: 'segment', settings: { segment: 'friends', on: 'join' }, ports: { next: 'exit-2' } },
          'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
        },
      }),
    ])
    await trial.track('ada', 'Visit', '2026-01-01T10:00')
    await trial.change(redefine)
    await trial.track('ada', 'Visit', '2026-01-02T10:00')
    expect(trial.story()).toEqual([])
    const { customers } = await trial.storage.load({ customers: [Number(await customerOf(trial, 'ada'))] })
    expect(customers[0]?.memberships.map(({ segment }) => segment).sort()).toEqual(['buyers', 'friends'])
    await trial.close()
  })

  test('rule 29: leaves those members since when they were who stay so by another that it moves', async () => {
    const inside = (segment: string) => ({ test: 'segment', segment }) as const
    const trial = await openTrial()
    const save = (segment: string, when: Predicate) =>
      trial.change({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
    await save('buyers', buyers)
    await save('friends', inside('buyers'))
    await save('strangers', { not: inside('friends') })
    await save('anybody', { any: [inside('buyers'), inside('strangers')] })
    await trial.track('ada', 'Order', '2026-01-01T10:00')
    await trial.until('2026-01-02T10:00')
    await trial.change(redefine)
    const { customers } = await trial.storage.load({ customers: [Number(await customerOf(trial, 'ada'))] })
    expect(customers[0]?.memberships.map(({ segment, since }) => [segment, new Date(since).toISOString()])).toEqual([
      ['anybody', '2026-01-01T10:00:00.000Z'],
      ['strangers', '2026-01-02T10:00:00.000Z'],
    ])
    await trial.close()
  })

  test('rule 29: moves nobody by joining, however many segments read it', async () => {
    const trial = await openTrial()
    const readers = Array.from({ length: limits.consequences + 10 }, (_, index) => `reader-${index}`)
    const save = (segment: string, when: Predicate) =>
      trial.change({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
    await save('buyers', buyers)
    for (const reader of readers) await save(reader, { test: 'segment', segment: 'buyers' })
    await trial.track('ada', 'Visit', '2026-01-01T10:00')
    await trial.change(redefine)
    const pages = await Promise.all(readers.map((reader) => trial.pages.segment(reader, Date.parse('2026-01-02'))))
    expect(new Set(pages.map((page) => `${page?.segment.members} ${page?.joined7Days}`))).toEqual(new Set(['1 0']))
    await trial.close()
  })

  test('rule 14: wakes the runs that wait for it', async () => {
    const trial = await openTrial([
      draw({
        segments: { buyers },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Visit' }, ports: { next: 'wait-2' } },
          'wait-2': { kind: 'wait', settings: { for: 'condition', until: { test: 'segment', segment: 'buyers' } } },
        },
      }),
    ])
    await trial.track('ada', 'Visit', '2026-01-01T10:00')
    await trial.change(redefine)
    expect(trial.story()).toContain('took wait-2 holds')
    await trial.close()
  })
})

const customerOf = async (trial: Trial, userId: string) =>
  (await trial.storage.load({ identities: [{ kind: 'userId', value: userId }] })).identities[0]?.customer
