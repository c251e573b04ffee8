import { z } from 'zod'
import { Duration } from '../duration.ts'
import { limits } from '../limits.ts'
import { Filter, Predicate } from '../predicate/schema.ts'
import { defineNode, EventName, PortId, Title } from './define.ts'

/** One awaited event. It may match by key, as in `where: { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } }`. */
const AwaitedEvent = z.strictObject({
  port: PortId,
  title: Title.optional(),
  event: EventName,
  where: Filter.optional(),
})

const timeout = Duration.optional().describe('How long to wait before the port timeout is taken; absent: for ever')

/**
 * Timing: rest until one of several events happens, each with its port (rule 13), or until a condition holds (rule 14),
 * or until the timeout.
 */
export const wait = defineNode({
  kind: 'wait',
  group: 'timing',
  icon: 'hourglass',
  settings: z.discriminatedUnion('for', [
    z.strictObject({
      for: z.literal('event'),
      events: z.array(AwaitedEvent).min(1).max(limits.waitEvents),
      since: z
        .enum(['arrival', 'run'])
        .describe('New events from the moment that the run arrives, or all since the run began'),
      timeout,
    }),
    z.strictObject({ for: z.literal('condition'), until: Predicate, timeout }),
  ]),
  defaults: () => ({
    for: 'event',
    events: [{ port: 'event-1', event: 'Order Completed' }],
    since: 'run',
    timeout: 'P1D',
  }),
  ports: (settings) => [
    ...(settings.for === 'event'
      ? settings.events.map((awaited) =>
          awaited.title ? { id: awaited.port, title: awaited.title } : { id: awaited.port },
        )
      : [{ id: 'holds' }]),
    ...(settings.timeout ? [{ id: 'timeout' }] : []),
  ],
  rests: () => true,
  // What has happened since the run began has happened for good.
  passes: (settings) =>
    settings.for === 'event' && settings.since === 'run' ? settings.events.map(({ port }) => port) : [],
  predicates: (settings) =>
    settings.for === 'condition' ? [{ path: '/until', predicate: settings.until, port: 'holds', stands: true }] : [],
  filters: (settings) =>
    settings.for === 'event'
      ? settings.events.map((awaited, index) => ({
          path: `/events/${index}/where`,
          event: awaited.event,
          filter: awaited.where,
          port: awaited.port,
        }))
      : [],
  events: (settings) => (settings.for === 'event' ? settings.events.map((awaited) => awaited.event) : []),
})
