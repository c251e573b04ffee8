import type { Drawing, Trial } from '../../support/trial.ts'

/** What workflows of these tests begin with, and hand on: somebody's cart, and its number. */
export const onCart = (next: string): Drawing['nodes'] => ({
  'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next } },
})
export const cartProperty = [{ property: 'cart', value: { ref: 'trigger.cart_id' } }]

/** What is known of the only customer at the end of a chain. */
export async function attributesOf({ pages }: Trial): Promise<Readonly<Record<string, unknown>>> {
  const [customer] = (await pages.customers({ limit: 1 })).items
  const { attributes } = (await pages.customer(customer!.id))!
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value]))
}
