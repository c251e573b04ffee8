import { loopsWithoutRest, portsWithoutChange, portsWithoutRest } from '../graph.ts'
import { pointer } from '../pointer.ts'
import type { Problem } from '../problem.ts'
import type { WorkflowNode } from '../workflow.ts'
import { type Concern, error, type Subject } from './subject.ts'

/** Whoever goes round rests on the way. */
export const loops: Concern = (subject) =>
  withoutRest(subject).map((loop) => error('loopWithoutRest', placeOf(loop, subject)))

function withoutRest({ nodes, unreadable }: Subject): string[][] {
  const readable = (moving: typeof portsWithoutRest) => (node: WorkflowNode) =>
    unreadable.has(node.id) ? {} : moving(node)
  const whatever = loopsWithoutRest({ nodes }, readable(portsWithoutRest))
  const said = new Set(whatever.flat())
  const unchanged = loopsWithoutRest({ nodes }, readable(portsWithoutChange))
  return [...whatever, ...unchanged.filter((loop) => !loop.some((id) => said.has(id)))]
}

function placeOf(loop: readonly string[], { nodes }: Subject): Omit<Problem, 'code' | 'severity'> {
  const [first = ''] = loop
  return { node: first, path: pointer(['nodes', nodes.findIndex(({ id }) => id === first)]), params: { nodes: loop } }
}
