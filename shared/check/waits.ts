import { portsOf } from '../graph.ts'
import { isTrigger } from '../nodes/index.ts'
import { type Concern, warning } from './subject.ts'

/** A wait for an event that may never come holds its customers for ever, unless it has a timeout. */
export const waits: Concern = ({ readable }) =>
  readable.flatMap(({ node, definition, path }) => {
    const events = isTrigger(node.kind) ? [] : (definition.events?.(node.settings) ?? [])
    if (events.length === 0 || portsOf(node).some(({ id }) => id === 'timeout')) return []
    return [warning('waitWithoutTimeout', { node: node.id, path, params: { events: [...events] } })]
  })
