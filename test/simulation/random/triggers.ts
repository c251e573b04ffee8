import type { Audience } from '../../../shared/audience.ts'
import type { Chance } from '../chance.ts'
import { eventNames, randomFilter, randomPredicate, sameCart, segmentIds } from './conditions.ts'

/** Nobody makes it happen but customers: what is planned by it comes to an end. */
export const planningEvent = 'Product Viewed'

export const randomMoment = (chance: Chance) => ({
  ...(chance.maybe(0.5) && {
    offset: { by: chance.pick(['PT4H', 'P1D', 'P3D']), to: chance.pick(['before', 'after'] as const) },
  }),
  ...(chance.maybe(0.5) && { time: chance.pick(['02:30', '10:00']) }),
})

/** A trigger that plans starts ahead of time. */
export function randomPlanner(chance: Chance) {
  const moment = randomMoment(chance)
  if (chance.maybe(0.4)) {
    const of = chance.pick([
      { from: 'attribute', attribute: chance.pick(['renews', 'birthday']) },
      { from: 'event', event: planningEvent, ...(chance.maybe(0.5) && { property: 'promised' }) },
    ])
    return { kind: 'date', settings: { of, repeat: chance.pick(['once', 'yearly']), ...moment } }
  }
  const where = () => (chance.maybe(0.3) ? { where: randomFilter(chance) } : {})
  const without = { event: chance.pick(eventNames), ...(chance.maybe(0.4) ? { where: sameCart } : where()) }
  const period = chance.pick(['PT1H', 'PT4H', 'P1D', 'P3D'])
  const deadline = chance.maybe(0.75)
    ? { by: 'period', within: period }
    : { by: 'date', property: 'promised', ...moment, ...(chance.maybe(0.5) && { otherwise: period }) }
  return { kind: 'absence', settings: { event: planningEvent, ...where(), without, deadline } }
}

export const randomAudience = (chance: Chance): Audience =>
  chance.pick<Audience>([
    { of: 'everyone' },
    { of: 'segment', segment: chance.pick(segmentIds) },
    { of: 'condition', when: randomPredicate(chance, 'segment') },
  ])

export function randomSchedule(chance: Chance) {
  const time = chance.pick(['02:30', '10:00', '23:30'])
  const recurs = chance.pick([
    { every: 'day', time },
    { every: 'week', on: ['monday', 'friday'], time },
    { every: 'month', day: 31, time },
  ])
  return {
    kind: 'schedule',
    settings: { recurs, audience: randomAudience(chance), ...(chance.maybe(0.5) && { missed: 'runLast' }) },
  }
}
