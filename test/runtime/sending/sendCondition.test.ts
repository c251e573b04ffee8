import { describe, expect, test } from 'vitest'
import { asked, keep, mail, night } from '../../support/sending.ts'
import { openTrial } from '../../support/trial.ts'

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
