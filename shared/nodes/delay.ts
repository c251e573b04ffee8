import { z } from 'zod'
import { Duration } from '../duration.ts'
import { Offset, TimeOfDay } from '../moment.ts'
import { Reference } from '../predicate/schema.ts'
import { defineNode, onePort } from './define.ts'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export const Weekday = z.enum(weekdays)
export type Weekday = z.infer<typeof Weekday>

/** A date that the customer or the trigger's event carries, and when before or after it. */
const DateOf = z.strictObject({
  of: Reference,
  offset: Offset.optional(),
  time: TimeOfDay.optional().describe(
    'At this local time of the day; absent: the instant itself, a day begins at 0:00',
  ),
})

/**
 * Timing: rest for a duration, then until a time of day on an allowed weekday, or until a date, in the customer's zone (rules 18 to 20).
 *
 * - Only `for`: hours and minutes are exact, days and months are calendar.
 * - Only `until`: the next such local time after now; a time that is now counts as reached.
 * - Both: "wait 2 days, until 10:00 on a weekday", the first such local time not before the duration has passed.
 * - Alone `date`: "wait until 3 days before the renewal date, at 10:00". A date that is missing or past has its port. When an attribute
 *   changes while a run waits for it, the wait is planned again.
 */
export const delay = defineNode({
  kind: 'delay',
  group: 'timing',
  icon: 'clock',
  settings: z
    .strictObject({
      for: Duration.optional(),
      until: z
        .strictObject({
          time: TimeOfDay,
          weekdays: z.array(Weekday).min(1).max(7).optional().describe('Absent: any day'),
        })
        .optional(),
      date: DateOf.optional(),
    })
    .refine((settings) => settings.for || settings.until || settings.date, {
      error: 'delayEmpty',
      params: { code: 'delayEmpty' },
    })
    .refine((settings) => !settings.date || !(settings.for || settings.until), {
      error: 'delayTwice',
      params: { code: 'delayTwice' },
    }),
  defaults: () => ({ for: 'P1D' }),
  ports: ({ date }) => (date ? [...onePort, { id: 'past' }, { id: 'missing' }] : onePort),
  rests: () => true,
  passes: ({ date }) => (date ? ['past', 'missing'] : []),
  references: ({ date }) => (date ? [{ path: '/date/of', reference: date.of, stands: true }] : []),
})
