import { describe, expect, test } from 'vitest'
import { initialSettings } from '../../../runtime/storage/control.ts'
import type { Sending } from '../../../shared/sending.ts'
import { asked, mail } from '../../support/sending.ts'
import { openTrial } from '../../support/trial.ts'

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
