import { isBeyond, reachesOf } from './reach.ts'
import { type Concern, error, placeOf } from './subject.ts'

/** Nothing looks further back than events are kept. */
export const retained: Concern = (subject) => {
  const { retention } = subject.world
  const days = retention.days ?? 0
  return reachesOf(subject)
    .filter((reach) => isBeyond(reach, retention))
    .map(({ event, days: needed, ...where }) => {
      if (event === null) return error('lateBeyondRetention', { ...placeOf(where), params: { days, needed } })
      return Number.isFinite(needed)
        ? error('windowBeyondRetention', { ...placeOf(where), params: { event, days, needed } })
        : error('notKeptForEver', { ...placeOf(where), params: { event, days } })
    })
}
