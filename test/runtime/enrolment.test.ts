import { describe, expect, test } from 'vitest'
import type { Reentry } from '../../shared/workflow.ts'
import { draw, openTrial } from '../support/trial.ts'

const carts = (reentry: Reentry, more: object = {}, rests = 'PT2H') =>
  draw({
    settings: { reentry, ...more },
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { for: rests }, ports: { next: 'exit-3' } },
      'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })

const entries = (story: readonly string[]) => story.filter((line) => line.startsWith('entered')).length

describe('rule 8: re-entry', () => {
  test('rule 8: once ever lets nobody in twice, also after the end', async () => {
    const trial = await openTrial([carts({ rule: 'once' })])
    for (const at of ['2026-01-01T10:00', '2026-01-01T11:00', '2026-01-05T10:00']) await trial.track('ada', 'Cart', at)
    expect(entries(trial.story())).toBe(1)
    await trial.close()
  })

  test('rule 8: after the end lets a customer in only when the last run has ended', async () => {
    const trial = await openTrial([carts({ rule: 'afterEnd' })])
    for (const at of ['2026-01-01T10:00', '2026-01-01T11:00', '2026-01-01T12:30']) await trial.track('ada', 'Cart', at)
    expect(entries(trial.story())).toBe(2)
    await trial.close()
  })

  test('rule 8: not before a period counts from the last start', async () => {
    const trial = await openTrial([carts({ rule: 'notBefore', period: 'P2D' })])
    for (const at of ['2026-01-01T10:00', '2026-01-03T09:59', '2026-01-03T10:00']) await trial.track('ada', 'Cart', at)
    expect(entries(trial.story())).toBe(2)
    await trial.close()
  })

  test('rule 8: start again ends the active run as replaced, for the same key only', async () => {
    const trial = await openTrial([carts({ rule: 'startAgain' }, { key: 'cart_id' })])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'a' })
    await trial.track('ada', 'Cart', '2026-01-01T10:30', { cart_id: 'b' })
    await trial.track('ada', 'Cart', '2026-01-01T11:00', { cart_id: 'a' })
    await trial.until('2026-01-02')
    expect(trial.story()).toEqual([
      'entered event-1 entered',
      'rested delay-2 waiting',
      'entered event-1 entered',
      'rested delay-2 waiting',
      'ended delay-2 replaced',
      'entered event-1 entered',
      'rested delay-2 waiting',
      'took delay-2 next',
      'ended exit-3 exitNode',
      'took delay-2 next',
      'ended exit-3 exitNode',
    ])
    await trial.close()
  })

  test('rule 8: start again begins for other keys as long as there is room, and for one that has a run always', async () => {
    const trial = await openTrial([carts({ rule: 'startAgain' }, { key: 'cart_id' }, 'P9D')])
    const days = ['2026-01-01', '2026-01-02']
    for (const [day, date] of days.entries())
      for (let n = 0; n < 50; n++) await trial.track('ada', 'Cart', `${date}T10:00`, { cart_id: `${day}-${n}` })
    expect(entries(trial.story())).toBe(100)
    await trial.track('ada', 'Cart', '2026-01-03T10:00', { cart_id: 'one more' })
    expect(entries(trial.story())).toBe(100)
    await trial.track('ada', 'Cart', '2026-01-03T11:00', { cart_id: '0-7' })
    expect(entries(trial.story())).toBe(101)
    await trial.close()
  })

  test('rule 8: without the key that the workflow names nobody enters', async () => {
    const trial = await openTrial([carts({ rule: 'always' }, { key: 'cart_id' })])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    expect(trial.story()).toEqual([])
    await trial.close()
  })
})

test('rule 7: the filter sees the customer as they are after the event', async () => {
  const trial = await openTrial([
    carts({ rule: 'always' }, { filter: { test: 'event', event: 'Cart', op: 'atLeast', value: 2 } }),
  ])
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  expect(entries(trial.story())).toBe(0)
  await trial.track('ada', 'Cart', '2026-01-01T10:01')
  expect(entries(trial.story())).toBe(1)
  await trial.close()
})

test('rule 9: the same event sent twice makes one run', async () => {
  const trial = await openTrial([carts({ rule: 'always' })])
  await trial.track('ada', 'Cart', '2026-01-01T10:00', {}, { id: 'same' })
  await trial.track('ada', 'Cart', '2026-01-01T10:01', {}, { id: 'same' })
  expect(entries(trial.story())).toBe(1)
  await trial.close()
})

describe('rule 4: late and imported events', () => {
  test('rule 4: an event older than a day starts nothing', async () => {
    const trial = await openTrial([carts({ rule: 'always' })])
    await trial.track('ada', 'Cart', '2026-01-03T10:00', {}, { time: '2026-01-02T09:59' })
    expect(trial.story()).toEqual([])
    await trial.track('ada', 'Cart', '2026-01-03T10:00', {}, { time: '2026-01-02T10:00' })
    expect(entries(trial.story())).toBe(1)
    await trial.close()
  })

  test('rule 4: a historical event starts nothing, and ends a wait', async () => {
    const trial = await openTrial([
      draw({
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
          'wait-2': {
            kind: 'wait',
            settings: { for: 'event', events: [{ port: 'ordered', event: 'Order' }], since: 'run', timeout: 'P1D' },
          },
        },
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', {}, { historical: true })
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Order', '2026-01-01T11:00', {}, { historical: true })
    expect(trial.story()).toEqual([
      'entered event-1 entered',
      'rested wait-2 waiting',
      'took wait-2 ordered',
      'ended wait-2 reachedEnd',
    ])
    await trial.close()
  })
})
