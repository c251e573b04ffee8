import { z } from 'zod'
import { Duration } from '../duration.ts'
import { defineNode, onePort } from './define.ts'

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export const Weekday = z.enum(weekdays)

/** A local time of day on a 24-hour clock, `HH:MM`. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'timeOfDay' })

/**
 * Timing: rest for a duration, then until a time of day on an allowed weekday, in the customer's zone (rules 18 to 20).
 *
 * - Only `for`: hours and minutes are exact, days and months are calendar.
 * - Only `until`: the next such local time after now; a time that is now counts as reached.
 * - Both: "wait 2 days, until 10:00 on a weekday", the first such local time not before the duration has passed.
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
    })
    .refine((settings) => settings.for || settings.until, { error: 'delayEmpty', params: { code: 'delayEmpty' } }),
  defaults: () => ({ for: 'P1D' }),
  ports: () => onePort,
  rests: () => true,
})
