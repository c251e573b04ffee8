import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../shared/predicate/evaluate.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { factsOf, type Happened } from './facts.ts'

const spent = (op: 'atLeast' | 'exactly' | 'less', value: number, within?: string, property = 'total'): Predicate => ({
  test: 'sum',
  event: 'Order Completed',
  property,
  op,
  value,
  ...(within && { within }),
})
const orders = (...totals: unknown[]): Happened[] =>
  totals.map((total, index) => ({
    name: 'Order Completed',
    time: Date.parse('2026-04-01T00:00:00Z') + index * 86_400_000,
    properties: { total },
  }))

describe('a sum', () => {
  test('rule 6: is exact in millionths: ten times 0.1 is 1', () => {
    const facts = factsOf({ events: orders(...Array<number>(10).fill(0.1)) })
    expect(evaluate(spent('exactly', 1), facts)).toMatchObject({ holds: true, because: [{ value: 1 }] })
  })

  test('does not depend on the order of adding (H19)', () => {
    const prices = fc.array(
      fc.oneof(fc.double({ min: -9e9, max: 9e9, noNaN: true }), fc.constantFrom('12.345678', 0.1, -0.000001, 9e9)),
      {
        minLength: 2,
        maxLength: 30,
      },
    )
    fc.assert(
      fc.property(
        prices.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([one, other]) => {
          const value = (list: unknown[]) => evaluate(spent('atLeast', 1), factsOf({ events: orders(...list) })).because
          expect(value(one).map(({ holds, value }) => [holds, value])).toEqual(
            value(other).map(({ holds, value }) => [holds, value]),
          )
        },
      ),
    )
  })

  test('of no events is zero', () => {
    expect(evaluate(spent('exactly', 0), factsOf({})).because).toEqual([{ at: '', holds: true, value: 0 }])
  })

  test('takes numeric text as a number and leaves out the rest, marked unknown', () => {
    expect(evaluate(spent('exactly', 14), factsOf({ events: orders('12.50', 1.5) })).because).toMatchObject([
      { holds: true, value: 14 },
    ])
    const left = evaluate(spent('exactly', 3), factsOf({ events: orders(3, '€4', null, true, 1e12, undefined) }))
    expect(left.because).toMatchObject([{ holds: true, unknown: true, value: 3 }])
  })

  test('adds every element of a list', () => {
    const events = [
      { name: 'Order Completed', time: '2026-04-01T00:00:00Z', properties: { products: [{ price: 2 }, { price: 3 }] } },
    ]
    expect(evaluate(spent('exactly', 5, undefined, 'products.price'), factsOf({ events })).holds).toBe(true)
  })

  test('turns when enough has left the window, also upwards where a refund leaves', () => {
    const events = orders(50, 30, 20)
    expect(evaluate(spent('atLeast', 45, 'P60D'), factsOf({ events })).changesAt).toBe(
      Date.parse('2026-06-01T00:00:00Z'),
    )
    const refunded = orders(-30, 50)
    expect(evaluate(spent('atLeast', 45, 'P60D'), factsOf({ events: refunded }))).toMatchObject({
      holds: false,
      changesAt: Date.parse('2026-05-31T00:00:00Z'),
    })
  })

  test('does not turn for amounts that leave together and balance', () => {
    const time = '2026-04-01T00:00:00Z'
    const events = [5, -5].map((total) => ({ name: 'Order Completed', time, properties: { total } }))
    expect(evaluate(spent('exactly', 0, 'P60D'), factsOf({ events })).changesAt).toBeNull()
  })
})
