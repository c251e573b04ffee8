import { chanceOf } from '../../../examples/store/chance.ts'
import type { NewEntry } from '../../../runtime/commit/entry.ts'

/** When every trial begins; before the machine's own clock, which a store never goes behind. */
export const begin = Date.parse('2026-01-15T09:00:00Z')

export interface Shopping {
  readonly count: number
  readonly seed: number
  /** Customers are drawn at random from so many. */
  readonly customers: number
  /** They happened one after the other in so many milliseconds before the trial begins; absent: within a second. */
  readonly within?: number
}

export interface Said {
  readonly messageId: string
  readonly type: 'track' | 'identify'
  readonly event?: string
  readonly userId: string
  readonly timestamp: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly traits?: Readonly<Record<string, unknown>>
}

/** What a shop's customers do, in the mix of a shop; the same for the same seed. An event has some 300 bytes. */
export function* shopEvents({ count, seed, customers, within = 1_000 }: Shopping): Generator<Said> {
  const chance = chanceOf(seed)
  for (let n = 0; n < count; n++) {
    const userId = `user-${chance.whole(1, customers)}`
    const timestamp = new Date(begin - within + Math.floor((within * n) / count)).toISOString()
    const said = { messageId: `m-${seed}-${n}`, userId, timestamp }
    if (chance.is(0.05)) {
      const traits = {
        firstName: 'Ada',
        plan: chance.pick(['free', 'plus', 'pro']),
        visits: chance.whole(1, 500),
        city: 'Fermo',
      }
      yield { ...said, type: 'identify', traits }
      continue
    }
    const event = chance.weighted([
      [55, 'Product Viewed'],
      [18, 'Product List Viewed'],
      [12, 'Product Added'],
      [6, 'Cart Viewed'],
      [4, 'Checkout Started'],
      [3, 'Order Completed'],
      [2, 'Coupon Entered'],
    ])
    const sku = `SKU-${chance.whole(100, 999)}`
    const price = chance.whole(300, 9_900) / 100
    const properties = {
      product_id: sku,
      name: 'Yirgacheffe, washed, 250 g',
      category: chance.pick(['coffee', 'tea', 'tools']),
      price,
      currency: 'EUR',
      cart_id: `cart-${userId}`,
      order_id: `order-${n}`,
      total: price,
    }
    yield { ...said, type: 'track', event, properties }
  }
}

/** The same as an entry, as if ingest had parsed it. */
export function entryOf(said: Said): NewEntry {
  const { messageId, type, event, userId, timestamp } = said
  return {
    id: messageId,
    payload: {
      type: 'event',
      kind: type,
      name: event ?? type,
      time: Date.parse(timestamp),
      identities: [{ kind: 'userId', value: userId }],
      source: 'server',
      trusted: true,
      historical: false,
      body: JSON.stringify(said),
    },
  }
}

/** Everybody has come once, so that a trial meets customers that the store knows. */
export function* everybody(customers: number): Generator<Said> {
  for (let n = 1; n <= customers; n++)
    yield {
      messageId: `born-${n}`,
      type: 'identify',
      userId: `user-${n}`,
      timestamp: new Date(begin - 86_400_000).toISOString(),
      traits: { email: `user-${n}@example.com`, firstName: 'Ada', plan: 'free', consent: { email: 'granted' } },
    }
}
