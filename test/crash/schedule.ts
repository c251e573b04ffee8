import { chanceOf } from '../../examples/store/chance.ts'
import { type SendPoint, sendPoints } from './moments.ts'

/**
 * One kill of a run.
 *
 * - `starting`: while it is still starting, so that what recovers is cut off too; `after` counts milliseconds from its start
 * - `talking`:  at a random moment while events come in; `after` counts from its readiness
 * - a point of a send: at the next send that comes to it, `after` milliseconds after its readiness
 */
export interface Kill {
  readonly when: 'starting' | 'talking' | SendPoint
  readonly after: number
}

/** The same seed and number give the same kill, wherever a run begins. Every second one is at a point of a send, each point in turn. */
export function killOf(seed: number, number: number): Kill {
  const chance = chanceOf(seed, number)
  if (number % 2 === 1)
    return { when: sendPoints[((number - 1) / 2) % sendPoints.length] as SendPoint, after: chance.whole(0, 300) }
  const isStarting = number > 0 && chance.is(0.1)
  return isStarting
    ? { when: 'starting', after: chance.whole(50, 900) }
    : { when: 'talking', after: chance.whole(200, 1_500) }
}
