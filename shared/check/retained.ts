import type { Problem } from '../problem.ts'
import type { Retention } from '../retention.ts'
import { isBeyond, type Reach, reachesOf } from './reach.ts'
import { type Concern, error, placeOf } from './subject.ts'

/** Nothing looks further back than events are kept. */
export const retained: Concern = (subject) => beyondRetention(reachesOf(subject), subject.world.retention)

/** What looks further back, each where it says so. */
export function beyondRetention(reaches: readonly Reach[], retention: Retention): Problem[] {
  const days = retention.days ?? 0
  return reaches
    .filter((reach) => isBeyond(reach, retention))
    .map(({ event, days: needed, ...where }) => {
      if (event === null) return error('lateBeyondRetention', { ...placeOf(where), params: { days, needed } })
      return Number.isFinite(needed)
        ? error('windowBeyondRetention', { ...placeOf(where), params: { event, days, needed } })
        : error('notKeptForEver', { ...placeOf(where), params: { event, days } })
    })
}
