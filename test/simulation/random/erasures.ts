import type { Identity } from '../../../shared/event.ts'
import type { Chance } from '../chance.ts'
import type { Deed } from '../world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Customers who ask to be erased, now and then; where something happened a moment ago. */
export function randomErasures(chance: Chance, deeds: readonly Deed[], users: readonly string[]): Deed[] {
  if (chance.maybe(0.7)) return []
  return chance.times(chance.pick([1, 1, 2, 3]), () => {
    const by: Identity = { kind: 'userId', value: chance.pick(users) }
    return { at: chance.pick(deeds).at + chance.pick([0, 1, 2 * second, minute, hour]), do: 'erase', by }
  })
}
