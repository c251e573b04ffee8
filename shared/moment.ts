import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { addDuration, Duration, subtractDuration } from './duration.ts'

/** A local time of day on a 24-hour clock, `HH:MM`. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'timeOfDay' })

/** So long before or after a date. */
export const Offset = z.strictObject({ by: Duration, to: z.enum(['before', 'after']) }).meta({ id: 'Offset' })
export type Offset = z.infer<typeof Offset>

/** Where a moment lies from a date: first the offset, then the time of day on the day that it leads to. */
export interface Moment {
  readonly offset?: Offset | undefined
  readonly time?: string | undefined
}

/**
 * The moment that lies so from a date (milliseconds since 1970, UTC) for somebody who lives in `zone`. Without a time of day it keeps the
 * date's own. A local time that a clock change skips moves later; one that occurs twice is taken the first time (rule 19).
 *
 * @example momentFrom(mayFirst, { offset: { by: 'P3D', to: 'before' }, time: '10:00' }, 'Europe/Rome') // 28 April, 10:00
 */
export function momentFrom(date: number, { offset, time }: Moment, zone: string): number {
  const shifted = !offset
    ? date
    : offset.to === 'after'
      ? addDuration(date, offset.by, zone)
      : subtractDuration(date, offset.by, zone)
  if (!time) return shifted
  const day = Temporal.Instant.fromEpochMilliseconds(shifted).toZonedDateTimeISO(zone).toPlainDate()
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
}
