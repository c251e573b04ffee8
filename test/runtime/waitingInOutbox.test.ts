// A message that delivery handed back and that may not go yet waits in the outbox, as others wait at their node: rule 22 holds for both.
import { describe, expect, test } from 'vitest'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { keep, night } from '../support/sending.ts'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

const mail = (id: string, settings: Partial<WorkflowSettings> = {}, event = 'Cart') =>
  draw({
    id,
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event }, ports: { next: 'email-2' } },
      'email-2': email(id, { next: 'exit-3' }),
      'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })

/** Its run stays after the message, until the customer buys. */
const waitingAfter = (id: string) =>
  draw({
    id,
    settings: { exits: [{ title: 'Bought', when: { test: 'event', event: 'Bought', op: 'atLeast', value: 1 } }] },
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email(id, { next: 'delay-3' }),
      'delay-3': { kind: 'delay', settings: { for: 'P9D' }, ports: { next: 'exit-4' } },
      'exit-4': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })

const keyOf = (trial: Trial, nth = 0): string => {
  const { run, node, visit } = trial.lines().filter(({ why }) => why === 'emailAdmitted')[nth]!
  return `${run}:${node}:${visit}`
}

async function outcome(
  trial: Trial,
  at: string,
  key: string,
  outcome: 'failed' | 'notSent',
  detail = outcome === 'notSent' ? 'stale' : 'refused',
): Promise<void> {
  const customer = Number(key.split('-')[0])
  await trial.append({ type: 'outcome', message: key, customer, outcome, detail, attempts: 1 }, at, `${key}:${at}`)
}

/** Ada's message, asked for at 20:55, comes back once it is night. */
async function handBackAtNight(trial: Trial): Promise<void> {
  await trial.identify('ada', '2026-01-05T10:00')
  await trial.track('ada', 'Cart', '2026-01-05T20:55')
  await outcome(trial, '2026-01-05T21:00:01', keyOf(trial), 'notSent')
}

async function claimAt(trial: Trial, at: string) {
  await trial.until(at)
  return trial.engine.claim(Date.parse(`${at}:00Z`), 10, 'email')
}

test('rule 22: a message that waits in the outbox asks again when its customer moves to where it is day', async () => {
  const trial = await openTrial([mail('cart')])
  await keep(trial, { quietHours: [night] })
  await trial.identify('ada', '2026-01-05T10:00')
  await trial.track('ada', 'Cart', '2026-01-06T20:55')
  await outcome(trial, '2026-01-06T21:00:01', keyOf(trial), 'notSent')
  await trial.identify('ada', '2026-01-06T21:05', { timezone: 'America/New_York' })
  const { claimed, stale } = await claimAt(trial, '2026-01-06T21:06')
  expect(claimed.length + stale.length).toBe(1)
  await trial.close()
})

test('rule 22: a message that waits in the outbox for a cap asks again when another frees its slot', async () => {
  const trial = await openTrial([mail('one'), mail('two', {}, 'Visit')])
  await trial.identify('ada', '2026-01-05T08:00')
  await trial.track('ada', 'Cart', '2026-01-05T09:00')
  await trial.track('ada', 'Visit', '2026-01-05T09:01')
  await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
  await outcome(trial, '2026-01-05T09:20', keyOf(trial, 0), 'notSent')
  await outcome(trial, '2026-01-05T09:21', keyOf(trial, 1), 'failed')
  const { claimed, stale } = await claimAt(trial, '2026-01-05T09:22')
  expect(claimed.length + stale.length).toBe(1)
  await trial.close()
})

test('rule 22: a message that waits in the outbox goes before one that asked later and is less urgent', async () => {
  const trial = await openTrial([mail('one', { priority: 9 }), mail('two', { priority: 1 }, 'Visit')])
  await keep(trial, { quietHours: [night], caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
  await handBackAtNight(trial)
  await trial.track('ada', 'Visit', '2026-01-05T22:00')
  const first = await claimAt(trial, '2026-01-06T09:00')
  const then = await claimAt(trial, '2026-01-06T09:01')
  expect([...first.claimed, ...then.claimed].map(({ message }) => message.workflow)).toEqual(['one'])
  await trial.close()
})

test('rule 22: what was handed back before a message was judged again changes nothing', async () => {
  const trial = await openTrial([mail('one'), mail('two', { priority: 9 }, 'Visit')])
  await keep(trial, { quietHours: [night], caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
  await handBackAtNight(trial)
  await outcome(trial, '2026-01-06T09:00:01', keyOf(trial), 'notSent')
  await trial.track('ada', 'Visit', '2026-01-06T09:01')
  const { claimed } = await claimAt(trial, '2026-01-06T09:02')
  expect(claimed.map(({ message }) => message.workflow)).toEqual(['one'])
  await trial.close()
})

test('rule 15: a message that waits in the outbox does not go once its run is left', async () => {
  const trial = await openTrial([waitingAfter('one')])
  await keep(trial, { quietHours: [night] })
  await handBackAtNight(trial)
  await trial.track('ada', 'Bought', '2026-01-05T22:00')
  expect(await claimAt(trial, '2026-01-06T09:00')).toMatchObject({ claimed: [], stale: [], cancelled: [{}] })
  await outcome(trial, '2026-01-06T09:00:01', keyOf(trial), 'notSent')
  expect(await claimAt(trial, '2026-01-06T09:01')).toMatchObject({ claimed: [], stale: [], cancelled: [] })
  await trial.close()
})

test('rule 26: a message that waits in the outbox takes no slot while its workflow is paused', async () => {
  const trial = await openTrial([mail('one', { priority: 9 }), mail('two', {}, 'Visit')])
  await keep(trial, { quietHours: [night], caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
  await handBackAtNight(trial)
  await trial.change({ do: 'setWorkflowState', workflow: 'one', state: 'paused' })
  await trial.track('ada', 'Visit', '2026-01-06T09:01')
  const { claimed } = await claimAt(trial, '2026-01-06T09:02')
  expect(claimed.map(({ message }) => message.workflow)).toEqual(['two'])
  await trial.close()
})

test('rule 22: what leaves with its run takes no slot any more, though its workflow is paused or it waited to be tried again', async () => {
  for (const waits of ['paused', 'tried again']) {
    const trial = await openTrial([waitingAfter('one'), mail('two', {}, 'Bought')])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    const key = keyOf(trial)
    if (waits === 'paused') await trial.change({ do: 'setWorkflowState', workflow: 'one', state: 'paused' })
    const { claimed } = await claimAt(trial, '2026-01-05T09:01')
    const notBefore = Date.parse('2026-01-05T15:00:00Z')
    if (claimed.length > 0) await trial.engine.settle([{ key, attempt: 1, notBefore, detail: '421 later' }])
    await trial.track('ada', 'Bought', '2026-01-05T09:02')
    expect(await claimAt(trial, '2026-01-05T09:03'), waits).toMatchObject({ claimed: [], cancelled: [{ key }] })
    await outcome(trial, '2026-01-05T09:03:01', key, 'notSent')
    const after = await claimAt(trial, '2026-01-05T09:04')
    expect(after.claimed.map(({ message }) => message.workflow)).toEqual(['two'])
    await trial.close()
  }
})

test('rule 22: what comes back of a run that failed takes no slot any more', async () => {
  const round = draw({
    id: 'round',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email('Thanks', { next: 'wait-3' }),
      'wait-3': {
        kind: 'wait',
        settings: { for: 'condition', until: { test: 'event', event: 'Cart', op: 'atLeast', value: 1 } },
        ports: { holds: 'email-2' },
      },
    },
  })
  const trial = await openTrial([round, mail('two', {}, 'Visit')])
  await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
  await trial.identify('ada', '2026-01-05T08:00')
  await trial.track('ada', 'Cart', '2026-01-05T09:00')
  expect(trial.story().at(-1)).toBe('failed email-2 failed')
  await trial.track('ada', 'Visit', '2026-01-05T09:01')
  expect(trial.story().at(-1)).toBe('asked email-2 deferredCap')
  await outcome(trial, '2026-01-05T09:20', keyOf(trial), 'notSent')
  expect(trial.story()).toContain('ended exit-3 exitNode')
  await trial.close()
})

describe('rule 22: a message that is over stays so, also when it was handed back a second time before that was known', () => {
  const openCart = async () => {
    const trial = await openTrial([mail('cart')])
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    return trial
  }
  const consent = (trial: Trial, value: 'denied' | 'granted', at: string) =>
    trial.identify('ada', at, { consent: { email: value } })
  const skippedIn = async (trial: Trial) => (await trial.pages.stats('cart'))?.nodes['email-2']?.skipped ?? 0

  test('it is skipped once', async () => {
    const trial = await openCart()
    const key = keyOf(trial)
    await outcome(trial, '2026-01-05T09:20', key, 'notSent', 'vetoed')
    await outcome(trial, '2026-01-05T09:21', key, 'notSent')
    expect(await skippedIn(trial)).toBe(1)
    expect(await claimAt(trial, '2026-01-05T09:22')).toMatchObject({ claimed: [], stale: [], cancelled: [] })
    await trial.close()
  })

  test('one that was withdrawn does not go when it may again', async () => {
    const trial = await openCart()
    const key = keyOf(trial)
    await consent(trial, 'denied', '2026-01-05T09:10')
    await outcome(trial, '2026-01-05T09:20', key, 'notSent')
    await consent(trial, 'granted', '2026-01-05T09:21')
    await outcome(trial, '2026-01-05T09:22', key, 'notSent', 'vetoed')
    await outcome(trial, '2026-01-05T09:23', key, 'notSent')
    expect(await claimAt(trial, '2026-01-05T09:24')).toMatchObject({ claimed: [], stale: [], cancelled: [] })
    expect(await skippedIn(trial)).toBe(0)
    await trial.close()
  })

  test('one that came due in a pause is not over: it goes when its workflow goes on', async () => {
    const trial = await openTrial([mail('one')])
    await keep(trial, { quietHours: [night] })
    await handBackAtNight(trial)
    await trial.change({ do: 'setWorkflowState', workflow: 'one', state: 'paused' })
    await trial.until('2026-01-06T10:00')
    await trial.change({ do: 'setWorkflowState', workflow: 'one', state: 'live' })
    const { stale } = await claimAt(trial, '2026-01-06T10:05')
    expect(stale).toMatchObject([{ key: keyOf(trial) }])
    await outcome(trial, '2026-01-06T10:05:01', keyOf(trial), 'notSent')
    expect(await claimAt(trial, '2026-01-06T10:06')).toMatchObject({ claimed: [{}] })
    await trial.close()
  })
})
