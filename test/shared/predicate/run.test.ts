import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../shared/predicate/evaluate.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { smallestChange } from '../../../shared/predicate/smallestChange.ts'
import { factsOf, instant } from './facts.ts'

const run = (since: string, triggerSeq: number, triggerName = 'Cart Viewed') => ({
  since: instant(since),
  triggerSeq,
  triggerName,
  trigger: { cart_id: 'C-1', products: [{ sku: 'A' }, { sku: 'B' }] },
})
const orderedSince: Predicate = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, within: 'run' }

describe('since the run began', () => {
  test('rule 17: an event counts by its own time, whenever it arrived', () => {
    const events = [
      { name: 'Order Completed', time: '2026-05-01T10:00:00Z', seq: 1 },
      { name: 'Cart Viewed', time: '2026-05-01T09:50:00Z', seq: 2 },
    ]
    expect(evaluate(orderedSince, factsOf({ events, run: run('2026-05-01T09:50:00Z', 2) })).holds).toBe(true)
  })

  test('rule 17: an event before the one that began the run does not count', () => {
    const events = [{ name: 'Order Completed', time: '2026-05-01T09:49:59.999Z' }]
    expect(evaluate(orderedSince, factsOf({ events, run: run('2026-05-01T09:50:00Z', 2) })).holds).toBe(false)
  })

  test('rule 17: the event that began the run is left out, another of the same instant is not', () => {
    const time = '2026-05-01T09:50:00Z'
    const began = { name: 'Order Completed', time, seq: 5 }
    const facts = { run: run(time, 5, 'Order Completed') }
    expect(evaluate(orderedSince, factsOf({ ...facts, events: [began] })).holds).toBe(false)
    for (const seq of [4, 6])
      expect(evaluate(orderedSince, factsOf({ ...facts, events: [began, { ...began, seq }] })).holds).toBe(true)
  })

  test('without a run it is false and unknown, and time changes nothing', () => {
    expect(evaluate(orderedSince, factsOf({}))).toEqual({
      holds: false,
      changesAt: null,
      because: [{ at: '', holds: false, unknown: true }],
    })
  })

  test('trigger properties are operands and can be asked for', () => {
    const facts = factsOf({
      run: run('2026-05-01T09:50:00Z', 2),
      events: [{ name: 'Order Completed', time: '2026-05-01T10:00:00Z', properties: { cart: 'c-1' } }],
    })
    const where = { property: 'cart', op: 'is', value: { ref: 'trigger.cart_id' } } as const
    expect(evaluate({ ...orderedSince, where } as Predicate, facts).holds).toBe(true)
    expect(evaluate({ test: 'trigger', property: 'products.sku', op: 'is', value: 'b' }, facts).holds).toBe(true)
    expect(evaluate({ test: 'trigger', property: 'products.sku', op: 'is', value: 'c' }, facts).holds).toBe(false)
  })
})

describe('order number', () => {
  const orders = ['2026-05-03', '2026-05-01', '2026-05-02'].map((day, index) => ({
    name: 'Order Completed',
    time: `${day}T00:00:00Z`,
    seq: index + 1,
  }))
  const first: Predicate = { test: 'orderNumber', op: 'exactly', value: 1 }

  test('is the place by own time of the order that began the run, whatever came later', () => {
    const asked = (since: string, seq: number) =>
      evaluate(first, factsOf({ events: orders, run: run(since, seq, 'Order Completed') }))
    expect(asked('2026-05-01T00:00:00Z', 2).because).toMatchObject([{ holds: true, value: 1 }])
    expect(asked('2026-05-03T00:00:00Z', 1).because).toMatchObject([{ holds: false, value: 3 }])
  })

  test('is the same in a run that began when another, begun by the order, had ended', () => {
    const known = { events: orders, run: run('2026-05-09T00:00:00Z', 3, 'Order Completed') }
    expect(evaluate(first, factsOf(known)).because).toMatchObject([{ value: 2 }])
    const { changes } = smallestChange(first, factsOf(known), '')
    expect(changes).toEqual([{ at: '', change: 'noEvents', event: 'Order Completed', events: [2] }])
  })

  test('is the number of orders so far where no order began the run, or the one that did is gone', () => {
    expect(
      evaluate(first, factsOf({ events: orders, run: run('2026-05-01T00:00:00Z', 9, 'Order Completed') })).because,
    ).toMatchObject([{ value: 3 }])
    expect(evaluate(first, factsOf({ events: orders })).because).toMatchObject([{ value: 3 }])
    expect(evaluate(first, factsOf({ events: orders, run: run('2026-05-01T00:00:00Z', 9) })).because).toMatchObject([
      { value: 3 },
    ])
    expect(evaluate(first, factsOf({})).because).toMatchObject([{ holds: false, value: 0 }])
  })
})
