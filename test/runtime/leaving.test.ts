import { describe, expect, test } from 'vitest'
import type { ExitRule } from '../../shared/workflow.ts'
import { draw, email, openTrial } from '../support/trial.ts'

const ordered = {
  title: 'Ordered',
  when: { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' },
} as const

const reminder = draw({
  settings: { exits: [ordered] },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
    'email-2': email('Your cart', { next: 'delay-3' }),
    'delay-3': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'email-4' } },
    'email-4': email('Still there'),
  },
})

describe('rule 15: exit rules', () => {
  test('rule 15: an order ends the run at once and cancels the message that has not begun', async () => {
    const trial = await openTrial([reminder])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Order', '2026-01-01T10:01')
    expect(trial.story('ada').at(-1)).toBe('ended delay-3 exitRule')
    expect(await trial.messages()).toEqual([])
    await trial.close()
  })

  test.each([
    ['email', email('Your cart', { next: 'delay-3' })],
    [
      'webhook',
      { kind: 'webhook', settings: { url: 'https://a.example.com/', answer: 'goOn' }, ports: { next: 'delay-3' } },
    ],
  ] as const)(
    'rule 15: a message by %s, handed back after its run has left, stays cancelled',
    async (channel, node) => {
      const trial = await openTrial([
        draw({
          settings: { exits: [ordered] },
          nodes: {
            'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'message-2' } },
            'message-2': node,
            'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
          },
        }),
      ])
      await trial.identify('ada', '2026-01-01T09:00')
      await trial.track('ada', 'Cart', '2026-01-01T10:00')
      const run = trial.lines()[0]!.run
      const message = `${run}:message-2:1`
      const handedBack = {
        customer: Number(run.split('-')[0]),
        outcome: 'notSent',
        detail: 'stale',
        attempts: 0,
      } as const
      await trial.track('ada', 'Order', '2026-01-01T10:20')
      await trial.append({ type: 'outcome', message, ...handedBack }, '2026-01-01T10:20', `${message}:1`)
      expect(await trial.messages(channel)).toEqual([])
      await trial.close()
    },
  )

  test.each([
    ['email', email('Your cart', { next: 'delay-3' })],
    [
      'webhook',
      { kind: 'webhook', settings: { url: 'https://a.example.com/', answer: 'goOn' }, ports: { next: 'delay-3' } },
    ],
  ] as const)('rule 15: a message by %s that was on its way is not tried again', async (channel, node) => {
    const trial = await openTrial([
      draw({
        settings: { exits: [ordered] },
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'message-2' } },
          'message-2': node,
          'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
        },
      }),
    ])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    const [message] = await trial.messages(channel)
    await trial.track('ada', 'Order', '2026-01-01T10:01')
    const notBefore = Date.parse('2026-01-01T10:02Z')
    await trial.engine.settle([{ key: message!.key, attempt: 1, notBefore, detail: 'ECONNREFUSED' }])
    await trial.until('2026-01-01T10:05')
    expect(await trial.messages(channel)).toEqual([])
    expect((await trial.pages.messages({ limit: 1 })).items).toMatchObject([{ state: 'cancelled', detail: 'exitRule' }])
    await trial.close()
  })

  test('rule 15: a run does not begin to send when the rule holds already', async () => {
    const trial = await openTrial([reminder])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Order', '2026-01-01T10:10', {}, { time: '2026-01-01T10:05' })
    await trial.track('ada', 'Cart', '2026-01-01T10:10', {}, { time: '2026-01-01T10:00' })
    expect(trial.story('ada')).toEqual(['entered event-1 entered', 'ended event-1 exitRule'])
    await trial.close()
  })

  test('rule 15: time alone can make an exit rule true', async () => {
    const quiet = {
      title: 'Quiet',
      when: { not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT6H' } },
    } as const
    const trial = await openTrial([draw({ ...{ settings: { exits: [quiet] } }, nodes: drawnNodes })])
    await trial.track('ada', 'Visit', '2026-01-01T09:30')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.until('2026-01-03')
    expect(trial.lines().at(-1)).toMatchObject({ at: '2026-01-01T15:30:00.000Z', what: 'ended', why: 'exitRule' })
    await trial.close()
  })
})

test('rule 15: an event that a wait does not take may decide when an exit rule holds', async () => {
  const calm: ExitRule = {
    title: 'Calm',
    when: {
      all: [
        { test: 'event', event: 'Visit', op: 'atLeast', value: 1 },
        { not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'PT6H' } },
      ],
    },
  }
  const other = { property: 'page', op: 'is', value: 'other' } as const
  const settings = { for: 'event', events: [{ port: 'came', event: 'Visit', where: other }], since: 'arrival' } as const
  const trial = await openTrial([
    draw({
      settings: { exits: [calm] },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
        'wait-2': { kind: 'wait', settings },
      },
    }),
  ])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.track('ada', 'Visit', '2026-01-01T11:00', { page: 'home' })
  await trial.until('2026-01-02')
  expect(trial.lines().at(-1)).toMatchObject({ at: '2026-01-01T17:00:00.000Z', what: 'ended', why: 'exitRule' })
  await trial.close()
})

const drawnNodes = {
  'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
  'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
} as const

describe('rule 16: a message that may not go never ends the run', () => {
  test.each([
    ['noConsent', { consent: undefined }],
    ['denied', { consent: { email: 'denied' } }],
    ['noAddress', { email: undefined }],
  ])('rule 16: %s is said in the trail, and the run goes on', async (why, traits) => {
    const trial = await openTrial([reminder])
    await trial.identify('ada', '2026-01-01T09:00', traits)
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story('ada').slice(1)).toEqual([`asked email-2 ${why}`, 'rested delay-3 waiting'])
    expect(await trial.messages()).toEqual([])
    await trial.close()
  })

  test('rule 22: consent is judged again when delivery did not begin in time', async () => {
    const trial = await openTrial([reminder])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    const outcome = {
      type: 'outcome',
      message: '2-0:email-2:1',
      outcome: 'notSent',
      detail: 'stale',
      attempts: 0,
    } as const
    const [line] = trial.lines()
    const key = `${line?.run}:email-2:1`
    const customer = Number(line?.run.split('-')[0])
    await trial.append({ ...outcome, message: key, customer }, '2026-01-01T10:20', `${key}:1`)
    expect((await trial.messages()).map((message) => new Date(message.sendBefore).toISOString())).toEqual([
      '2026-01-01T10:35:00.000Z',
    ])
    await trial.close()
  })
})
