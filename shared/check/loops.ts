import {
  loopsWithoutEnd,
  loopsWithoutRest,
  portsWithoutChange,
  portsWithoutRest,
  reachable,
  triggersOf,
} from '../graph.ts'
import { pointer } from '../pointer.ts'
import type { Problem } from '../problem.ts'
import type { WorkflowNode } from '../workflow.ts'
import { type Concern, error, type Subject, warning } from './subject.ts'

/** Whoever goes round rests on the way, and can leave. */
export const loops: Concern = (subject) => {
  const restless = withoutRest(subject)
  return [
    ...restless.map((loop) => error('loopWithoutRest', placeOf(loop, subject))),
    ...withoutEnd(subject, new Set(restless.flat())).map((loop) => warning('neverEnds', placeOf(loop, subject))),
  ]
}

function withoutRest({ nodes, unreadable }: Subject): string[][] {
  const readable = (moving: typeof portsWithoutRest) => (node: WorkflowNode) =>
    unreadable.has(node.id) ? {} : moving(node)
  const whatever = loopsWithoutRest({ nodes }, readable(portsWithoutRest))
  const said = new Set(whatever.flat())
  const unchanged = loopsWithoutRest({ nodes }, readable(portsWithoutChange))
  return [...whatever, ...unchanged.filter((loop) => !loop.some((id) => said.has(id)))]
}

/** An exit rule or a goal takes out of any loop. One that is wrong in another way is not said to be so twice. */
function withoutEnd({ workflow, nodes, unreadable }: Subject, restless: ReadonlySet<string>): string[][] {
  const { exits = [], goal } = workflow.settings
  if (exits.length > 0 || goal?.ends) return []
  const reached = reachable({ nodes })
  const triggers = triggersOf({ nodes }).map(({ id }) => id)
  const wrong = new Set([...restless, ...unreadable, ...triggers])
  return loopsWithoutEnd({ nodes }).filter((loop) => loop.every((id) => reached.has(id) && !wrong.has(id)))
}

function placeOf(loop: readonly string[], { nodes }: Subject): Omit<Problem, 'code' | 'severity'> {
  const [first = ''] = loop
  return { node: first, path: pointer(['nodes', nodes.findIndex(({ id }) => id === first)]), params: { nodes: loop } }
}
