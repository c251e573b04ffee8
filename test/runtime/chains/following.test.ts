import { describe, expect, test } from 'vitest'
import { draw, email, openTrial, type Trial } from '../../support/trial.ts'
import { attributesOf, onCart } from './cart.ts'

describe('following another workflow', () => {
  const first = () =>
    draw({
      id: 'first',
      settings: {
        exits: [{ title: 'Bought', when: { test: 'event', event: 'Order', op: 'atLeast', value: 1, within: 'run' } }],
      },
      nodes: {
        ...onCart('branch-2'),
        'branch-2': {
          kind: 'branch',
          settings: { paths: [{ port: 'out', when: { test: 'trigger', property: 'out', op: 'is', value: true } }] },
          ports: { out: 'exit-3', else: 'delay-4' },
        },
        'exit-3': { kind: 'exit', settings: { reason: 'Too small' } },
        'delay-4': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
  const following = (how: string, reason?: string) =>
    draw({
      id: `after-${how}${reason ? '-one' : ''}`,
      nodes: {
        'workflow-1': {
          kind: 'workflow',
          settings: { workflow: 'first', how, ...(reason && { reason }) },
          ports: { next: 'update-2' },
        },
        'update-2': { kind: 'update', settings: { set: [{ attribute: 'cart', to: { ref: 'trigger.cart_id' } }] } },
      },
    })
  const followers = () => [
    following('any'),
    following('end'),
    following('exit'),
    following('exit', 'Bought'),
    following('goal'),
  ]
  const begun = async (trial: Trial) =>
    Promise.all(
      followers().map(async ({ id }) => [id, (await trial.pages.runs({ workflow: id, limit: 9 })).items.length]),
    ).then(Object.fromEntries)

  test.each([
    [
      'at its end',
      {},
      undefined,
      { 'after-any': 1, 'after-end': 1, 'after-exit': 0, 'after-exit-one': 0, 'after-goal': 0 },
    ],
    [
      'by an exit',
      { out: true },
      undefined,
      { 'after-any': 1, 'after-end': 0, 'after-exit': 1, 'after-exit-one': 0, 'after-goal': 0 },
    ],
    [
      'by an exit rule',
      {},
      'Order',
      { 'after-any': 1, 'after-end': 0, 'after-exit': 1, 'after-exit-one': 1, 'after-goal': 0 },
    ],
  ])('begins when somebody leaves it %s, and knows what began it', async (_, properties, then, expected) => {
    const trial = await openTrial([first(), ...followers()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1', ...properties })
    if (then) await trial.track('ada', then, '2026-01-01T11:00')
    await trial.until('2026-01-03')
    expect(await begun(trial)).toEqual(expected)
    expect(await attributesOf(trial)).toMatchObject({ cart: 'c-1' })
    await trial.close()
  })

  test('rule 4: an imported event that ends a run lets nobody in by it', async () => {
    const trial = await openTrial([first(), ...followers()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Order', '2026-01-01T11:00', {}, { historical: true })
    expect(trial.story()).toContain('ended delay-4 exitRule')
    expect(Object.values(await begun(trial))).toEqual([0, 0, 0, 0, 0])
    await trial.close()
  })

  test.each([
    ['2026-01-05T10:30', 1],
    ['2026-01-02T11:00', 0],
  ])('rule 4: nor does one of %s that ends it by way of a message: %i begin', async (time, expected) => {
    const waiting = draw({
      id: 'first',
      nodes: {
        ...onCart('wait-2'),
        'wait-2': {
          kind: 'wait',
          settings: { for: 'event', events: [{ port: 'ordered', event: 'Order' }], since: 'arrival' },
          ports: { ordered: 'email-3' },
        },
        'email-3': email('Thanks'),
      },
    })
    const trial = await openTrial([waiting, following('any')])
    await trial.identify('ada', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Order', '2026-01-05T11:00', {}, { time })
    expect(trial.story()).toContain('ended email-3 reachedEnd')
    expect(trial.story().filter((line) => line.startsWith('entered workflow-1'))).toHaveLength(expected)
    await trial.close()
  })
})
