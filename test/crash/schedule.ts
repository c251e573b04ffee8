import { chanceOf } from '../../examples/store/chance.ts'

/** One kill of a run. */
export interface Kill {
  /** Milliseconds that the process lives: from its readiness, or from its start. */
  readonly after: number
  /** Killed while it is still starting, so that what recovers is cut off too. */
  readonly whileStarting: boolean
}

/** The same seed and number give the same kill, wherever a run begins. */
export function killOf(seed: number, number: number): Kill {
  const chance = chanceOf(seed, number)
  const whileStarting = number > 0 && chance.is(0.1)
  return { whileStarting, after: whileStarting ? chance.whole(50, 900) : chance.whole(200, 1_500) }
}
