import { portsOf } from '../../../shared/graph.ts'
import { isTrigger } from '../../../shared/nodes/index.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'

/** What is true of the nodes of a small graph. */
export interface Explored {
  /** Somebody who enters can come to it. */
  readonly reached: ReadonlySet<string>
  /** A run can go round through it and never rest. */
  readonly restless: ReadonlySet<string>
  /** Whoever is there comes to no end. */
  readonly stuck: ReadonlySet<string>
  /** Wherever somebody goes from there, they can come back to it, and to no end. */
  readonly endless: ReadonlySet<string>
}

/** A step of a way: the node, the port by which it is left, and where that leads. */
interface Left {
  readonly node: WorkflowNode
  readonly port: string
  readonly to: WorkflowNode
}

type WaysOut = (node: WorkflowNode) => Left[]

/** Walks every way that a run could go, step by step, by nothing but what each node's ports say. */
export function explored({ nodes }: Workflow): Explored {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const waysOut: WaysOut = (node) =>
    Object.entries(node.ports ?? {}).map(([port, to]) => ({ node, port, to: byId.get(to)! }))
  const walked = new Map(nodes.map((node) => [node, walkedFrom(node, waysOut)]))
  const stuck = nodes.filter((node) => ![...walked.get(node)!].some(isEnd))
  const endless = stuck.filter((node) => [...walked.get(node)!].every((other) => walked.get(other)!.has(node)))
  return {
    reached: idsOf(nodes.filter(({ kind }) => isTrigger(kind)).flatMap((trigger) => [...walked.get(trigger)!])),
    restless: idsOf(
      nodes.flatMap((node) => roundsFrom(node, waysOut).filter(isRestless).flat()).map(({ node }) => node),
    ),
    stuck: idsOf(stuck),
    endless: idsOf(endless),
  }
}

const idsOf = (nodes: readonly WorkflowNode[]): ReadonlySet<string> => new Set(nodes.map(({ id }) => id))

/** An exit, or a port that leads nowhere. */
const isEnd = (node: WorkflowNode): boolean =>
  node.kind === 'exit' || portsOf(node).some(({ id }) => node.ports?.[id] === undefined)

function walkedFrom(start: WorkflowNode, waysOut: WaysOut): ReadonlySet<WorkflowNode> {
  const come = new Set<WorkflowNode>()
  const walk = (way: readonly WorkflowNode[], at: WorkflowNode): void => {
    come.add(at)
    for (const { to } of waysOut(at)) if (!way.includes(to)) walk([...way, to], to)
  }
  walk([start], start)
  return come
}

/** Every way that comes back to where it began, and meets nothing else twice. */
function roundsFrom(start: WorkflowNode, waysOut: WaysOut, way: readonly Left[] = []): Left[][] {
  return waysOut(way.at(-1)?.to ?? start).flatMap((next) => {
    const longer = [...way, next]
    if (next.to === start) return [longer]
    return longer.some(({ node }) => node === next.to) ? [] : roundsFrom(start, waysOut, longer)
  })
}

/** Nobody who goes round so rests on the way. A condition that holds when it is left holds again, unless something was changed. */
function isRestless(round: readonly Left[]): boolean {
  const changes = round.some(({ node: { kind } }) => ['update', 'emit', 'start'].includes(kind))
  return !round.some(({ node, port }) => {
    if (node.kind === 'delay') return port === 'next'
    if (node.kind === 'webhook') return node.settings.answer === 'wait'
    if (node.kind !== 'wait') return false
    return port === 'timeout' || (node.settings.for === 'condition' ? changes : node.settings.since === 'arrival')
  })
}
