import { describe, expect, test } from 'vitest'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import { draw, email, openTrial } from '../../support/trial.ts'
import { onCart } from './cart.ts'

describe('stopping another workflow', () => {
  const mailing = (id: string, settings: Partial<WorkflowSettings> = {}) =>
    draw({
      id,
      settings,
      nodes: {
        ...onCart('email-2'),
        'email-2': email('Your cart', { next: 'delay-3' }),
        'delay-3': { kind: 'delay', settings: { for: 'P3D' } },
      },
    })
  const stopping = (more: object = {}) =>
    draw({
      id: 'stopping',
      settings: { key: 'cart_id' },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Order' }, ports: { next: 'stop-2' } },
        'stop-2': { kind: 'stop', settings: { workflow: 'mailing', ...more } },
      },
    })

  test('rule 15: its runs end at once, with a reason, and what has not begun is cancelled', async () => {
    const trial = await openTrial([mailing('mailing'), mailing('unmoved'), stopping({ reason: 'Bought' })])
    await trial.identify('ada', '2026-01-01')
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    await trial.track('ada', 'Order', '2026-01-01T10:01', { cart_id: 'c-1' })
    expect(trial.lines().filter(({ what }) => what === 'ended')).toMatchObject([
      { node: 'delay-3', why: 'stopped', params: { by: 'stopping', reason: 'Bought' } },
      { node: 'stop-2', why: 'reachedEnd' },
    ])
    expect(
      (await trial.pages.messages({ limit: 9 })).items.map(({ workflow, state }) => `${workflow} ${state}`),
    ).toEqual(['unmoved waiting', 'mailing cancelled'])
    const { items } = await trial.pages.runs({ workflow: 'mailing', limit: 9 })
    expect(items).toMatchObject([{ state: 'ended', reason: { code: 'stopped', detail: 'Bought' } }])
    await trial.close()
  })

  test('with the same key, the others stay; nobody inside is said too', async () => {
    const trial = await openTrial([mailing('mailing', { key: 'cart_id' }), stopping({ sameKey: true })])
    for (const cart_id of ['c-1', 'c-2']) await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id })
    for (const cart_id of ['c-1', 'c-3']) await trial.track('ada', 'Order', '2026-01-01T11:00', { cart_id })
    expect(
      trial
        .lines()
        .filter(({ node }) => node === 'stop-2')
        .map(({ key, why, params }) => [key, why, params]),
    ).toEqual([
      ['c-1', 'stoppedRuns', { workflow: 'mailing', runs: 1 }],
      ['c-1', 'reachedEnd', undefined],
      ['c-3', 'nothingToStop', { workflow: 'mailing', runs: 0 }],
      ['c-3', 'reachedEnd', undefined],
    ])
    expect((await trial.pages.runs({ workflow: 'mailing', state: 'active', limit: 9 })).items).toMatchObject([
      { key: 'c-2' },
    ])
    await trial.close()
  })
})
