import type { Predicate } from '../../../shared/predicate/schema.ts'
import { Chance } from '../../simulation/chance.ts'
import { eventNames, randomPredicate } from '../../simulation/random/conditions.ts'
import { zones } from '../../simulation/random/workflows.ts'

/** What a customer did: when it was accepted, and when it happened, which may be much earlier, or in the future by a wrong clock. */
export interface Arrival {
  readonly customer: string
  readonly at: number
  readonly time: number
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** Some customers' streams of events, and the conditions that stand over them. */
export interface Streams {
  readonly segments: Readonly<Record<string, Predicate>>
  /** What runs wait for that each `Cart Updated` begins. */
  readonly waits: readonly { readonly until: Predicate; readonly timeout?: string }[]
  readonly arrivals: readonly Arrival[]
  readonly begin: number
  readonly end: number
}

export const customersOfSeed = 50

const hour = 3_600_000
const day = 24 * hour

/** A seed is all it takes to see these streams again. */
export function streamsOf(seed: number): Streams {
  const chance = new Chance(seed, 'standing')
  // Around the days on which clocks change, and the ends of short months.
  const begin = Date.parse(chance.pick(['2026-02-20T09:00:00Z', '2026-03-20T00:00:00Z', '2026-10-18T12:30:00Z']))
  const arrivals = chance
    .times(customersOfSeed, (index) => streamOf(chance, `c${index}`, begin))
    .flat()
    .sort((a, b) => a.at - b.at)
  return {
    segments: Object.fromEntries(chance.times(3, (index) => [`s${index}`, randomPredicate(chance, 'segment', [])])),
    waits: chance.times(2, () => ({
      until: randomPredicate(chance, 'run', []),
      ...(chance.maybe(0.6) && { timeout: chance.pick(['PT4H', 'P3D', 'P1W', 'P1M']) }),
    })),
    arrivals,
    begin: begin - 1,
    end: (arrivals.at(-1)?.at ?? begin) + 100 * day,
  }
}

function streamOf(chance: Chance, customer: string, begin: number): Arrival[] {
  let at = begin + chance.between(0, 1000)
  const zone = chance.pick(zones)
  const first = said(customer, at, at, 'identify', { timezone: zone, ...traits(chance, at) })
  return [
    first,
    ...chance.times(chance.between(3, 12), () => {
      at += chance.pick([0, 1, 1000, hour / 2, hour, 4 * hour, day, day, 3 * day, chance.between(1, 5 * day)])
      const late = chance.weighed({ none: 6, hours: 2, days: 2, wrongClock: 1 })
      const time =
        at -
        { none: 0, hours: chance.between(0, 30) * hour, days: chance.between(1, 40) * day, wrongClock: -3 * day }[late]
      if (chance.maybe(0.15)) return said(customer, at, time, 'identify', traits(chance, at))
      const properties = {
        ...(chance.maybe(0.8) && { cart: chance.pick(['x', 'y']) }),
        ...(chance.maybe(0.8) && { total: chance.between(-1, 5) }),
      }
      return said(customer, at, time, chance.pick(eventNames), properties)
    }),
  ]
}

const said = (customer: string, at: number, time: number, name: string, properties: Arrival['properties']) => ({
  customer,
  at,
  time,
  name,
  properties,
})

const traits = (chance: Chance, at: number) => ({
  ...(chance.maybe(0.5) && { plan: chance.pick(['gold', 'silver']) }),
  ...(chance.maybe(0.4) && { renews: new Date(at + chance.between(-10, 40) * day).toISOString() }),
  ...(chance.maybe(0.3) && { consent: { email: chance.pick(['granted', 'denied']) } }),
})
