import { live } from './simulation.ts'
import type { World } from './world.ts'

/** A smaller world in which something still goes wrong: deeds and faults are left out, many at once and then one by one. */
export async function shrunk(world: World): Promise<{ world: World; violation: string }> {
  let smallest = world
  let violation = (await live(world)).violation ?? ''
  for (const list of ['faults', 'deeds', 'faults'] as const)
    for (let size = Math.ceil(smallest[list].length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let from = 0; from < smallest[list].length; ) {
        const smaller = {
          ...smallest,
          [list]: smallest[list].filter((_, index) => index < from || index >= from + size),
        }
        const found = (await live(smaller)).violation
        if (found === undefined || kindOf(found) !== kindOf(violation)) from += size
        else [smallest, violation] = [smaller, found]
      }
  return { world: smallest, violation }
}

/** Two violations are the same to a shrinker when they begin alike. */
const kindOf = (violation: string): string | undefined =>
  /^(?:\d\S+Z )?(\w+:? \w+)/.exec(violation)?.[1]?.replace(/\d+/, '')
