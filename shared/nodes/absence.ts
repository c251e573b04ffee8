import { z } from 'zod'
import { Duration } from '../duration.ts'
import { Offset, TimeOfDay } from '../moment.ts'
import { Filter, Path } from '../predicate/schema.ts'
import { defineNode, EventName, onePort } from './define.ts'

/**
 * Trigger: something happened, and what should have followed did not, within a period or by a day that the event promised.
 *
 * The first event plans the start; the second ends the plan without a word, whenever it arrives, if its own time is not before the
 * first's. At the deadline the rules for entering are judged as of that instant. When the first comes again for the same key the start is
 * planned again, unless one with a later own time has come. It may match by key:
 * `where: { property: 'order_id', op: 'is', value: { ref: 'trigger.order_id' } }`.
 */
export const absence = defineNode({
  kind: 'absence',
  group: 'trigger',
  icon: 'timer-off',
  settings: z.strictObject({
    event: EventName,
    where: Filter.optional(),
    without: z.strictObject({ event: EventName, where: Filter.optional() }),
    deadline: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('period'), within: Duration }),
      z.strictObject({
        by: z.literal('date'),
        property: Path.describe('A property of the event that holds a date, such as promised_date'),
        offset: Offset.optional(),
        time: TimeOfDay.optional().describe("In the customer's zone; absent: the date's own"),
        otherwise: Duration.optional().describe(
          'The period to take when the date is missing or past; absent: nobody enters by this event, and the timeline says why',
        ),
      }),
    ]),
  }),
  defaults: () => ({ event: '', without: { event: '' }, deadline: { by: 'period', within: 'P3D' } }),
  ports: () => onePort,
  rests: () => false,
  filters: (settings) => [
    { path: '/where', event: settings.event, filter: settings.where },
    { path: '/without/where', event: settings.without.event, filter: settings.without.where },
  ],
  events: (settings) => [settings.event],
  plansBy: (settings) => ({ events: [settings.event, settings.without.event], attributes: [] }),
})
