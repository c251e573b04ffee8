import { describe, expect, test } from 'vitest'
import { draw, openTrial } from '../support/trial.ts'

const waiting = (settings: object) =>
  draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
      'wait-2': { kind: 'wait', settings },
    },
  })

const sameCart = { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } }

describe('rule 13: waiting for an event', () => {
  test('rule 13: only the event with the same key ends the wait', async () => {
    const trial = await openTrial([
      waiting({
        for: 'event',
        events: [{ port: 'ordered', event: 'Order', where: sameCart }],
        since: 'arrival',
        timeout: 'PT4H',
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00', { cart_id: 'a' })
    await trial.track('ada', 'Order', '2026-01-01T10:05', { cart_id: 'b' })
    expect(trial.story().at(-1)).toBe('rested wait-2 waiting')
    await trial.track('ada', 'Order', '2026-01-01T10:06', { cart_id: 'a' })
    expect(trial.story().at(-2)).toBe('took wait-2 ordered')
    await trial.close()
  })

  test('rule 13: the first of several events decides the port, and the timeout has its own', async () => {
    const settings = {
      for: 'event',
      events: [
        { port: 'ordered', event: 'Order' },
        { port: 'left', event: 'Cart Emptied' },
      ],
      since: 'arrival',
      timeout: 'PT4H',
    }
    const trial = await openTrial([waiting(settings)])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('bob', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Cart Emptied', '2026-01-01T10:30')
    await trial.until('2026-01-01T13:59:59Z')
    expect(trial.story('bob').at(-1)).toBe('rested wait-2 waiting')
    await trial.until('2026-01-01T14:00')
    expect(trial.story('ada')).toContain('took wait-2 left')
    expect(trial.story('bob')).toContain('took wait-2 timeout')
    await trial.close()
  })

  test('rule 13: since the run began takes an order that arrived before the cart, when it happened after it', async () => {
    const trial = await openTrial([
      waiting({ for: 'event', events: [{ port: 'ordered', event: 'Order' }], since: 'run', timeout: 'PT4H' }),
    ])
    await trial.track('ada', 'Order', '2026-01-01T10:10', {}, { time: '2026-01-01T10:00' })
    await trial.track('ada', 'Cart', '2026-01-01T10:10', {}, { time: '2026-01-01T09:50' })
    expect(trial.story()).toEqual(['entered event-1 entered', 'took wait-2 ordered', 'ended wait-2 reachedEnd'])
    await trial.close()
  })

  test('rule 13: since the run began takes an order as a guest, once the guest turns out to be the customer', async () => {
    for (const [since, isOver] of [
      ['run', true],
      ['arrival', false],
    ] as const) {
      const trial = await openTrial([
        waiting({ for: 'event', events: [{ port: 'ordered', event: 'Order' }], since, timeout: 'PT4H' }),
      ])
      await trial.track('ada', 'Cart', '2026-01-01T10:00')
      await trial.track('', 'Order', '2026-01-01T10:30', {}, { anonymousId: 'laptop' })
      await trial.track('ada', 'Visit', '2026-01-01T11:00', {}, { anonymousId: 'laptop' })
      expect(trial.story('ada').includes('took wait-2 ordered'), since).toBe(isOver)
      await trial.close()
    }
  })

  test('rule 26: in a pause it is what the run does when the pause is over', async () => {
    const trial = await openTrial([
      waiting({ for: 'event', events: [{ port: 'ordered', event: 'Order' }], since: 'run', timeout: 'PT4H' }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('', 'Order', '2026-01-01T10:30', {}, { anonymousId: 'laptop' })
    await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'paused' })
    await trial.until('2026-01-01T15:00')
    await trial.track('ada', 'Visit', '2026-01-01T15:30', {}, { anonymousId: 'laptop' })
    await trial.change({ do: 'setWorkflowState', workflow: 'trial', state: 'live' })
    expect(trial.story('ada')).toContain('took wait-2 ordered')
    await trial.close()
  })

  test('rule 13: an order from before the cart does not end the wait', async () => {
    const trial = await openTrial([
      waiting({ for: 'event', events: [{ port: 'ordered', event: 'Order' }], since: 'run', timeout: 'PT4H' }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:10')
    await trial.track('ada', 'Order', '2026-01-01T10:20', {}, { time: '2026-01-01T10:09' })
    expect(trial.story().at(-1)).toBe('rested wait-2 waiting')
    await trial.close()
  })
})

describe('rule 14: waiting until a condition holds', () => {
  test('rule 14: time alone ends the wait at the exact second', async () => {
    const quiet = { not: { test: 'event', event: 'Visit', op: 'atLeast', value: 1, within: 'P3D' } }
    const trial = await openTrial([waiting({ for: 'condition', until: quiet })])
    await trial.track('ada', 'Visit', '2026-01-01T09:00')
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.track('ada', 'Visit', '2026-01-02T12:00')
    await trial.until('2026-01-05T11:59:59Z')
    expect(trial.story().at(-1)).toBe('rested wait-2 waiting')
    await trial.until('2026-01-05T12:00')
    expect(trial.lines().find((line) => line.port === 'holds')?.at).toBe('2026-01-05T12:00:00.000Z')
    await trial.close()
  })

  test('rule 14: an attribute that changes ends the wait at once', async () => {
    const trial = await openTrial([
      waiting({
        for: 'condition',
        until: { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' },
        timeout: 'P1D',
      }),
    ])
    await trial.track('ada', 'Cart', '2026-01-01T10:00')
    await trial.identify('ada', '2026-01-01T11:00', { city: 'Rome' })
    expect(trial.story()).toContain('took wait-2 holds')
    await trial.close()
  })
})
