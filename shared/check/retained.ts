import { limits } from '../limits.ts'
import type { Leaf } from '../predicate/schema.ts'
import type { Problem } from '../problem.ts'
import type { Retention } from '../retention.ts'
import { isBeyond, type Reach, reachesOf } from './reach.ts'
import { type Concern, type Condition, error, placeOf, warning } from './subject.ts'
import { termsOf } from './terms.ts'

/** Nothing looks further back than events are kept, nor further than they are read. */
export const retained: Concern = (subject) => {
  const { retention } = subject.world
  return [...beyondRetention(reachesOf(subject), retention), ...unlimited(subject.conditions, retention)]
}

/** What is judged again and again, and reads all that events of a name ever said: those that are kept for ever are meant to be. */
function unlimited(conditions: readonly Condition[], { days, forEver }: Retention): Problem[] {
  if (days !== null) return []
  return conditions
    .filter(({ stands }) => stands)
    .flatMap((condition) =>
      termsOf(condition).flatMap((term) => {
        const event = 'leaf' in term ? readWholly(term.leaf) : undefined
        if (event === undefined || forEver.includes(event)) return []
        const where = placeOf({ ...condition, path: term.path })
        return [warning('unlimitedHistory', { ...where, params: { event, limit: limits.historyPerEvent } })]
      }),
    )
}

const readWholly = (leaf: Leaf): string | undefined =>
  (leaf.test === 'sum' || (leaf.test === 'event' && leaf.where)) && leaf.within === undefined ? leaf.event : undefined

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
