import type { Goal } from '../../../shared/goal.ts'
import type { Hours } from '../../../shared/hours.ts'
import type { Cap, Sending } from '../../../shared/sending.ts'
import type { Chance } from '../chance.ts'
import { eventNames, long, randomFilter, randomPredicate } from './conditions.ts'

/** Hours of a day, some of them over midnight or a clock change. */
export function randomHours(chance: Chance): Hours {
  const [from, to] = chance.pick([
    ['21:00', '09:00'],
    ['01:00', '02:30'],
    ['12:00', '14:00'],
    ['08:30', '20:00'],
  ] as const)
  return { from, to, ...(chance.maybe(0.3) && { weekdays: ['monday', 'tuesday', 'saturday'] }) }
}

export function randomCap(chance: Chance): Cap {
  const atMost = chance.pick([1, 1, 2])
  const per = chance.pick(['rolling', 'day', 'week'] as const)
  return per === 'rolling' ? { per, atMost, period: chance.pick(['PT4H', 'P1D', 'P3D']) } : { per, atMost }
}

export function randomGoal(chance: Chance): Goal {
  const always = {
    title: 'Won',
    within: chance.pick(long),
    from: chance.pick(['start', 'message'] as const),
    ends: chance.maybe(0.5),
  }
  if (chance.maybe(0.4)) return { by: 'condition', when: randomPredicate(chance, 'run'), ...always }
  const where = chance.maybe(0.3) ? { where: randomFilter(chance) } : {}
  return { by: 'event', event: chance.pick(eventNames), ...where, value: 'total', ...always }
}

/** When and how often a store sends. */
export function randomSending(chance: Chance, isCrowded = false): Sending {
  return {
    quietHours: chance.times(chance.pick([0, 0, 1, 1, 2]), () => randomHours(chance)),
    quietForTransactional: chance.maybe(0.3),
    caps: chance.times(isCrowded ? 1 : chance.pick([0, 1, 1, 2]), () => ({ channel: 'email', cap: randomCap(chance) })),
    giveUpAfter: chance.pick(['PT4H', 'P1D', 'P3D']),
    holdout: chance.pick([0, 0, 0, 30]),
  }
}
