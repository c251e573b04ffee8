/**
 * Where nodes stand when nobody placed them: top to bottom, branches side by side in the order of their ports, and where paths
 * join again, the join below the whole of what it closes. Pure: the same workflow, the same picture.
 *
 * A node's *block* is everything that can be reached only through it (what it dominates). A block is laid out as its node, beneath
 * it one item for each port, side by side: the block of what the port leads to, an open end, or a lane. A lane keeps a column free
 * for a way that leads out of the block or back. A node with several ways in belongs to the block of the node where these ways
 * parted, and stands below the items that they come through.
 */
export interface Shape {
  readonly id: string
  readonly height: number
  readonly ports: readonly { readonly id: string; readonly to?: string | undefined }[]
  readonly isStart: boolean
}

export interface Arrangement {
  /** Left upper corners. */
  readonly nodes: ReadonlyMap<string, Point>
  /** Open ends by way: the middle of the upper side. */
  readonly ends: ReadonlyMap<string, Point>
  /** The column that a way takes which passes other nodes or leads back, by way. */
  readonly lanes: ReadonlyMap<string, number>
  /** The column by which a way leads back up, right of the block that it closes, by way. */
  readonly returns: ReadonlyMap<string, number>
}

export interface Point {
  readonly x: number
  readonly y: number
}

export const wayKey = (from: string, port: string): string => `${from}:${port}`

export const nodeWidth = 240
const endWidth = 128
const laneWidth = 112
export const beside = 28
export const belowOnePort = 40
export const belowPorts = 72
const aboveJoin = 56

export function layout(shapes: readonly Shape[]): Arrangement {
  const byId = new Map(shapes.map((shape) => [shape.id, shape]))
  const graph = forwardGraph(shapes, byId)
  const owner = owners(graph)
  const joinsOf = new Map<string, string[]>()
  for (const id of graph.order)
    if (!isOnlyChild(graph, id)) joinsOf.set(owner.get(id)!, [...(joinsOf.get(owner.get(id)!) ?? []), id])

  const blockOf = (id: string): Block => {
    const shape = byId.get(id)!
    const items = shape.ports.map((port): Item => {
      const key = wayKey(id, port.id)
      const to = port.to !== undefined && byId.has(port.to) ? port.to : undefined
      if (to === undefined) return endItem(key)
      return !graph.backTo.has(key) && isOnlyChild(graph, to) ? blockOf(to) : laneItem(key, shape.ports.length > 1)
    })
    const below = arranged(items, joinsOf.get(id) ?? [])
    return topped(shape, below)
  }

  const arranged = (items: readonly Item[], joins: readonly string[]): Item[] => {
    let row = [...items]
    for (const join of joins) {
      const ways = graph.into.get(join) ?? []
      const touched = row.flatMap((item, index) => (ways.some((way) => holds(item, way)) ? [index] : []))
      const [first = 0] = touched
      const last = touched.at(-1) ?? row.length - 1
      const closed = closedBy(row.slice(first, last + 1), blockOf(join), ways)
      row = [...row.slice(0, first), closed, ...row.slice(last + 1)]
    }
    return row
  }

  const starts = arranged(graph.roots.map(blockOf), joinsOf.get(top) ?? [])
  return read(sideBySide(starts), graph)
}

const top = ''

interface Way {
  readonly from: string
  readonly key: string
}

interface Graph {
  readonly roots: readonly string[]
  /** Every node after all that lead to it. */
  readonly order: readonly string[]
  readonly into: ReadonlyMap<string, readonly Way[]>
  /** Ways that lead back to where the run has been: they don't decide who stands below whom. */
  readonly backTo: ReadonlyMap<string, string>
}

function forwardGraph(shapes: readonly Shape[], byId: ReadonlyMap<string, Shape>): Graph {
  const state = new Map<string, 'open' | 'done'>()
  const into = new Map<string, Way[]>()
  const backTo = new Map<string, string>()
  const reversed: string[] = []
  const roots: string[] = []
  const visit = (id: string) => {
    state.set(id, 'open')
    for (const port of byId.get(id)!.ports) {
      if (port.to === undefined || !byId.has(port.to)) continue
      const way = { from: id, key: wayKey(id, port.id) }
      if (state.get(port.to) === 'open') backTo.set(way.key, port.to)
      else {
        into.set(port.to, [...(into.get(port.to) ?? []), way])
        if (!state.has(port.to)) visit(port.to)
      }
    }
    state.set(id, 'done')
    reversed.push(id)
  }
  const entered = new Set(shapes.flatMap((shape) => shape.ports.map((port) => port.to)))
  const candidates = [
    ...shapes.filter((shape) => shape.isStart),
    ...shapes.filter((shape) => !shape.isStart && !entered.has(shape.id)),
    ...shapes,
  ]
  for (const { id } of candidates) {
    if (state.has(id)) continue
    roots.push(id)
    visit(id)
  }
  // A loop that was entered in its middle may turn out to be led to by what was visited later.
  return { roots: roots.filter((id) => !into.has(id)), order: reversed.reverse(), into, backTo }
}

/** The node where all ways to a node have last parted (its immediate dominator), or the top. */
function owners({ order, into }: Graph): ReadonlyMap<string, string> {
  const owner = new Map<string, string>()
  const depth = new Map<string, number>([[top, 0]])
  for (const id of order) {
    const sources = (into.get(id) ?? []).map((way) => way.from)
    let common = sources[0] ?? top
    for (let other of sources.slice(1)) {
      while (common !== other) {
        if (depth.get(common)! >= depth.get(other)!) common = owner.get(common)!
        else other = owner.get(other)!
      }
    }
    owner.set(id, common)
    depth.set(id, depth.get(common)! + 1)
  }
  return owner
}

const isOnlyChild = (graph: Graph, id: string): boolean => (graph.into.get(id)?.length ?? 0) <= 1

/** What stands in a rectangle, relative to its left upper corner. `middle` is where a way enters it. */
interface Item {
  readonly width: number
  readonly height: number
  readonly middle: number
  readonly nodes: readonly Placed[]
  readonly ends: readonly Placed[]
  readonly lanes: readonly Placed[]
}
type Block = Item
interface Placed {
  readonly id: string
  readonly x: number
  readonly y: number
  /** For nodes: the right side of their block, where ways lead back around it. */
  readonly right?: number
}

const endItem = (key: string): Item => ({
  width: endWidth,
  height: 24,
  middle: endWidth / 2,
  nodes: [],
  ends: [{ id: key, x: endWidth / 2, y: 0 }],
  lanes: [],
})

const laneItem = (key: string, hasLabel: boolean): Item => {
  const width = hasLabel ? laneWidth : 24
  return { width, height: 0, middle: width / 2, nodes: [], ends: [], lanes: [{ id: key, x: width / 2, y: 0 }] }
}

const holds = (item: Item, way: Way): boolean =>
  item.nodes.some((node) => node.id === way.from) || item.lanes.some((lane) => lane.id === way.key)

function moved(item: Item, x: number, y: number): Pick<Item, 'nodes' | 'ends' | 'lanes'> {
  const by = (placed: Placed): Placed => ({
    ...placed,
    x: placed.x + x,
    y: placed.y + y,
    ...(placed.right === undefined ? {} : { right: placed.right + x }),
  })
  return { nodes: item.nodes.map(by), ends: item.ends.map(by), lanes: item.lanes.map(by) }
}

function joined(parts: readonly Pick<Item, 'nodes' | 'ends' | 'lanes'>[]): Pick<Item, 'nodes' | 'ends' | 'lanes'> {
  return {
    nodes: parts.flatMap((part) => part.nodes),
    ends: parts.flatMap((part) => part.ends),
    lanes: parts.flatMap((part) => part.lanes),
  }
}

function sideBySide(items: readonly Item[]): Item {
  let x = 0
  const parts: Pick<Item, 'nodes' | 'ends' | 'lanes'>[] = []
  const middles: number[] = []
  for (const item of items) {
    parts.push(moved(item, x, 0))
    middles.push(x + item.middle)
    x += item.width + beside
  }
  return {
    width: Math.max(0, x - beside),
    height: Math.max(0, ...items.map((item) => item.height)),
    middle: ((middles[0] ?? 0) + (middles.at(-1) ?? 0)) / 2,
    ...joined(parts),
  }
}

/** Items side by side, and below them the node in which ways from the first to the last of them join. */
function closedBy(items: readonly Item[], join: Block, ways: readonly Way[]): Item {
  const above = sideBySide(items)
  const exits = ways.flatMap((way) => {
    const lane = above.lanes.find((one) => one.id === way.key)
    const node = above.nodes.find((one) => one.id === way.from)
    return lane ? [lane.x] : node ? [node.x + nodeWidth / 2] : []
  })
  const middle = exits.length ? (Math.min(...exits) + Math.max(...exits)) / 2 : above.middle
  const shift = Math.max(0, join.middle - middle)
  const joinX = middle + shift - join.middle
  const y = above.height + aboveJoin
  return {
    width: Math.max(above.width + shift, joinX + join.width),
    height: y + join.height,
    middle: above.middle + shift,
    ...joined([moved(above, shift, 0), moved(join, joinX, y)]),
  }
}

/** A node above its items, in the middle of the first and the last. */
function topped(shape: Shape, items: readonly Item[]): Block {
  const below = sideBySide(items)
  const middle = Math.max(nodeWidth / 2, below.middle)
  const shift = middle - below.middle
  const gap = shape.ports.length > 1 ? belowPorts : belowOnePort
  const width = Math.max(middle + nodeWidth / 2, below.width + shift)
  const node: Placed = { id: shape.id, x: middle - nodeWidth / 2, y: 0, right: width }
  return {
    width,
    height: items.length ? shape.height + gap + below.height : shape.height,
    middle,
    ...joined([{ nodes: [node], ends: [], lanes: [] }, moved(below, shift, shape.height + gap)]),
  }
}

/** The first start stands at the origin, so that what is added to one side moves nothing on the other. */
function read(all: Item, graph: Graph): Arrangement {
  const origin = all.nodes.find((node) => node.id === graph.roots[0])
  const shift = -(origin?.x ?? 0) - nodeWidth / 2
  const at = ({ id, x, y }: Placed) => [id, { x: x + shift, y }] as const
  const rightOf = new Map(all.nodes.map(({ id, right }) => [id, right ?? 0]))
  const lanes = new Map(all.lanes.map(({ id, x }) => [id, x + shift]))
  const returns = new Map([...graph.backTo].map(([key, to]) => [key, (rightOf.get(to) ?? 0) + shift + beside / 2]))
  return { nodes: new Map(all.nodes.map(at)), ends: new Map(all.ends.map(at)), lanes, returns }
}
