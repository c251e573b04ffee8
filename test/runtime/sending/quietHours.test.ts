import { describe, expect, test } from 'vitest'
import { initialSettings } from '../../../runtime/storage/control.ts'
import type { Sending } from '../../../shared/sending.ts'
import { asked, keep, mail, night, outcome } from '../../support/sending.ts'
import { openTrial } from '../../support/trial.ts'

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
