import type { Passage, Way } from './shortestTimes.ts'

/** Where counting would make more places than that, loops are taken to go round without end: the time to look grows with the square. */
const mostPlaces = 1_000

/**
 * A passage in which a loop is gone round as often as its `repeat` says, and not more. Each node is there once for each count; loops in one
 * another have counts of their own.
 *
 * @param times  how often a run goes round at a `repeat`, by the place that its ways are `of`
 */
export function countingRounds(passage: Passage, times: ReadonlyMap<number, number>): Passage {
  let counted = passage
  for (const [of, most] of times)
    if (counted.ways.length * (most + 1) <= mostPlaces) counted = countingOne(counted, of, most)
  return counted
}

function countingOne({ ways, isMessage, span }: Passage, repeat: number, times: number): Passage {
  const counts = Array.from({ length: times + 1 }, (_, count) => count)
  const whereTo = ({ round }: Way, count: number): number | undefined => {
    if (round?.of !== repeat) return count
    if (round.goesOn) return count === times ? 0 : undefined
    return count < times ? count + 1 : undefined
  }
  return {
    ways: counts.flatMap((count) =>
      ways.map((out) =>
        out.flatMap((way) => {
          const next = whereTo(way, count)
          return next === undefined ? [] : [{ ...way, to: next * ways.length + way.to }]
        }),
      ),
    ),
    isMessage: counts.flatMap(() => isMessage),
    span,
  }
}
