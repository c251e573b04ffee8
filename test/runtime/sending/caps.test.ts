import { describe, expect, test } from 'vitest'
import type { Sending } from '../../../shared/sending.ts'
import { asked, keep, mail, outcome } from '../../support/sending.ts'
import { openTrial } from '../../support/trial.ts'

describe('frequency caps', () => {
  const ordered = { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' } as const
  const leftByOrder = { exits: [{ title: 'Ordered', when: ordered }] }
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
    const trial = await openTrial([mail('one', leftByOrder), mail('two', {}, 'Visit')])
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
    const trial = await openTrial([mail('one', leftByOrder), mail('two', {}, 'Visit')])
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
