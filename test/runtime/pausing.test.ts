import { describe, expect, test } from 'vitest'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { draw, email, openTrial } from '../support/trial.ts'

const following = draw({
  settings: {
    exits: [{ title: 'Left', when: { test: 'event', event: 'Left', op: 'atLeast', value: 1, within: 'run' } }],
  },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'exit-3' } },
    'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
  },
})
const set = (state: 'live' | 'paused' | 'ended') => ({ do: 'setWorkflowState', workflow: 'trial', state }) as const

test('rule 26: while paused nobody enters and nobody advances; resuming goes on', async () => {
  const trial = await openTrial([following])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.track('bob', 'Cart', '2026-01-01T10:30')
  await trial.until('2026-01-01T13:00')
  expect(trial.story()).toEqual(['entered event-1 entered', 'rested delay-2 waiting'])
  await trial.change(set('live'))
  expect(trial.lines().slice(2)).toMatchObject([
    { at: '2026-01-01T13:00:00.000Z', what: 'took', node: 'delay-2', port: 'next' },
    { what: 'ended', node: 'exit-3' },
  ])
  await trial.close()
})

test('rule 26: while paused runs can leave', async () => {
  const trial = await openTrial([following])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.track('ada', 'Left', '2026-01-01T10:30')
  expect(trial.story().at(-1)).toBe('ended delay-2 exitRule')
  await trial.close()
})

test('rule 26: while paused time alone can end a run that waits to go on', async () => {
  const quiet = { not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT6H' } } as const
  const trial = await openTrial([
    { ...following, settings: { ...following.settings, exits: [{ title: 'Quiet', when: quiet }] } },
  ])
  await trial.track('ada', 'Visit', '2026-01-01T09:30')
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.until('2026-01-02')
  expect(trial.lines().at(-1)).toMatchObject({ at: '2026-01-01T15:30:00.000Z', what: 'ended', why: 'exitRule' })
  await trial.close()
})

test('rule 26: ending finishes every run with the reason', async () => {
  const trial = await openTrial([following])
  for (const customer of ['ada', 'bob']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
  await trial.change(set('ended'))
  expect(
    trial
      .lines()
      .filter((line) => line.what === 'ended')
      .map((line) => line.why),
  ).toEqual(['workflowEnded', 'workflowEnded'])
  await trial.track('cleo', 'Cart', '2026-01-01T11:00')
  expect(trial.story('cleo')).toEqual([])
  await trial.close()
})

test('rule 25: runs stay on the version that they began with', async () => {
  const trial = await openTrial([following])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  const document = JSON.stringify({
    ...following,
    nodes: following.nodes.map((node) => (node.id === 'delay-2' ? { ...node, settings: { for: 'PT5M' } } : node)),
  })
  await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
  await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [] })
  await trial.track('bob', 'Cart', '2026-01-01T10:10')
  await trial.until('2026-01-02')
  const over = (customer: string) =>
    trial.lines().find((line) => line.customer === customer && line.what === 'took')?.at
  expect([over('ada'), over('bob')]).toEqual(['2026-01-01T11:00:00.000Z', '2026-01-01T10:15:00.000Z'])
  await trial.close()
})

const paused = { at: '2026-01-01T10:30', over: '2026-01-03T10:30' } as const
const overdue = (choice: 'run' | 'skip' | 'shift') => ({ ...set('live'), overdue: choice }) as const

/** Two wait an hour and a day; a pause of two days begins after half an hour. */
async function pausedTrial() {
  const trial = await openTrial([
    following,
    draw({
      id: 'long',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'P3D' } },
      },
    }),
  ])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.until(paused.at)
  for (const workflow of ['trial', 'long']) await trial.change({ ...set('paused'), workflow })
  await trial.until(paused.over)
  const since = trial.lines().length
  return { trial, after: () => trial.lines().slice(since) }
}

test('rule 26: timers that came due in a pause fire on resuming', async () => {
  const { trial, after } = await pausedTrial()
  await trial.change(overdue('run'))
  expect(after()).toMatchObject([{ at: '2026-01-03T10:30:00.000Z', what: 'took', why: 'delayOver' }, { what: 'ended' }])
  await trial.close()
})

test('rule 26: runs whose time came in a pause may be let go on resuming', async () => {
  const { trial, after } = await pausedTrial()
  await trial.change(overdue('skip'))
  await trial.change({ ...overdue('skip'), workflow: 'long' })
  expect(after()).toMatchObject([{ what: 'ended', why: 'skipped', node: 'delay-2' }])
  await trial.close()
})

test('rule 26: the time of a pause may be added, to what came due and to what did not', async () => {
  const { trial, after } = await pausedTrial()
  await trial.change(overdue('shift'))
  await trial.change({ ...overdue('shift'), workflow: 'long' })
  expect(after()).toMatchObject([
    { what: 'rested', why: 'shifted', until: '2026-01-03T11:00:00.000Z' },
    { what: 'rested', why: 'shifted', until: '2026-01-06T10:00:00.000Z' },
  ])
  await trial.until('2026-01-07')
  expect(after().filter(({ what }) => what === 'ended')).toMatchObject([
    { at: '2026-01-03T11:00:00.000Z' },
    { at: '2026-01-06T10:00:00.000Z' },
  ])
  await trial.close()
})

test.each([
  ['run', 'next', 'delayOver'],
  ['shift', 'past', 'datePast'],
] as const)('rule 26: a date that came in a pause has come (%s)', async (choice, port, why) => {
  const trial = await openTrial([
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': {
          kind: 'delay',
          settings: { date: { of: { ref: 'trigger.day' } } },
          ports: { next: 'exit-3', past: 'exit-4' },
        },
        'exit-3': { kind: 'exit', settings: { reason: 'Today' } },
        'exit-4': { kind: 'exit', settings: { reason: 'Too late' } },
      },
    }),
  ])
  await trial.track('ada', 'Cart', '2026-01-01T10:00', { day: '2026-01-03' })
  await trial.track('bob', 'Cart', '2026-01-01T10:00', { day: '2026-01-09' })
  await trial.change(set('paused'))
  await trial.until('2026-01-05')
  await trial.change(overdue(choice))
  expect(trial.lines().find(({ what }) => what === 'took')).toMatchObject({ port, why })
  // A date that is still to come is no other for a pause.
  expect(trial.story().filter((line) => line.startsWith('rested'))).toHaveLength(2)
  await trial.until('2026-01-10')
  expect(trial.lines().at(-2)).toMatchObject({ at: '2026-01-09T00:00:00.000Z', what: 'took', port: 'next' })
  await trial.close()
})

test.each(['run', 'skip', 'shift'] as const)(
  'rule 26: what comes in a pause after its time is taken (%s)',
  async (choice) => {
    const trial = await openTrial([
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
          'wait-2': {
            kind: 'wait',
            settings: {
              for: 'event',
              events: [{ port: 'event-1', event: 'Order' }],
              since: 'arrival',
              timeout: 'PT1H',
            },
            ports: { 'event-1': 'exit-3', timeout: 'exit-4' },
          },
          'exit-3': { kind: 'exit', settings: { reason: 'Ordered' } },
          'exit-4': { kind: 'exit', settings: { reason: 'Silent' } },
        },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.change(set('paused'))
    await trial.track('ada', 'Order', '2026-01-01T14:00')
    await trial.until('2026-01-02')
    await trial.change(overdue(choice))
    expect(trial.story().slice(-2)).toEqual(['took wait-2 event-1', 'ended exit-3 exitNode'])
    await trial.close()
  },
)

const untilRenewal = (port: 'next' | 'missing') =>
  draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': {
        kind: 'delay',
        settings: { date: { of: { ref: 'customer.renews' } } },
        ports: { [port]: 'exit-3' },
      },
      'exit-3': { kind: 'exit', settings: { reason: 'Renewal' } },
    },
  })

test('rule 20: a date that moves on in a pause is waited for, whatever becomes of those whose time came', async () => {
  const trial = await openTrial([untilRenewal('next')])
  const customers = ['ada', 'bob', 'cleo']
  for (const customer of customers) {
    await trial.identify(customer, '2026-01-01', { renews: '2026-01-03' })
    await trial.track(customer, 'Cart', '2026-01-01T10:00')
  }
  await trial.change(set('paused'))
  await trial.until('2026-01-04')
  const overdueNow = async () => (await trial.pages.stats('trial'))!.paused!.overdue
  expect(await overdueNow()).toBe(3)
  await trial.identify('ada', '2026-01-04T10:00', { renews: '2026-02-03' })
  await trial.identify('bob', '2026-01-04T10:00', { renews: '2026-01-05' })
  expect(await overdueNow()).toBe(1)
  // One comes due again in the pause, and one was due and stays so.
  await trial.until('2026-01-06')
  expect(await overdueNow()).toBe(2)
  await trial.change(overdue('skip'))
  await trial.until('2026-03-01')
  expect(trial.story('ada')).toEqual([
    'entered event-1 entered',
    'rested delay-2 waitingForDate',
    'rested delay-2 dateChanged',
    'took delay-2 next',
    'ended exit-3 exitNode',
  ])
  expect(trial.lines().at(-1)).toMatchObject({ customer: 'ada', at: '2026-02-03T00:00:00.000Z' })
  expect(['bob', 'cleo'].map((customer) => trial.story(customer).at(-1))).toEqual([
    'ended delay-2 skipped',
    'ended delay-2 skipped',
  ])
  await trial.close()
})

test('rule 20: a date that is taken away in a pause after it came takes the port for that', async () => {
  const trial = await openTrial([untilRenewal('missing')])
  await trial.identify('ada', '2026-01-01', { renews: '2026-01-03' })
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.change(set('paused'))
  await trial.identify('ada', '2026-01-04T10:00', { renews: null })
  await trial.change(overdue('skip'))
  expect(trial.story().slice(-2)).toEqual(['took delay-2 missing', 'ended exit-3 exitNode'])
  await trial.close()
})

describe('rule 14: a condition that comes true in a pause after its timeout is taken, as an event is', () => {
  const waitingUntil = (until: Predicate) =>
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
        'wait-2': {
          kind: 'wait',
          settings: { for: 'condition', until, timeout: 'PT1H' },
          ports: { holds: 'exit-3' },
        },
        'exit-3': { kind: 'exit', settings: { reason: 'Now' } },
      },
    })

  test('by what is said of the customer', async () => {
    const trial = await openTrial([waitingUntil({ test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' })])
    await trial.identify('ada', '2026-01-01')
    for (const customer of ['ada', 'bob']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
    await trial.change(set('paused'))
    await trial.identify('ada', '2026-01-01T14:00', { plan: 'gold' })
    await trial.identify('bob', '2026-01-01T14:00', { plan: 'tin' })
    await trial.change(overdue('skip'))
    expect(trial.story('ada').at(-1)).toBe('ended exit-3 exitNode')
    expect(trial.story('bob').at(-1)).toBe('ended wait-2 skipped')
    await trial.close()
  })

  test('by time alone', async () => {
    const trial = await openTrial([
      waitingUntil({ not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT6H' } }),
    ])
    await trial.track('ada', 'Visit', '2026-01-01T09:30')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.change(set('paused'))
    await trial.until('2026-01-01T15:00')
    expect((await trial.pages.stats('trial'))!.paused!.overdue).toBe(1)
    await trial.until('2026-01-01T16:00')
    // What has come true is kept, also when it is so no more.
    await trial.track('ada', 'Visit', '2026-01-01T16:30')
    expect((await trial.pages.stats('trial'))!.paused!.overdue).toBe(0)
    await trial.change(overdue('skip'))
    expect(trial.story().at(-1)).toBe('ended exit-3 exitNode')
    await trial.close()
  })
})

test('rule 26: messages that have not begun wait for the pause to be over, and are judged again then', async () => {
  const trial = await openTrial([
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
        'email-2': email('Hello'),
      },
    }),
  ])
  for (const customer of ['ada', 'bob']) {
    await trial.identify(customer, '2026-01-01T09:00')
    await trial.track(customer, 'Cart', '2026-01-01T10:00')
  }
  await trial.change(set('paused'))
  expect(await trial.messages()).toEqual([])
  await trial.identify('bob', '2026-01-01T12:00', { consent: { email: 'denied' } })
  await trial.change(set('live'))
  const { now } = await trial.engine.standing()
  // Bob's was cancelled when he refused.
  const { claimed, stale, vetoed } = await trial.engine.claim(now, 10, 'email')
  expect([claimed, stale, vetoed].map((messages) => messages.length)).toEqual([0, 1, 0])
  for (const { key, customer } of stale)
    await trial.append(
      { type: 'outcome', message: key, customer, outcome: 'notSent', detail: 'stale', attempts: 0 },
      '2026-01-01T12:01',
    )
  expect((await trial.messages()).map(({ address }) => address)).toEqual(['ada@example.com'])
  await trial.close()
})
