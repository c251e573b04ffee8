import { type Passage, timesFrom } from './shortestTimes.ts'

/**
 * Where people wait for an instant that comes again and again: a delay until a time of day, a schedule.
 *
 * @property time   of the day, in milliseconds since midnight, where it is always the same
 * @property apart  between two instants at least, in milliseconds, on days of 24 hours
 */
export interface Clock {
  readonly time: number | undefined
  readonly apart: number
}

const hour = 3_600_000
const day = 24 * hour
/** So many clocks are told apart, and fewer where there are many nodes: the time to look grows with the square of both. */
const mostClocks = 5
const mostPlaces = 1_000

/**
 * A passage in which who comes round to a clock waits for its next instant. Each node is there once for what was passed last: none of the
 * clocks, or one of them.
 *
 * @param clocks  by their places
 * @param begins  nobody is there who has not passed a clock before
 */
export function comingRound(passage: Passage, clocks: ReadonlyMap<number, Clock>, begins: boolean): Passage {
  const { ways, isMessage, span } = passage
  const most = Math.min(mostClocks, Math.floor(mostPlaces / ways.length) - 1)
  if (clocks.size === 0 || most < 1) return passage
  const round = [...clocks]
    .map(([place, clock]) => ({ place, clock, times: timesFrom(place, passage) }))
    .filter(({ place, times }) => times[place]! < span)
    .slice(0, most)
  const layers = begins && round.length === clocks.size ? round : [undefined, ...round]
  return {
    ways: layers.flatMap((last, layer) =>
      ways.map((out, place) => {
        const at = layers.findIndex((each) => each?.place === place)
        const next = layers[at]
        const rests = last && next ? Math.max(0, between(last, next) - last.times[place]!) : 0
        const first = (next ? at : layer) * ways.length
        return out.map((way) => ({ ...way, to: first + way.to, takes: way.takes + rests }))
      }),
    ),
    isMessage: layers.flatMap(() => isMessage),
    span,
  }
}

type Placed = { readonly place: number; readonly clock: Clock }

/** From an instant of one to the next of the other, where a day may have 23 hours. */
function between(last: Placed, next: Placed): number {
  if (last.place === next.place) return Math.max(0, next.clock.apart - hour)
  if (last.clock.time === undefined || next.clock.time === undefined) return 0
  return Math.max(0, ((next.clock.time - last.clock.time + day) % day) - hour)
}
