import type { Chance } from '../chance.ts'
import type { Deed } from '../world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Backups, and stores that are restored from them, now and then twice from one; where something happened a moment ago. */
export function randomBackups(chance: Chance, deeds: readonly Deed[]): Deed[] {
  if (chance.maybe(0.75)) return []
  const instants = chance
    .times(chance.pick([2, 3, 5]), () => chance.pick(deeds).at + chance.pick([1, 2 * second, minute, hour]))
    .sort((a, b) => a - b)
  return instants.map((at, index) =>
    index === 0 || (index < instants.length - 1 && chance.maybe(0.4))
      ? { at, do: 'backUp' }
      : { at, do: 'restore', after: chance.pick([second, minute, hour, day]) },
  )
}
