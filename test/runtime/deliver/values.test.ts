import { expect, test } from 'vitest'
import { valuesFor } from '../../../runtime/admit/values.ts'

const values = {
  customer: {
    firstName: 'Ada',
    email: 'ada@example.com',
    'address.city': 'York',
    address: { street: 'Elm', town: { name: 'Leeds' } },
    ['__proto__']: 'odd',
  },
  trigger: { cart_id: 'c1', products: [{ name: 'Tea', price: 3 }] },
  store: { name: 'Hazel' },
}
const sources = { customer: () => values.customer, trigger: () => values.trigger, store: () => values.store }

test.each([
  [['customer.firstName'], { customer: { firstName: 'Ada' } }],
  [['customer.address.town.name'], { customer: { address: { town: { name: 'Leeds' } } } }],
  [['customer.address.town', 'customer.address.street'], { customer: { address: values.customer.address } }],
  [['customer.address', 'customer.address.street'], { customer: { address: values.customer.address } }],
  [['customer.address.city'], { customer: { 'address.city': 'York', address: {} } }],
  [['trigger.products.first.name', 'trigger.cart_id'], { trigger: values.trigger }],
  [['trigger'], { trigger: values.trigger }],
  [['store.name', 'unsubscribe_url', 'customer.unknown', 'customer.toString'], { store: { name: 'Hazel' } }],
  [[], {}],
])('of the customer, the trigger and the store, %j keeps what it names', (variables, kept) => {
  expect(
    valuesFor(
      variables.map((variable) => variable.split('.')),
      sources,
    ),
  ).toEqual({ customer: {}, trigger: {}, store: {}, ...kept })
})

test('a name of the prototype is an attribute like any other', () => {
  const { customer } = valuesFor([['customer']], { ...sources, customer: () => JSON.parse('{"__proto__":"odd"}') })
  expect(JSON.stringify(customer)).toBe('{"__proto__":"odd"}')
})
