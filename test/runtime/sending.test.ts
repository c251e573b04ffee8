import { describe, expect, test } from 'vitest'
import { initialSettings } from '../../runtime/storage/control.ts'
import type { Sending } from '../../shared/sending.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { keep, night } from '../support/sending.ts'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

const mail = (id: string, settings: Partial<WorkflowSettings> = {}, event = 'Cart') =>
  draw({
    id,
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event }, ports: { next: 'email-2' } },
      'email-2': email(id, { next: 'delay-3' }),
      'delay-3': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'exit-4' } },
      'exit-4': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })

/** Lines of the log in few words: when, whose run, what was said of the message. */
const asked = (trial: Trial) =>
  trial
    .lines()
    .filter(({ what }) => what === 'asked')
    .map(({ at, why, until }) => [at.slice(5, 16), why, ...(until ? [until.slice(5, 16)] : [])].join(' '))

async function outcome(
  trial: Trial,
  at: string,
  which: 'sent' | 'failed' | 'stale' | 'cancelled',
  nth = 0,
): Promise<void> {
  const runs = trial.lines().filter(({ what, why }) => what === 'asked' && why === 'emailAdmitted')
  const { run, node, visit } = runs[nth]!
  const message = `${run}:${node}:${visit}`
  await trial.append(
    {
      type: 'outcome',
      message,
      customer: Number(run.split('-')[0]),
      outcome: which === 'stale' || which === 'cancelled' ? 'notSent' : which,
      detail: which,
      attempts: 1,
    },
    at,
    `${message}:${at}`,
  )
}

describe('quiet hours', () => {
  test('rule 22: a message of the night waits until they end where the customer lives, and holds its run', async () => {
    const trial = await openTrial([mail('cart')])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00', { timezone: 'America/New_York' })
    await trial.track('ada', 'Cart', '2026-01-06T03:30')
    expect(asked(trial)).toEqual(['01-06T03:30 deferredQuietHours 01-06T14:00'])
    expect(await trial.messages()).toEqual([])
    await trial.until('2026-01-06T14:00')
    expect((await trial.messages()).map(({ sendBefore }) => new Date(sendBefore).toISOString())).toEqual([
      '2026-01-06T14:15:00.000Z',
    ])
    await trial.until('2026-01-09')
    expect(trial.lines().slice(-3)).toMatchObject([
      { at: '2026-01-06T14:00:00.000Z', what: 'rested', until: '2026-01-07T14:00:00.000Z' },
      { at: '2026-01-07T14:00:00.000Z', what: 'took' },
      { what: 'ended' },
    ])
    await trial.close()
  })

  test('rule 22: an admission is never good past the allowed hours', async () => {
    const trial = await openTrial([mail('cart')])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-06T20:55')
    expect((await trial.messages()).map(({ sendBefore }) => new Date(sendBefore).toISOString())).toEqual([
      '2026-01-06T21:00:00.000Z',
    ])
    await trial.close()
  })

  test('rule 22: a message that could not begin before they began waits in the outbox, and keeps its place', async () => {
    const trial = await openTrial([mail('cart')])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-06T20:55')
    await outcome(trial, '2026-01-06T21:00:01', 'stale')
    const look = async (at: string) => {
      await trial.until(at)
      return trial.engine.claim(Date.parse(`${at}:00Z`), 10, 'email')
    }
    expect(await look('2026-01-07T08:59')).toMatchObject({
      claimed: [],
      stale: [],
      vetoed: [],
      cancelled: [],
      next: Date.parse('2026-01-07T09:00Z'),
    })
    const { claimed } = await look('2026-01-07T09:00')
    expect(claimed).toMatchObject([{ message: { admitted: Date.parse('2026-01-06T20:55:00Z') } }])
    await trial.close()
  })

  test.each([
    ['in another week', '2026-10-12', '2026-10-19T07:00:00.000Z'],
    ['when summer time ends in it', '2026-10-19', '2026-10-26T08:00:00.000Z'],
  ])('rule 22: a message waits for the half hour of the week that is not quiet, %s', async (_, day, until) => {
    const trial = await openTrial([mail('cart')])
    const sending: Sending = {
      ...initialSettings.sending,
      giveUpAfter: 'P14D',
      quietHours: [
        {
          from: '09:30',
          to: '09:30',
          weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
        },
        { from: '09:30', to: '09:00', weekdays: ['sunday'] },
      ],
    }
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone: 'Europe/Rome', sending } })
    await trial.identify('ada', `${day}T07:00`)
    await trial.track('ada', 'Cart', `${day}T07:31`)
    expect(trial.lines().at(-1)).toMatchObject({ why: 'deferredQuietHours', until })
    await trial.close()
  })

  test('rule 19: the week in which summer time skips all that is not quiet has nothing of it', async () => {
    const trial = await openTrial([mail('cart')])
    const sending: Sending = {
      ...initialSettings.sending,
      giveUpAfter: 'P14D',
      quietHours: [
        {
          from: '03:00',
          to: '03:00',
          weekdays: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        },
        { from: '03:00', to: '02:30', weekdays: ['saturday'] },
      ],
    }
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone: 'Europe/Rome', sending } })
    await trial.identify('ada', '2026-03-22T01:00')
    await trial.track('ada', 'Cart', '2026-03-22T02:05')
    expect(trial.lines().at(-1)).toMatchObject({ why: 'deferredQuietHours', until: '2026-04-05T00:30:00.000Z' })
    await trial.close()
  })

  test('rule 22: transactional messages are exempt, unless the store says otherwise', async () => {
    const workflow = mail('cart')
    const node = workflow.nodes[1]!
    Object.assign(node.settings, { purpose: 'transactional' })
    const trial = await openTrial([workflow])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-05T22:00')
    await keep(trial, { quietHours: [night], quietForTransactional: true })
    await trial.track('ada', 'Cart', '2026-01-05T22:30')
    expect(asked(trial)).toEqual(['01-05T22:00 emailAdmitted', '01-05T22:30 deferredQuietHours 01-06T09:00'])
    await trial.close()
  })

  test('rule 15: an exit while the message waits cancels it', async () => {
    const ordered = { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' } as const
    const trial = await openTrial([mail('cart', { exits: [{ title: 'Ordered', when: ordered }] })])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-05T22:00')
    await trial.track('ada', 'Order', '2026-01-05T23:00')
    await trial.until('2026-01-07')
    expect(trial.story('ada').slice(-2)).toEqual(['asked email-2 deferredQuietHours', 'ended email-2 exitRule'])
    expect(await trial.messages()).toEqual([])
    await trial.close()
  })

  test('rule 22: a look at an exit rule while it waits does not ask again', async () => {
    const quiet = { test: 'event', event: 'Seen', op: 'less', value: 1, within: 'PT2H' } as const
    const gold = { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' } as const
    const trial = await openTrial([mail('cart', { exits: [{ title: 'Gone', when: { all: [quiet, gold] } }] })])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00')
    await trial.track('ada', 'Seen', '2026-01-05T21:30')
    await trial.track('ada', 'Cart', '2026-01-05T22:00')
    await keep(trial, { quietHours: [{ from: '21:00', to: '10:00' }] })
    await trial.track('ada', 'Seen', '2026-01-05T22:30')
    await trial.until('2026-01-06T12:00')
    expect(asked(trial)).toEqual([
      '01-05T22:00 deferredQuietHours 01-06T09:00',
      '01-06T09:00 deferredQuietHours 01-06T10:00',
      '01-06T10:00 emailAdmitted',
    ])
    await trial.close()
  })

  test('rule 26: while paused a message that waited is not sent; resuming asks again', async () => {
    const trial = await openTrial([mail('cart')])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T10:00')
    await trial.track('ada', 'Cart', '2026-01-05T22:00')
    await trial.change({ do: 'setWorkflowState', workflow: 'cart', state: 'paused' })
    await trial.until('2026-01-06T12:00')
    expect(await trial.messages()).toEqual([])
    await trial.change({ do: 'setWorkflowState', workflow: 'cart', state: 'live' })
    expect(asked(trial).at(-1)).toBe('01-06T12:00 emailAdmitted')
    await trial.close()
  })
})

describe('a workflow’s send window', () => {
  test('rule 22: messages go on its weekdays and within its hours only', async () => {
    const trial = await openTrial([mail('cart', { sendWindow: { from: '10:00', to: '12:00', weekdays: ['tuesday'] } })])
    await trial.identify('ada', '2026-01-05T09:00')
    await trial.track('ada', 'Cart', '2026-01-05T11:00')
    await trial.until('2026-01-08')
    expect(asked(trial)).toEqual(['01-05T11:00 deferredSendWindow 01-06T10:00', '01-06T10:00 emailAdmitted'])
    await trial.close()
  })

  test('rule 22: what could go only after it is given up is skipped at once, and the run goes on', async () => {
    const trial = await openTrial([mail('cart', { sendWindow: { from: '10:00', to: '12:00', weekdays: ['sunday'] } })])
    await trial.identify('ada', '2026-01-05T09:00')
    await trial.track('ada', 'Cart', '2026-01-05T11:00')
    expect(trial.story('ada').slice(-2)).toEqual(['asked email-2 gaveUpSendWindow', 'rested delay-3 waiting'])
    await trial.close()
  })

  test.each([
    ['moves later with both ends', '02:00', '02:30', '2026-03-29T01:00:00.000Z'],
    ['is left out when it would be over before it begins', '02:30', '03:00', '2026-04-05T00:30:00.000Z'],
  ])('rule 19: a weekly window in the hour that summer time skips %s', async (_, from, to, until) => {
    const trial = await openTrial([mail('cart', { sendWindow: { from, to, weekdays: ['sunday'] } })])
    const sending: Sending = { ...initialSettings.sending, giveUpAfter: 'P14D' }
    await trial.change({ do: 'saveSettings', settings: { ...initialSettings, zone: 'Europe/Rome', sending } })
    await trial.identify('ada', '2026-03-23T09:00')
    await trial.track('ada', 'Cart', '2026-03-23T10:00')
    expect(trial.lines().at(-1)).toMatchObject({ why: 'deferredSendWindow', until })
    await trial.close()
  })
})

describe('frequency caps', () => {
  const weekly: Sending['caps'] = [{ channel: 'email', cap: { per: 'rolling', atMost: 2, period: 'PT10H' } }]

  test('rule 22: one message too many waits until the first of them counts no more', async () => {
    const trial = await openTrial([mail('one'), mail('two'), mail('three')])
    await keep(trial, { caps: weekly })
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.until('2026-01-06')
    expect(asked(trial)).toEqual([
      '01-05T09:00 emailAdmitted',
      '01-05T09:00 emailAdmitted',
      '01-05T09:00 deferredCap 01-05T19:00',
      '01-05T19:00 emailAdmitted',
    ])
    await trial.close()
  })

  test('rule 22: the workflow with the higher priority sends first', async () => {
    const trial = await openTrial([mail('one'), mail('two', { priority: 9 }), mail('three', { priority: 1 })])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.until('2026-01-08')
    const admitted = trial.lines().filter(({ why }) => why === 'emailAdmitted')
    expect(admitted.map(({ at, run }) => `${at.slice(5, 16)} ${run.split('-')[1]}`)).toEqual([
      '01-05T09:00 2',
      '01-06T00:00 0',
      '01-07T00:00 1',
    ])
    await trial.close()
  })

  test('rule 22: a message that failed frees its slot, and one that waits for it goes at once', async () => {
    const trial = await openTrial([mail('one'), mail('two')])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'week', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-09T08:00')
    await trial.track('ada', 'Cart', '2026-01-09T09:00')
    await outcome(trial, '2026-01-09T09:05', 'failed')
    expect(asked(trial)).toEqual([
      '01-09T09:00 emailAdmitted',
      '01-09T09:00 deferredCap 01-12T00:00',
      '01-09T09:05 emailAdmitted',
    ])
    await trial.close()
  })

  test('rule 22: a late "sent" of a cancelled message still counts', async () => {
    const ordered = { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' } as const
    const trial = await openTrial([
      mail('one', { exits: [{ title: 'Ordered', when: ordered }] }),
      mail('two', {}, 'Visit'),
    ])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.messages()
    await trial.track('ada', 'Order', '2026-01-05T09:01')
    await outcome(trial, '2026-01-05T09:02', 'sent')
    await trial.track('ada', 'Visit', '2026-01-05T09:03')
    expect(asked(trial).at(-1)).toBe('01-05T09:03 deferredCap 01-06T00:00')
    await trial.close()
  })

  test('rule 22: a message whose run is left counts until it is known that it did not go', async () => {
    const ordered = { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' } as const
    const trial = await openTrial([
      mail('one', { exits: [{ title: 'Ordered', when: ordered }] }),
      mail('two', {}, 'Visit'),
    ])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.track('ada', 'Visit', '2026-01-05T09:01')
    await trial.track('ada', 'Order', '2026-01-05T09:02')
    expect(asked(trial).slice(1)).toEqual(['01-05T09:01 deferredCap 01-06T00:00'])
    const { claimed, cancelled } = await trial.engine.claim(Date.parse('2026-01-05T09:02Z'), 10, 'email')
    expect([claimed.length, cancelled.length]).toEqual([0, 1])
    await outcome(trial, '2026-01-05T09:03', 'cancelled')
    expect(asked(trial).slice(2)).toEqual(['01-05T09:03 emailAdmitted'])
    expect(await trial.messages()).toMatchObject([{ workflow: 'two' }])
    await trial.close()
  })

  test('rule 22: so does one that was withdrawn, and it stays withdrawn', async () => {
    const workflow = mail('one')
    const gold = { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' } as const
    Object.assign(workflow.nodes[1]!.settings, { if: gold })
    const trial = await openTrial([workflow, mail('two', {}, 'Visit')])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-05T08:00', { plan: 'gold' })
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.messages()
    await trial.identify('ada', '2026-01-05T09:01', { plan: 'silver' })
    await trial.track('ada', 'Visit', '2026-01-05T09:02')
    await trial.identify('ada', '2026-01-05T09:03', { plan: 'gold' })
    await outcome(trial, '2026-01-05T09:04', 'cancelled')
    expect(asked(trial)).toEqual([
      '01-05T09:00 emailAdmitted',
      '01-05T09:02 deferredCap 01-06T00:00',
      '01-05T09:04 emailAdmitted',
    ])
    expect(await trial.messages()).toMatchObject([{ workflow: 'two' }])
    await trial.close()
  })

  test('rule 22: it stays withdrawn for its reason, however late delivery hands it back', async () => {
    const workflow = mail('cart')
    const gold = { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' }
    Object.assign(workflow.nodes[1]!.settings, { if: gold })
    workflow.nodes[2]!.settings = { for: 'P90D' } as never
    const trial = await openTrial([workflow, mail('two', {}, 'Visit')])
    await trial.identify('ada', '2026-01-05T08:00', { plan: 'gold' })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.identify('ada', '2026-01-05T10:01', { plan: 'silver' })
    await trial.identify('ada', '2026-02-20T10:00', { plan: 'gold' })
    await trial.track('ada', 'Visit', '2026-02-20T10:01')
    await outcome(trial, '2026-02-20T10:02', 'stale')
    const { items } = await trial.pages.messages({ limit: 9 })
    expect(items.find(({ workflow }) => workflow === 'cart')).toMatchObject({
      state: 'cancelled',
      detail: 'conditionFalse',
    })
    await trial.close()
  })

  test('rule 22: a workflow’s own cap counts its own messages', async () => {
    const capped = { reentry: { rule: 'always' as const }, caps: [{ per: 'day' as const, atMost: 1 }] }
    const trial = await openTrial([mail('one', capped), mail('two', {}, 'Visit')])
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Visit', '2026-01-05T09:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    expect(asked(trial)).toEqual([
      '01-05T09:00 emailAdmitted',
      '01-05T09:00 emailAdmitted',
      '01-05T10:00 deferredCap 01-06T00:00',
    ])
    await trial.close()
  })

  test('rule 22: a workflow’s cap holds beside any number of messages of another, of which only the newest are kept', async () => {
    const capped = mail('one', { caps: [{ per: 'rolling', atMost: 1, period: 'P30D' }] })
    const trial = await openTrial([capped, mail('two', {}, 'Visit')])
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    const { run } = trial.lines()[0]!
    const customer = Number(run.split('-')[0])
    await outcome(trial, '2026-01-05T09:01', 'sent')
    const said = { name: 'Visit', source: 'test', trusted: true, historical: false, body: '{}' } as const
    const sent = { type: 'outcome', outcome: 'sent', detail: '', attempts: 1 } as const
    const identities = [{ kind: 'userId', value: 'ada' }]
    for (let n = 1; n <= 510; n++) {
      const clock = Date.parse('2026-01-06') + n * 3_600_000
      const message = `${customer}-${n}:email-2:1`
      await trial.engine.append([
        { id: `visit-${n}`, clock, payload: { type: 'event', kind: 'track', time: clock, identities, ...said } },
        ...(n <= 5 ? [] : [{ id: message, clock, payload: { ...sent, message, customer } }]),
      ])
    }
    await trial.engine.idle()
    await trial.track('ada', 'Cart', '2026-01-28T09:00')
    expect(asked(trial).at(-1)).toBe('01-28T09:00 gaveUpCap')
    const { customers } = await trial.storage.load({ customers: [customer] })
    const { ledger = [] } = customers[0]!.customer
    expect(ledger.filter(({ open }) => open)).toHaveLength(5)
    expect(ledger).toHaveLength(1 + 5 + 100)
    await trial.close()
  })

  test('rule 5: messages of both count for the customer whom they became', async () => {
    const trial = await openTrial([mail('one')])
    await keep(trial, { caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }] })
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    await trial.track('', 'Visit', '2026-01-05T09:30', {}, { anonymousId: 'phone' })
    await trial.track('ada', 'Visit', '2026-01-05T10:00', {}, { anonymousId: 'phone' })
    await trial.track('ada', 'Cart', '2026-01-05T11:00')
    expect(asked(trial).at(-1)).toBe('01-05T11:00 deferredCap 01-06T00:00')
    await trial.close()
  })

  test('rule 5: a message that is judged again after its customer joined another is that other’s', async () => {
    const trial = await openTrial([mail('one')])
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.identify('bob', '2026-01-05T08:30')
    await trial.track('bob', 'Cart', '2026-01-05T09:00')
    const [ofBob] = await trial.messages()
    const { key, customer } = ofBob!
    const clock = Date.parse('2026-01-05T09:30Z')
    const identities = ['ada', 'bob'].map((value) => ({ kind: 'userId', value }))
    const said = {
      kind: 'track',
      name: 'Visit',
      time: clock,
      source: 'test',
      trusted: true,
      historical: false,
    } as const
    await trial.engine.append([
      { id: 'joins', clock, payload: { type: 'event', ...said, identities, body: '{}' } },
      {
        id: 'stale',
        clock,
        payload: { type: 'outcome', message: key, customer, outcome: 'notSent', detail: 'stale', attempts: 1 },
      },
    ])
    await trial.engine.idle()
    const [ofAda] = await trial.messages()
    // A customer's id is the number of the entry that first named them.
    expect(ofAda?.customer).toBe(customer - 1)
    await trial.close()
  })
})

describe('the send condition of a message', () => {
  const workflow = mail('cart')
  Object.assign(workflow.nodes[1]!.settings, {
    if: { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' },
  })

  test('rule 22: is judged when the message goes, and skips it', async () => {
    const trial = await openTrial([workflow])
    await keep(trial, { quietHours: [night] })
    await trial.identify('ada', '2026-01-05T08:00', { plan: 'gold' })
    await trial.track('ada', 'Cart', '2026-01-05T22:00')
    await trial.identify('ada', '2026-01-05T23:00', { plan: 'silver' })
    await trial.until('2026-01-06T10:00')
    expect(asked(trial)).toEqual(['01-05T22:00 deferredQuietHours 01-06T09:00', '01-06T09:00 conditionFalse'])
    await trial.close()
  })

  test('rule 22: withdraws a message that has not begun when it stops holding', async () => {
    const trial = await openTrial([workflow])
    await trial.identify('ada', '2026-01-05T08:00', { plan: 'gold' })
    await trial.track('ada', 'Cart', '2026-01-05T10:00')
    await trial.identify('ada', '2026-01-05T10:01', { plan: 'silver' })
    expect(await trial.messages()).toEqual([])
    await trial.close()
  })
})
