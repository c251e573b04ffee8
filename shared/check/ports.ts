import type { HeldFilter, HeldPredicate } from '../nodes/define.ts'
import type { Problem } from '../problem.ts'
import { judge } from './judge.ts'
import { type Concern, type ReadableNode, warning } from './subject.ts'

/** Ports that nobody can leave by, because an earlier one takes everybody who could. */
export const ports: Concern = ({ readable }) =>
  readable.flatMap((subject) => [...shadowedConditions(subject), ...shadowedEvents(subject)])

function shadowedConditions({ node, definition, path }: ReadableNode): Problem[] {
  const momentary = (definition.predicates?.(node.settings) ?? []).filter(({ stands, port }) => port && !stands)
  const takesAll = momentary.findIndex(({ predicate }) => judge(predicate) === 'always')
  const shadowed = momentary.flatMap((held, index) => {
    const earlier = momentary.slice(0, index).find((other) => isSame(other.predicate, held.predicate))
    const by = earlier ?? (takesAll >= 0 && index > takesAll ? momentary[takesAll] : undefined)
    return by ? [neverTaken(node.id, path + held.path, held, by)] : []
  })
  const [first] = takesAll < 0 ? [] : momentary.slice(takesAll)
  return first ? [...shadowed, neverTaken(node.id, path + first.path, { port: 'else' }, first)] : shadowed
}

/** Of two equal awaited events the first takes all. */
function shadowedEvents({ node, definition, path }: ReadableNode): Problem[] {
  const awaited = (definition.filters?.(node.settings) ?? []).filter(({ port }) => port)
  return awaited.flatMap((held, index) => {
    const by = awaited
      .slice(0, index)
      .find(({ event, filter }) => event === held.event && (!filter || isSame(filter, held.filter)))
    return by ? [neverTaken(node.id, path + held.path.replace(/\/where$/, ''), held, by)] : []
  })
}

const neverTaken = (
  node: string,
  path: string,
  { port = '' }: Pick<HeldPredicate | HeldFilter, 'port'>,
  { port: by = '' }: Pick<HeldPredicate | HeldFilter, 'port'>,
): Problem => warning('portNeverTaken', { node, path, params: { port, by } })

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
