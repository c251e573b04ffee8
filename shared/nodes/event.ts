import { z } from 'zod'
import { Filter } from '../predicate/schema.ts'
import { defineNode, EventName, onePort } from './define.ts'

/** Trigger: the customer did something. The filter sees the event, and the customer as they are after it (rule 7). */
export const event = defineNode({
  kind: 'event',
  group: 'trigger',
  icon: 'zap',
  settings: z.strictObject({ event: EventName, where: Filter.optional() }),
  defaults: () => ({ event: '' }),
  ports: () => onePort,
  rests: () => false,
  filters: (settings) => [{ path: '/where', event: settings.event, filter: settings.where }],
  events: (settings) => [settings.event],
})
