import { z } from 'zod'
import { limits } from '../limits.ts'
import { Offset, TimeOfDay } from '../moment.ts'
import { attributesOn } from '../predicate/reads.ts'
import { Path } from '../predicate/schema.ts'
import { defineNode, EventName, onePort } from './define.ts'

/**
 * Trigger: a date of the customer comes, in the customer's zone: that of an attribute, or the customer's latest event of a name (its own
 * time, or a date that it carries). Planned again when the date changes, and moved when the zone does. A date that is missing or past enters
 * nobody. A date at midnight UTC exactly is read as that day. In years without 29 February it is the 28th.
 */
export const date = defineNode({
  kind: 'date',
  group: 'trigger',
  icon: 'calendar-heart',
  settings: z.strictObject({
    of: z.discriminatedUnion('from', [
      z.strictObject({ from: z.literal('attribute'), attribute: z.string().min(1).max(limits.nameLength) }),
      z.strictObject({
        from: z.literal('event'),
        event: EventName,
        property: Path.optional().describe('A property that holds a date; absent: when the event happened'),
      }),
    ]),
    repeat: z.enum(['once', 'yearly']),
    offset: Offset.optional(),
    time: TimeOfDay.optional().describe("In the customer's zone; absent: the date's own"),
  }),
  defaults: () => ({ of: { from: 'attribute', attribute: '' }, repeat: 'yearly', time: '09:00' }),
  ports: () => onePort,
  rests: () => false,
  // An attribute has no event: a run that it begins knows no `trigger.…`.
  events: ({ of }) => (of.from === 'event' ? [of.event] : []),
  remembers: ({ of }) => (of.from === 'event' ? [of.event] : []),
  plansBy: ({ of }) =>
    of.from === 'event'
      ? { events: [of.event], attributes: [] }
      : { events: [], attributes: attributesOn(of.attribute) },
})
