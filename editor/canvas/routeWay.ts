import { beside, nodeWidth, type Point } from './layout.ts'

/** The line of a way from a port to a node, and where its label stands. */
export interface Route {
  readonly path: string
  readonly label: Point
}

const down = 26
const corner = 10
const above = 26
const toLabel = 20
const pastLabel = 44

interface Course {
  readonly isJoin: boolean
  /** It has a label, and a way back leaves room for it. */
  readonly isNamed?: boolean
  readonly lane?: number | undefined
  readonly back?: number | undefined
}

/**
 * Down from the port, across, down its column, across again just above the node, and in. Ways that part turn near their port, ways
 * that join turn near their node, so that what joins meets in one point. A way with a lane keeps to it. A way that leads back turns
 * below its label to the column by which it goes up, or passes both cards on the right.
 */
export function routeWay(from: Point, to: Point, how: Course): Route {
  if (to.y < from.y) return routeBack(from, to, how)
  const column = how.lane ?? (how.isJoin ? from.x : to.x)
  const isTight = to.y - from.y < down + above
  const turn = isTight ? (from.y + to.y) / 2 : from.y + down
  const last = isTight ? turn : to.y - above
  const points = [
    from,
    { x: from.x, y: turn },
    { x: column, y: turn },
    { x: column, y: last },
    { x: to.x, y: last },
    to,
  ]
  const isStraight = Math.abs(from.x - to.x) < 1 && Math.abs(column - to.x) < 1
  const begin = isStraight || isTight ? from.y : turn
  const free = { x: column, y: Math.min(turn + toLabel, (begin + to.y) / 2) }
  return { path: rounded(points), label: how.isJoin && how.lane === undefined ? { x: from.x, y: turn - 2 } : free }
}

function routeBack(
  from: Point,
  to: Point,
  { isNamed = false, lane = from.x, back = Math.max(from.x, to.x) + (nodeWidth + beside) / 2 }: Course,
): Route {
  const turn = from.y + down
  const low = isNamed ? turn + pastLabel : turn
  const last = to.y - above
  const points = [
    from,
    { x: from.x, y: turn },
    ...(isNamed
      ? [
          { x: lane, y: turn },
          { x: lane, y: low },
        ]
      : []),
    { x: back, y: low },
    { x: back, y: last },
    { x: to.x, y: last },
    to,
  ]
  return { path: rounded(points), label: isNamed ? { x: lane, y: turn + toLabel } : { x: (lane + back) / 2, y: turn } }
}

/** A line through right angles with round corners. */
function rounded(points: readonly Point[]): string {
  const line = points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]]
    return !before || !after || !isBetween(before, point, after)
  })
  const [start, ...rest] = line
  if (!start) return ''
  let path = `M${start.x},${start.y}`
  for (const [index, point] of rest.entries()) {
    const before = line[index]!
    const after = rest[index + 1]
    if (!after) path += `L${point.x},${point.y}`
    else {
      const radius = Math.min(corner, distance(before, point) / 2, distance(point, after) / 2)
      const enter = toward(point, before, radius)
      const leave = toward(point, after, radius)
      path += `L${enter.x},${enter.y}Q${point.x},${point.y} ${leave.x},${leave.y}`
    }
  }
  return path
}

/** Whether nothing is lost by leaving the middle point out: it repeats a neighbour, or lies on their line. */
const isBetween = (a: Point, b: Point, c: Point): boolean =>
  distance(a, b) < 0.5 ||
  (Math.abs(a.x - b.x) < 0.5 && Math.abs(b.x - c.x) < 0.5) ||
  (Math.abs(a.y - b.y) < 0.5 && Math.abs(b.y - c.y) < 0.5)

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y)

const toward = (from: Point, to: Point, by: number): Point => ({
  x: from.x + Math.sign(to.x - from.x) * by,
  y: from.y + Math.sign(to.y - from.y) * by,
})
