import type { ChangeContext, Changes } from './changeContext.ts'
import { unknown } from './controlResults.ts'
import type { erasureOf } from './erasure.ts'

/** Customers who are erased: nothing of them is taken from now on, and the fold hears of it. */
export function customerChanges(
  { partition, done, mark }: ChangeContext,
  { survivor, keepOut, copies }: Pick<ReturnType<typeof erasureOf>, 'survivor' | 'keepOut' | 'copies'>,
): Pick<Changes, 'eraseCustomer'> {
  return {
    eraseCustomer({ customer: named }, wall) {
      const customer = survivor(named)
      if (customer === undefined) return unknown('customer', String(named))
      mark({ type: 'erase', customer }, wall)
      keepOut(customer, partition.standing.lastAt)
      return done({ copies: copies() })
    },
  }
}
