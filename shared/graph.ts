import type { Port } from './nodes/define.ts'
import { definitionOf, isTrigger } from './nodes/index.ts'
import type { WorkflowNode } from './workflow.ts'

/** A way from one node to another. It has no id of its own: node and port name it. */
export interface Edge {
  readonly from: string
  readonly port: string
  readonly to: string
}

/** What the questions of this file need of a workflow. */
export interface Graph {
  readonly nodes: readonly WorkflowNode[]
}

/** The ways out of a node, in reading order, whether or not they lead anywhere. */
export function portsOf(node: WorkflowNode): readonly Port[] {
  try {
    return definitionOf(node.kind).ports(node.settings)
  } catch {
    // A draft's settings may still be of any shape; what it says of its ports is all that is known then.
    return Object.keys(node.ports ?? {}).map((id) => ({ id }))
  }
}

/** Whether a run can rest at this node: a loop must pass such a one. */
export const canRestAt = (node: WorkflowNode): boolean => definitionOf(node.kind).rests(node.settings)

export const triggersOf = (graph: Graph): WorkflowNode[] => graph.nodes.filter((node) => isTrigger(node.kind))

/** The edges that leave a node: its ports in order, then those that it names without having them. */
export function edgesFrom(node: WorkflowNode): Edge[] {
  const known = portsOf(node).map((port) => port.id)
  const others = Object.keys(node.ports ?? {}).filter((port) => !known.includes(port))
  return [...known, ...others.sort()].flatMap((port) => {
    const to = leadsTo(node, port)
    return to === undefined ? [] : [{ from: node.id, port, to }]
  })
}

/** Every edge of a workflow, node by node. An edge may name a node that does not exist; `check` says so. */
export const edgesOf = (graph: Graph): Edge[] => graph.nodes.flatMap(edgesFrom)

/** Where each node's edges lead, in the order of its ports; only nodes that exist. */
export function successorsOf(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const ids = new Set(graph.nodes.map((node) => node.id))
  const targets = (node: WorkflowNode) => edgesFrom(node).flatMap(({ to }) => (ids.has(to) ? [to] : []))
  return new Map(graph.nodes.map((node) => [node.id, [...new Set(targets(node))]]))
}

/** The nodes from which one edge leads to each node. */
export function predecessorsOf(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const before = new Map<string, string[]>(graph.nodes.map((node) => [node.id, []]))
  for (const [from, targets] of successorsOf(graph)) for (const to of targets) before.get(to)?.push(from)
  return before
}

/**
 * The nodes that somebody who starts at `from` can come to, those included. Without `from`: what a workflow's triggers reach.
 *
 * @example graph.nodes.filter((node) => !reachable(graph).has(node.id)) // what nobody can come to
 */
export function reachable(graph: Graph, from = triggersOf(graph).map((node) => node.id)): ReadonlySet<string> {
  const successors = successorsOf(graph)
  const reached = new Set<string>()
  const open = [...from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id) || !successors.has(id)) continue
    reached.add(id)
    open.push(...(successors.get(id) ?? []))
  }
  return reached
}

/** Where a node's ports lead by which a run goes on without having rested there. */
export function portsWithoutRest(node: WorkflowNode): NonNullable<WorkflowNode['ports']> {
  return canRestAt(node) ? leading(node, definitionOf(node.kind).passes?.(node.settings) ?? []) : (node.ports ?? {})
}

/**
 * The same for runs that change nothing about their customer on the way: a condition that held when they left a wait holds when they come
 * back to it. Whoever changes something may have made it false.
 */
export function portsWithoutChange(node: WorkflowNode): NonNullable<WorkflowNode['ports']> {
  const definition = definitionOf(node.kind)
  const { sets, emits, workflows, predicates } = definition
  const starts = workflows?.(node.settings).some(({ does }) => does === 'starts') ?? false
  if (sets || emits || starts) return {}
  const standing = (predicates?.(node.settings) ?? []).flatMap(({ stands, port }) => (stands && port ? [port] : []))
  return { ...portsWithoutRest(node), ...leading(node, standing) }
}

const leading = ({ ports = {} }: WorkflowNode, through: readonly string[]): NonNullable<WorkflowNode['ports']> =>
  Object.fromEntries(Object.entries(ports).filter(([port]) => through.includes(port)))

/**
 * Loops that a run could go round without ever resting: those that are left once the ports are taken out by which runs leave that have rested.
 *
 * @param moving  the ports that are left of a node
 */
export const loopsWithoutRest = (graph: Graph, moving = portsWithoutRest): string[][] =>
  loopsOf({ nodes: graph.nodes.map((node) => ({ ...node, ports: moving(node) }) as WorkflowNode) })

/** Loops that nobody leaves: every way out of each of their nodes leads to another of them. */
export function loopsWithoutEnd(graph: Graph): string[][] {
  const ordered = readingOrder(graph)
  const nodes = new Map(ordered.map((node) => [node.id, node]))
  return loopsOf({ nodes: ordered }).filter((loop) => {
    const inside = new Set(loop)
    return loop.every((id) => staysIn(inside, nodes.get(id)!))
  })
}

function staysIn(loop: ReadonlySet<string>, node: WorkflowNode): boolean {
  const ports = portsOf(node)
  return ports.length > 0 && ports.every(({ id }) => loop.has(leadsTo(node, id) ?? ''))
}

const leadsTo = ({ ports = {} }: WorkflowNode, port: string): string | undefined =>
  Object.hasOwn(ports, port) ? ports[port] : undefined

/** The strongly connected parts of a graph, as far as one can go round in them. Each begins where one comes to it first from the first nodes. */
function loopsOf({ nodes }: Graph): string[][] {
  const successors = successorsOf({ nodes })
  const loops: string[][] = []
  const place = new Map<string, { index: number; low: number }>()
  const path: string[] = []
  const onPath = new Set<string>()

  // Tarjan's algorithm: a node whose lowest reachable place on the path is its own closes a strongly connected part.
  const visit = (id: string): { index: number; low: number } => {
    const own = { index: place.size, low: place.size }
    place.set(id, own)
    path.push(id)
    onPath.add(id)
    for (const next of successors.get(id) ?? []) {
      if (!place.has(next)) own.low = Math.min(own.low, visit(next).low)
      else if (onPath.has(next)) own.low = Math.min(own.low, place.get(next)?.index ?? own.low)
    }
    if (own.low === own.index) {
      const part = path.splice(path.indexOf(id))
      for (const member of part) onPath.delete(member)
      if (part.length > 1 || successors.get(id)?.includes(id)) loops.push(part)
    }
    return own
  }

  for (const node of nodes) if (!place.has(node.id)) visit(node.id)
  return loops
}

/**
 * The nodes as a person reads them: from each trigger down, a node after all that lead to it (loops aside), ports in their order;
 * then what no trigger reaches. The order rests on ids and edges alone, so that moving a node on the canvas changes nothing.
 */
export function readingOrder(graph: Graph): WorkflowNode[] {
  const successors = successorsOf(graph)
  const before = predecessorsOf(graph)
  const done = new Set<string>()
  const order: string[] = []

  // A node is written down once all below it are; read backwards, each then stands above what it leads to.
  const below = (roots: readonly string[]) => {
    const finished: string[] = []
    const visit = (id: string) => {
      if (done.has(id)) return
      done.add(id)
      for (const next of (successors.get(id) ?? []).toReversed()) visit(next)
      finished.push(id)
    }
    for (const root of roots.toReversed()) visit(root)
    order.push(...finished.reverse())
  }

  const byId = graph.nodes.map((node) => node.id).sort(compareIds)
  const triggers = new Set(triggersOf(graph).map((node) => node.id))
  below(byId.filter((id) => triggers.has(id)))
  below(byId.filter((id) => !done.has(id) && before.get(id)?.length === 0))
  for (const id of byId) below([id])

  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  return order.flatMap((id) => nodes.get(id) ?? [])
}

/** The order in which ids were given: `wait-2` before `wait-10`, whatever their kinds. */
export function compareIds(a: string, b: string): number {
  return numberOfId(a) - numberOfId(b) || (a < b ? -1 : a > b ? 1 : 0)
}

/** The number at the end of a node's id, 0 without one: the workflow's `nextId` lies above all of them. */
export function numberOfId(id: string): number {
  const digits = /(?:^|-)(\d{1,15})$/.exec(id)?.[1]
  return digits === undefined ? 0 : Number(digits)
}
