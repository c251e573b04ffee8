import { type Passage, timesFrom } from './shortestTimes.ts'

/** A delay until a time of day: which one, in milliseconds since midnight, and how many days lie between two on which it may be at least. */
export interface Clock {
  readonly time: number
  readonly days: number
}

const hour = 3_600_000
const day = 24 * hour
/** So many times of day are told apart, and fewer where there are many nodes: the time to look grows with the square of both. */
const mostTimes = 5
const mostPlaces = 1_000

/**
 * A passage in which a run that comes round to a time of day waits for the next one. Each node is there once for what was passed last: none
 * of these times, or one of them.
 *
 * @param clocks  delays until a time of day by their places
 */
export function comingRound(passage: Passage, clocks: ReadonlyMap<number, Clock>): Passage {
  const { ways, isMessage, span } = passage
  const most = Math.min(mostTimes, Math.floor(mostPlaces / ways.length) - 1)
  if (clocks.size === 0 || most < 1) return passage
  const round = [...clocks]
    .map(([place, clock]) => ({ place, clock, times: timesFrom(place, passage) }))
    .filter(({ place, times }) => times[place]! < span)
    .slice(0, most)
  const layers = [undefined, ...round]
  return {
    ways: layers.flatMap((last, layer) =>
      ways.map((out, place) => {
        const at = round.findIndex((each) => each.place === place)
        const next = round[at]
        const rests = last && next ? Math.max(0, between(last, next) - last.times[place]!) : 0
        const first = (next ? at + 1 : layer) * ways.length
        return out.map(({ to, takes }) => ({ to: first + to, takes: takes + rests }))
      }),
    ),
    isMessage: layers.flatMap(() => isMessage),
    span,
  }
}

type Placed = { readonly place: number; readonly clock: Clock }

/** From one time of day to the next, where a day may have 23 hours. */
function between(last: Placed, next: Placed): number {
  const apart = (next.clock.time - last.clock.time + day) % day
  return Math.max(0, (last.place === next.place ? next.clock.days * day : apart) - hour)
}
