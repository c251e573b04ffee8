import { describe, expect, test } from 'vitest'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import { draw, openTrial, type Trial } from '../../support/trial.ts'
import { attributesOf, cartProperty, onCart } from './cart.ts'

/** On a cart it asks for `other`, and then waits for a day. */
const starting = (other: string) =>
  draw({
    id: 'starting',
    nodes: {
      ...onCart('start-2'),
      'start-2': { kind: 'start', settings: { workflow: other, properties: cartProperty }, ports: { next: 'delay-3' } },
      'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })
const asked = (settings: Partial<WorkflowSettings> = {}) =>
  draw({
    id: 'asked',
    settings,
    nodes: {
      'request-1': { kind: 'request', settings: {}, ports: { next: 'update-2' } },
      'update-2': {
        kind: 'update',
        settings: { set: [{ attribute: 'cart', to: { ref: 'trigger.cart' } }] },
        ports: { next: 'delay-3' },
      },
      'delay-3': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'update-4' } },
      'update-4': { kind: 'update', settings: { set: [{ attribute: 'later', to: { ref: 'trigger.cart' } }] } },
    },
  })

const whyOf = (trial: Trial, node: string) =>
  trial
    .lines()
    .filter((line) => line.node === node && line.what === 'asked')
    .map(({ why, params }) => [why, params])

describe('starting another workflow', () => {
  test('lets the customer in at once, with what it is given, and says so in both trails', async () => {
    const trial = await openTrial([starting('asked'), asked()])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    expect(await attributesOf(trial)).toMatchObject({ cart: 'c-1' })
    expect(trial.lines().filter(({ what }) => what === 'entered' || what === 'asked')).toMatchObject([
      { at: '2026-01-01T10:00:00.000Z', node: 'event-1' },
      { node: 'start-2', why: 'started', params: { workflow: 'asked', run: '3-1' } },
      { at: '2026-01-01T10:00:00.000Z', node: 'request-1', params: { request: true, by: 'starting' } },
    ])
    await trial.until('2026-01-03')
    expect(await attributesOf(trial)).toMatchObject({ later: 'c-1' })
    await trial.close()
  })

  test('what one is given, the rules for entering again may tell apart', async () => {
    const trial = await openTrial([starting('asked'), asked({ key: 'cart', reentry: { rule: 'once' } })])
    for (const cart_id of ['c-1', 'c-1', 'c-2']) await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id })
    await trial.track('ada', 'Cart', '2026-01-01T11:00')
    expect(whyOf(trial, 'start-2')).toEqual([
      ['started', { workflow: 'asked', run: '3-1' }],
      ['notStarted', { workflow: 'asked', reason: 'reentryOnce' }],
      ['started', { workflow: 'asked', run: '3-4' }],
      ['notStarted', { workflow: 'asked', reason: 'keyMissing' }],
    ])
    await trial.close()
  })

  test('whoever is held out of it did not enter, and the trail says so', async () => {
    const trial = await openTrial([starting('asked'), asked({ holdout: 50 })])
    const users = ['ada', 'bob', 'cleo', 'dora']
    for (const userId of users) await trial.track(userId, 'Cart', '2026-01-01T10:00', { cart_id: 'c-1' })
    const { items } = await trial.pages.runs({ workflow: 'asked', limit: 9 })
    const told = trial.lines().filter(({ what, node }) => what === 'asked' && node === 'start-2')
    const begun = told.flatMap(({ why, params }) => (why === 'started' ? [params?.run] : []))
    const others = told.flatMap(({ why, params }) => (why === 'notStarted' ? [params?.reason] : []))
    expect(begun).toEqual(items.map(({ id }) => id).sort())
    expect(others).toEqual(Array(4 - items.length).fill('heldOut'))
    expect([1, 2, 3]).toContain(items.length)
    await trial.close()
  })

  test.each([
    ['is not there', 'nowhere', 'nowhere', 'workflowNotLive'],
    ['does not begin by request', 'other', 'other', 'noRequestTrigger'],
    ['is ended', 'ended', 'ended', 'workflowNotLive'],
    ['is paused', 'paused', 'paused', 'workflowPaused'],
  ])('one that %s: the trail says it, and the run goes on', async (_, id, workflow, reason) => {
    const others = ['ended', 'paused'].map((other) => ({ ...asked(), id: other, title: other }))
    const trial = await openTrial([
      starting(id),
      draw({ id: 'other', nodes: { ...onCart('exit-2'), 'exit-2': { kind: 'exit', settings: { reason: 'Seen' } } } }),
      ...others,
    ])
    for (const state of ['ended', 'paused'] as const)
      await trial.change({ do: 'setWorkflowState', workflow: state, state })
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(whyOf(trial, 'start-2')).toEqual([['notStarted', { workflow, reason }]])
    await trial.until('2026-01-03')
    expect(trial.story()).toContain('ended delay-3 reachedEnd')
    await trial.close()
  })
})
