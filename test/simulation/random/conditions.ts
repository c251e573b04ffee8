import type { Filter, Predicate } from '../../../shared/predicate/schema.ts'
import type { Chance } from '../chance.ts'

export const eventNames = ['Cart Updated', 'Order Completed', 'Product Viewed'] as const
export const segmentIds = ['first', 'second', 'third'] as const

// Few values, many of them equal to the gaps between events: timers and entries are to meet at the same instant.
const short = ['PT30M', 'PT1H', 'PT4H', 'P1D'] as const
export const long = [...short, 'P3D', 'P1W', 'P1M'] as const

export const sameCart: Filter = { property: 'cart', op: 'is', value: { ref: 'trigger.cart' } }

export function randomFilter(chance: Chance): Filter {
  const leaf = (): Filter =>
    chance.maybe(0.5)
      ? { property: 'cart', op: chance.pick(['is', 'isNot', 'startsWith'] as const), value: chance.pick(['x', 'Y']) }
      : { property: 'total', op: chance.pick(['atLeast', 'less', 'known'] as const), value: chance.between(0, 4) }
  if (chance.maybe(0.8)) return leaf()
  return chance.maybe(0.5) ? { not: leaf() } : { any: [leaf(), leaf()] }
}

/** A condition on a customer, or one that a run asks, which may also read the run. */
export function randomPredicate(
  chance: Chance,
  asks: 'segment' | 'run',
  others: readonly string[] = segmentIds,
): Predicate {
  const leaf = () => randomLeaf(chance, asks, others)
  const shape = chance.weighed({ leaf: 5, not: 1, all: 2, any: 1 })
  if (shape === 'leaf') return leaf()
  if (shape === 'not') return { not: leaf() }
  return shape === 'all' ? { all: [leaf(), leaf()] } : { any: [leaf(), leaf()] }
}

function randomLeaf(chance: Chance, asks: 'segment' | 'run', others: readonly string[]): Predicate {
  const event = chance.pick(eventNames)
  const within = chance.maybe(0.7) ? { within: asks === 'run' && chance.maybe(0.4) ? 'run' : chance.pick(long) } : {}
  const where = chance.maybe(0.3) ? { where: randomFilter(chance) } : {}
  const test = chance.weighed({
    event: 6,
    sum: 2,
    plan: 3,
    renews: 2,
    consent: 1,
    firstOrLast: 1,
    order: 1,
    segment: others.length > 0 ? 1 : 0,
    trigger: asks === 'run' ? 2 : 0,
  })
  switch (test) {
    case 'event': {
      const op = chance.pick(['atLeast', 'exactly', 'atMost', 'less', 'greater'] as const)
      return { test: 'event', event, op, value: chance.between(0, 2), ...within, ...where }
    }
    case 'sum': {
      const op = chance.pick(['atLeast', 'less'] as const)
      return { test: 'sum', event, property: 'total', op, value: chance.between(1, 5), ...within, ...where }
    }
    case 'plan': {
      const op = chance.pick(['is', 'isNot', 'unknown'] as const)
      return {
        test: 'attribute',
        attribute: 'plan',
        op,
        ...(op !== 'unknown' && { value: chance.pick(['gold', 'Silver']) }),
      }
    }
    case 'renews':
      return {
        test: 'attribute',
        attribute: 'renews',
        op: chance.pick(['withinNext', 'withinLast'] as const),
        value: chance.pick(long),
      }
    case 'consent':
      return {
        test: 'consent',
        channel: 'email',
        purpose: 'marketing',
        is: chance.pick(['granted', 'denied', 'unknown'] as const),
      }
    case 'firstOrLast':
      return { test: chance.pick(['first', 'last'] as const), event, where: randomFilter(chance) }
    case 'order':
      return { test: 'orderNumber', op: chance.pick(['exactly', 'atLeast'] as const), value: chance.between(1, 2) }
    case 'segment':
      return { test: 'segment', segment: chance.pick(others) }
    case 'trigger':
      return { test: 'trigger', property: 'cart', op: 'is', value: chance.pick(['x', 'y']) }
  }
}
