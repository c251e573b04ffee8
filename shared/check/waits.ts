import { portsOf } from '../graph.ts'
import { isTrigger } from '../nodes/index.ts'
import { type Concern, warning } from './subject.ts'

/** A wait for an event that may never come, or for a condition that may never hold, keeps its customers for ever, unless it has a timeout. */
export const waits: Concern = ({ readable }) =>
  readable.flatMap(({ node, definition, path }) => {
    if (isTrigger(node.kind) || portsOf(node).some(({ id }) => id === 'timeout')) return []
    const events = definition.events?.(node.settings) ?? []
    const isStanding = (definition.predicates?.(node.settings) ?? []).some(({ stands, port }) => stands && port)
    if (events.length === 0 && !isStanding) return []
    return [warning('waitWithoutTimeout', { node: node.id, path, params: { events: [...events] } })]
  })
