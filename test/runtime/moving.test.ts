import { describe, expect, test } from 'vitest'
import type { RunsMove } from '../../runtime/commit/entry.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

const series = (delay: string, more: Parameters<typeof draw>[0]['nodes'] = {}) =>
  draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { for: delay }, ports: { next: 'exit-3' } },
      'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
      ...more,
    },
  })

let revision = 1
async function publishAgain(trial: Trial, workflow: Workflow, nodes?: RunsMove['nodes'], keepElapsed = false) {
  const document = JSON.stringify(workflow)
  const { id } = workflow
  await trial.change({ do: 'saveDraft', workflow: id, title: id, document, revision })
  revision++
  const move = nodes && { move: { nodes, keepElapsed } }
  await trial.change({ do: 'publish', workflow: id, document, revision, compiled: [], ...move })
}

async function open(workflow: Workflow) {
  revision = 1
  return openTrial([workflow])
}

test('rule 25: publishing moves runs as the map says; the others stay on their version', async () => {
  const trial = await open(
    series('PT4H', {
      'branch-4': {
        kind: 'branch',
        settings: {
          paths: [{ port: 'path-1', when: { test: 'attribute', attribute: 'vip', op: 'is', value: true } }],
        },
        ports: { 'path-1': 'delay-5', else: 'delay-2' },
      },
      'delay-5': { kind: 'delay', settings: { for: 'PT4H' }, ports: { next: 'exit-3' } },
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'branch-4' } },
    }),
  )
  await trial.identify('ada', '2026-01-01T09:00', { vip: true })
  for (const customer of ['ada', 'bob']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
  await trial.until('2026-01-01T11:00')
  await publishAgain(trial, series('PT10M'), { 'delay-2': { to: 'delay-2' } })
  expect(trial.story('bob')).toEqual([
    'entered event-1 entered',
    'took branch-4 else',
    'rested delay-2 waiting',
    'moved delay-2 moved',
    'rested delay-2 waiting',
  ])
  expect(trial.lines().find((line) => line.what === 'moved')).toMatchObject({
    at: '2026-01-01T11:00:00.000Z',
    visit: 3,
    params: { from: 1, to: 2 },
  })
  await trial.until('2026-01-02')
  const ends = trial.lines().filter((line) => line.what === 'ended')
  expect(ends.map(({ customer, at }) => [customer, at])).toEqual([
    ['bob', '2026-01-01T11:10:00.000Z'],
    ['ada', '2026-01-01T14:00:00.000Z'],
  ])
  await trial.close()
})

test('rule 25: a run that another one stops on its new way is not moved any more', async () => {
  const waiting = (id: string, more: Parameters<typeof draw>[0]['nodes'] = {}) => ({
    ...series('PT4H', more),
    id,
    settings: { reentry: { rule: 'always' } } as const,
  })
  const trial = await open(waiting('carts'))
  for (const hour of [10, 11]) await trial.track('ada', 'Cart', `2026-01-01T${hour}:00`)
  const stopping = waiting('carts', {
    'stop-4': { kind: 'stop', settings: { workflow: 'carts' }, ports: { next: 'exit-3' } },
  })
  await publishAgain(trial, stopping, { 'delay-2': { to: 'stop-4' } })
  const after = trial.lines().filter(({ at }) => at === '2026-01-01T11:00:00.000Z')
  expect(after.map(({ what, node, why }) => `${what} ${node} ${why}`)).toEqual([
    'entered event-1 entered',
    'rested delay-2 waiting',
    'moved stop-4 moved',
    'ended delay-2 stopped',
    'took stop-4 stoppedRuns',
    'ended exit-3 exitNode',
  ])
  await trial.close()
})

test('rule 25: a moved run may keep the time that it has waited, in delays and in time-outs', async () => {
  const trial = await open(series('PT4H'))
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.until('2026-01-01T11:00')
  await publishAgain(trial, series('PT3H'), { 'delay-2': { to: 'delay-2' } }, true)
  expect(trial.lines().at(-1)).toMatchObject({ what: 'rested', until: '2026-01-01T13:00:00.000Z' })
  await publishAgain(trial, series('PT30M'), { 'delay-2': { to: 'delay-2' } }, true)
  expect(trial.lines().slice(-2)).toMatchObject([
    { at: '2026-01-01T11:00:00.000Z', what: 'took', node: 'delay-2' },
    { what: 'ended', why: 'exitNode' },
  ])
  await trial.close()
})

test('rule 27: who waits in a deleted node goes to another, leaves with a reason, or stays', async () => {
  const old = draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'delay-3' } },
      'delay-3': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'delay-4' } },
      'delay-4': { kind: 'delay', settings: { for: 'PT1H' } },
    },
  })
  const trial = await open(old)
  for (const [customer, at] of [
    ['ada', '10:00'],
    ['bob', '11:00'],
    ['cleo', '12:00'],
  ] as const)
    await trial.track(customer, 'Cart', `2026-01-01T${at}`)
  await trial.until('2026-01-01T12:30')
  const left = draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-5' } },
      'delay-5': { kind: 'delay', settings: { for: 'PT2H' } },
    },
  })
  await publishAgain(trial, left, { 'delay-4': { to: 'delay-5' }, 'delay-3': { end: 'No longer offered' } })
  expect(trial.story('ada').slice(-2)).toEqual(['moved delay-5 moved', 'rested delay-5 waiting'])
  expect(trial.lines().find((line) => line.customer === 'bob' && line.what === 'ended')).toMatchObject({
    why: 'movedOut',
    params: { reason: 'No longer offered' },
  })
  await trial.until('2026-01-02')
  expect(trial.story('cleo').at(-1)).toBe('ended delay-4 reachedEnd')
  await trial.close()
})

test('rule 24: a run that is moved back and forth never repeats the key of an effect', async () => {
  const mailing = (delay: string) =>
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
        'email-2': email('Hello', { next: 'delay-3' }),
        'delay-3': { kind: 'delay', settings: { for: delay } },
      },
    })
  const trial = await open(mailing('P1D'))
  await trial.identify('ada', '2026-01-01T09:00')
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await publishAgain(trial, mailing('P2D'), { 'delay-3': { to: 'delay-3' } })
  expect((await trial.messages()).map(({ key }) => key.split(':').slice(1).join(':'))).toEqual(['email-2:1'])
  await publishAgain(trial, mailing('P3D'), { 'delay-3': { to: 'email-2' } })
  expect((await trial.messages()).map(({ key }) => key.split(':').slice(1).join(':'))).toEqual(['email-2:4'])
  await trial.close()
})

test('rule 24: what waits for an answer is not asked again when it is moved', async () => {
  const asking = (title: string) =>
    draw({
      settings: { exits: [{ title, when: { test: 'event', event: title, op: 'atLeast', value: 1, within: 'run' } }] },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'webhook-2' } },
        'webhook-2': {
          kind: 'webhook',
          settings: { url: 'https://sink.example.com/', answer: 'wait' },
          ports: { delivered: 'delay-3' },
        },
        'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
  const trial = await open(asking('Left'))
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  const { now } = await trial.engine.standing()
  const { claimed } = await trial.engine.claim(now, 10, 'webhook')
  await publishAgain(trial, asking('Gone'), { 'webhook-2': { to: 'webhook-2' } })
  expect((await trial.engine.claim(now, 10, 'webhook')).claimed).toEqual([])
  const { message } = claimed[0]!
  await trial.append(
    {
      type: 'outcome',
      message: message.key,
      customer: message.customer,
      outcome: 'sent',
      detail: '',
      attempts: 1,
    },
    '2026-01-01T10:05',
  )
  expect(trial.story().slice(-3)).toEqual([
    'moved webhook-2 moved',
    'took webhook-2 delivered',
    'rested delay-3 waiting',
  ])
  await trial.track('ada', 'Gone', '2026-01-01T11:00')
  expect(trial.story().at(-1)).toBe('ended delay-3 exitRule')
  await trial.close()
})

test('rule 26: what is moved while paused arrives when the pause is over', async () => {
  const trial = await open(series('PT1H'))
  for (const customer of ['ada', 'bob']) await trial.track(customer, 'Cart', '2026-01-01T10:00')
  await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'paused' })
  await trial.until('2026-01-01T12:00')
  await publishAgain(trial, series('PT30M'), { 'delay-2': { to: 'delay-2' } })
  await trial.until('2026-01-01T13:00')
  expect(trial.story('ada').at(-1)).toBe('moved delay-2 moved')
  await trial.track('cleo', 'Cart', '2026-01-01T13:00')
  expect(trial.story('cleo')).toEqual([])
  await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'live' })
  expect(trial.lines().filter((line) => line.what === 'rested' && line.visit === 2)).toMatchObject([
    { until: '2026-01-01T13:30:00.000Z' },
    { until: '2026-01-01T13:30:00.000Z' },
  ])
  await trial.close()
})

describe('rule 26: who is moved in a pause with the time that they have waited', () => {
  const set = (state: 'live' | 'paused') => ({ do: 'setWorkflowState', workflow: 'trial', state }) as const
  const there = { 'delay-2': { to: 'delay-2' }, 'wait-2': { to: 'wait-2' } }

  test.each([
    ['whose time came after that', '2026-01-01T10:20'],
    ['whose time had come', '2026-01-01T12:00'],
  ])('is let go with the others, %s', async (_, at) => {
    const trial = await open(series('PT1H'))
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.change(set('paused'))
    await trial.until(at)
    await publishAgain(trial, series('PT30M'), there, true)
    await trial.until('2026-01-02')
    const { overdue } = (await trial.pages.stats('trial'))!.paused!
    await trial.change({ ...set('live'), overdue: 'skip' })
    expect({ overdue, end: trial.story().at(-1) }).toEqual({ overdue: 1, end: 'ended delay-2 skipped' })
    expect((await trial.pages.stats('trial'))!.paused).toBeNull()
    await trial.close()
  })

  const waiting = (timeout: string) =>
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
        'wait-2': {
          kind: 'wait',
          settings: { for: 'event', events: [{ port: 'event-1', event: 'Order' }], since: 'arrival', timeout },
          ports: { 'event-1': 'exit-3', timeout: 'exit-4' },
        },
        'exit-3': { kind: 'exit', settings: { reason: 'Ordered' } },
        'exit-4': { kind: 'exit', settings: { reason: 'Silent' } },
      },
    })

  test.each([
    ['run', '2026-01-02T00:00:00.000Z'],
    ['shift', '2026-01-02T00:30:00.000Z'],
  ] as const)('goes on when the others do, whose time had come (%s)', async (overdue, at) => {
    const trial = await open(waiting('PT1H'))
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.change(set('paused'))
    await trial.until('2026-01-01T12:00')
    await publishAgain(trial, waiting('PT30M'), there, true)
    await trial.until('2026-01-02')
    await trial.change({ ...set('live'), overdue })
    await trial.until('2026-01-03')
    expect(trial.lines().at(-2)).toMatchObject({ at, what: 'took', port: 'timeout' })
    await trial.close()
  })

  test.each([
    ['before', 'P3D'],
    ['after', 'PT30M'],
  ])('takes what comes in the pause, %s their time', async (_, timeout) => {
    const trial = await open(waiting('PT1H'))
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.change(set('paused'))
    await trial.until('2026-01-01T12:00')
    await publishAgain(trial, waiting(timeout), there, true)
    await trial.track('ada', 'Order', '2026-01-01T14:00')
    await trial.change({ ...set('live'), overdue: 'skip' })
    expect(trial.story().slice(-2)).toEqual(['took wait-2 event-1', 'ended exit-3 exitNode'])
    await trial.close()
  })
})

test('rule 29: members of the segment that triggers it enter only when they are included', async () => {
  const joining = (delay: string) =>
    draw({
      settings: { reentry: { rule: 'once' } },
      segments: { gold: { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' } },
      nodes: {
        'segment-1': { kind: 'segment', settings: { segment: 'gold', on: 'join' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: delay } },
      },
    })
  revision = 1
  const trial = await openTrial([])
  await trial.identify('ada', '2026-01-01T09:00', { plan: 'gold' })
  await trial.identify('bob', '2026-01-01T09:00', { plan: 'tin' })
  await trial.publish(joining('P1D'))
  expect(trial.story()).toEqual([])
  await trial.identify('cleo', '2026-01-01T10:00', { plan: 'gold' })
  await trial.until('2026-01-01T11:00')
  const document = JSON.stringify(joining('P2D'))
  await trial.change({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: 1 })
  await trial.change({ do: 'publish', workflow: 'trial', document, revision: 2, compiled: [], include: true })
  expect(trial.lines().filter((line) => line.what === 'entered')).toMatchObject([
    { customer: 'cleo', params: { segment: 'gold', on: 'join' } },
    { customer: 'ada', params: { segment: 'gold', on: 'join', included: true } },
  ])
  await trial.close()
})

test('rule 25: runs may move to the present version later, and only to that', async () => {
  const trial = await open(series('PT4H'))
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await publishAgain(trial, series('PT1H'))
  const move = { nodes: { 'delay-2': { to: 'delay-2' } }, keepElapsed: true }
  await expect(trial.change({ do: 'moveRuns', workflow: 'trial', version: 1, move })).rejects.toThrow('otherVersion')
  await trial.change({ do: 'moveRuns', workflow: 'trial', version: 2, move })
  expect(trial.lines().at(-1)).toMatchObject({ what: 'rested', until: '2026-01-01T11:00:00.000Z' })
  await trial.close()
})

test('rule 15: a run that was moved pursues the goal of the version that counts it among those who started', async () => {
  const withMail = (settings: Workflow['settings']) => ({
    ...series('PT4H', {
      'delay-2': { kind: 'delay', settings: { for: 'PT4H' }, ports: { next: 'email-4' } },
      'email-4': email('Your cart', { next: 'delay-5' }),
      'delay-5': { kind: 'delay', settings: { for: 'P3D' } },
    }),
    settings,
  })
  const reentry = { rule: 'always' } as const
  const goal = { by: 'event', event: 'Order', title: 'Ordered', within: 'P1D', from: 'message', ends: false } as const
  const trial = await open(withMail({ reentry, goal }))
  await trial.identify('ada', '2026-01-01T09:00')
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await publishAgain(trial, withMail({ reentry }), { 'delay-2': { to: 'delay-2' } })
  await trial.until('2026-01-01T15:00')
  await trial.track('ada', 'Order', '2026-01-01T16:00')
  expect(trial.story('ada').at(-1)).toBe('reached delay-5 goalReached')
  await trial.close()
})
