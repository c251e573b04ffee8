import { chanceOf } from '../../examples/store/chance.ts'

/** What a customer did, and what must come of it: nothing, a webhook or a mail, named so that it can be recognised. */
export interface Deed {
  readonly event: ShopEvent
  readonly webhook?: string
  readonly mail?: string
}

export interface ShopEvent {
  readonly messageId: string
  readonly type: 'track' | 'identify'
  readonly event?: string
  readonly userId: string
  readonly timestamp: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly traits?: Readonly<Record<string, unknown>>
}

/** Whether a mail is admitted by the event at once. */
export const isAnsweredByMail = ({ event, properties }: ShopEvent): boolean =>
  event === 'Signed Up' || properties?.pickup === true

/** So many that nobody orders often enough to be kept out of a workflow for it (rule 12). */
export const customersFor = (kills: number): number => Math.max(400, 4 * kills)

/** The customers, before anything happens to them. */
export const everybody = (customers: number): ShopEvent[] =>
  Array.from({ length: customers }, (_, n) => ({
    messageId: `born-${n}`,
    type: 'identify',
    userId: `user-${n}`,
    timestamp: new Date().toISOString(),
    traits: { email: `user-${n}@example.com`, firstName: 'Ada', consent: { email: 'granted' } },
  }))

/** What customers do in a shop: one event in six has an effect. */
export function* shopDeeds(seed: number, customers: number): Generator<Deed> {
  const chance = chanceOf(seed)
  for (let n = 1; ; n++) {
    const base = {
      messageId: `m-${n}`,
      userId: `user-${chance.whole(0, customers - 1)}`,
      timestamp: new Date().toISOString(),
    }
    const track = (event: string, properties: Readonly<Record<string, unknown>>): ShopEvent => ({
      ...base,
      type: 'track',
      event,
      properties: { ...properties, price: chance.whole(300, 9_900) / 100, currency: 'EUR' },
    })
    yield chance.weighted<() => Deed>([
      [76, () => ({ event: track('Product Viewed', { product_id: `SKU-${chance.whole(100, 999)}` }) })],
      [8, () => ({ event: { ...base, type: 'identify', traits: { visits: n } } })],
      [12, () => ({ event: track('Order Completed', { order_id: `o-${n}` }), webhook: `o-${n}` })],
      [2, () => ({ event: track('Order Completed', { order_id: `o-${n}`, pickup: true }), mail: `Order o-${n}` })],
      [2, () => ({ event: track('Signed Up', { list_id: `l-${n}` }), mail: `Welcome l-${n}` })],
    ])()
  }
}
