/**
 * A way to another node, by its place among the nodes, and how long it takes at least.
 *
 * @property round  it leaves a `repeat`, to go round again or, when it has been gone round as often as it says, on
 */
export interface Way {
  readonly to: number
  readonly takes: number
  readonly round?: { readonly of: number; readonly goesOn: boolean }
}

/** The nodes of a workflow, each by its place: the ways out of it, and whether it sends a message. */
export interface Passage {
  readonly ways: readonly (readonly Way[])[]
  readonly isMessage: readonly boolean[]
  /** What takes as long is not looked at. */
  readonly span: number
}

/**
 * The shortest time in which somebody can meet one message, in which two, and so on up to so many.
 *
 * @example shortestTimes({ ways: [[{ to: 0, takes: day }]], isMessage: [true], span: week }, 3) // [0, day, 2 * day]
 */
export function shortestTimes(passage: Passage, most: number): number[] {
  const times: number[] = []
  let met = passage.isMessage.map((is) => (is ? 0 : never))
  while (times.length < most) {
    const time = Math.min(...met)
    if (time >= passage.span) break
    times.push(time)
    met = metNext(passage, met)
  }
  return times
}

const never = Number.POSITIVE_INFINITY

/** When each message can be met as the next one, by when each could be as the one before. */
function metNext({ ways, isMessage, span }: Passage, met: readonly number[]): number[] {
  const next = met.map(() => never)
  const reached = [...met]
  const open = met.map((time) => (time < span ? time : never))
  for (let from = earliest(open); open[from]! < never; from = earliest(open)) {
    open[from] = never
    for (const { to, takes } of ways[from]!) {
      const time = reached[from]! + takes
      const times = isMessage[to] ? next : reached
      if (time >= span || time >= times[to]!) continue
      times[to] = time
      if (times === reached) open[to] = time
    }
  }
  return next
}

/** The shortest time from leaving a node until each is come to. */
export function timesFrom(from: number, { ways, span }: Omit<Passage, 'isMessage'>): number[] {
  const times = ways.map(() => never)
  const open = ways.map(() => never)
  const go = (place: number, left: number) => {
    for (const { to, takes } of ways[place]!) {
      const time = left + takes
      if (time < span && time < times[to]!) times[to] = open[to] = time
    }
  }
  go(from, 0)
  for (let next = earliest(open); open[next]! < never; next = earliest(open)) {
    open[next] = never
    go(next, times[next]!)
  }
  return times
}

function earliest(times: readonly number[]): number {
  let first = 0
  for (let place = 1; place < times.length; place++) if (times[place]! < times[first]!) first = place
  return first
}
