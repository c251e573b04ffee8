import { begin, type Said } from './shopEvents.ts'

/**
 * The workload of the trial `runs` and of its peers: an order is taken in durably; of a large one a message goes into an outbox a second
 * later, durably as well. Every order here is large.
 */
export const batch = 1_000
export const largeFrom = 10
export const delayMs = 1_000
export const subject = 'Thank you for order {{ trigger.order_id }}'

/** So many orders, numbered from `first`, by half as many customers. */
export function* orders(count: number, first = 0): Generator<Said> {
  for (let n = first; n < first + count; n++)
    yield {
      messageId: `order-${n}`,
      type: 'track',
      event: 'Order Completed',
      // Spread over the customers, twice each.
      userId: `user-${((n * 7_919) % (count / 2)) + 1}`,
      timestamp: new Date(begin).toISOString(),
      properties: { order_id: `order-${n}`, total: 49.9, currency: 'EUR', coupon: 'WELCOME', shipping: 4.9, tax: 9.1 },
    }
}
