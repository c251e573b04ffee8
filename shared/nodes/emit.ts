import { z } from 'zod'
import { defineNode, EventName, Given, onePort, referencesGiven } from './define.ts'

/**
 * Customer: an event happens to the customer, as if a source had sent it now: conditions, segments, waits, goals and triggers take it in the
 * same turn, and it stays in their history. It changes neither attributes nor consent, whatever its name.
 */
export const emit = defineNode({
  kind: 'emit',
  group: 'customer',
  icon: 'radio-tower',
  settings: z.strictObject({ event: EventName, properties: Given.optional() }),
  defaults: () => ({ event: '' }),
  ports: () => onePort,
  rests: () => false,
  references: ({ properties }) => referencesGiven(properties),
  emits: ({ event }) => [event],
})
