import { describe, expect, test } from 'vitest'
import { aroundOf, matches } from '../../../shared/predicate/filter.ts'
import { valueAt } from '../../../shared/predicate/path.ts'
import type { Filter } from '../../../shared/predicate/schema.ts'
import { factsOf } from './facts.ts'

const order = {
  currency: 'EUR',
  'utm.source': 'mail',
  products: [
    { sku: 'TEA', price: 4, tags: ['green'] },
    { sku: 'MUG', price: 12, tags: [] },
  ],
  shipping: { method: 'air' },
}
const facts = factsOf({ attributes: { city: 'Rome', address: { country: 'IT' }, favourites: ['MUG', 'POT'] } })
const ask = (filter: Filter) => matches(filter, order, aroundOf(facts))
const tea: Filter = { property: 'sku', op: 'is', value: 'tea' }
const dear: Filter = { property: 'price', op: 'greater', value: 10 }

describe('a filter', () => {
  test('reads paths through objects and lists', () => {
    expect(valueAt(order, 'products.sku')).toEqual(['TEA', 'MUG'])
    expect(valueAt(order, 'products.tags')).toEqual(['green'])
    expect(valueAt(order, 'shipping.method')).toBe('air')
    expect(valueAt(order, 'utm.source')).toBe('mail')
    expect(valueAt(order, 'shipping.nothing.more')).toBeUndefined()
    expect(valueAt(order, 'constructor')).toBeUndefined()
    expect(valueAt(order, '__proto__.toString')).toBeUndefined()
  })

  test('over a list holds if any element does, each comparison for itself', () => {
    expect(
      ask({
        all: [
          { property: 'products.sku', op: 'is', value: 'tea' },
          { property: 'products.price', op: 'greater', value: 10 },
        ],
      }).holds,
    ).toBe(true)
  })

  test('with element groups what must hold for one and the same', () => {
    expect(ask({ element: 'products', where: { all: [tea, dear] } }).holds).toBe(false)
    expect(ask({ element: 'products', where: { all: [{ not: tea }, dear] } }).holds).toBe(true)
    expect(ask({ element: 'nothing', where: tea })).toMatchObject({ holds: false, unknown: true })
  })

  test('compares with attributes of the customer, also inside objects and lists', () => {
    expect(ask({ property: 'products.sku', op: 'oneOf', value: { ref: 'customer.favourites' } }).holds).toBe(true)
    expect(
      matches({ property: 'to', op: 'is', value: { ref: 'customer.address.country' } }, { to: 'it' }, aroundOf(facts))
        .holds,
    ).toBe(true)
    expect(ask({ property: 'currency', op: 'is', value: { ref: 'customer.currency' } })).toMatchObject({
      holds: false,
      unknown: true,
    })
    expect(ask({ property: 'currency', op: 'is', value: { ref: 'trigger.currency' } })).toMatchObject({
      holds: false,
      unknown: true,
    })
  })

  test('inverts truth with not, also of the unknown', () => {
    expect(ask({ not: { property: 'nothing', op: 'is', value: 1 } })).toMatchObject({ holds: true, unknown: true })
    expect(ask({ property: 'nothing', op: 'isNot', value: 1 }).holds).toBe(false)
  })
})
