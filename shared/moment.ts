import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { addDuration, Duration, durationParts, subtractDuration } from './duration.ts'
import { instantOfLocal, localOf, midnightOf, sinceMidnight } from './localTime.ts'
import { dateOf, dayOf } from './predicate/dateOf.ts'

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
  return onThatDay(shifted, time, zone)
}

/**
 * The moment that lies so from what an attribute or property says, as `dateOf` reads it; undefined where that is no date. Of a day the offset's
 * days and months are counted in the calendar first, so that the day before one that begins at 1:00 begins at 0:00.
 *
 * @example momentOf('2026-05-01', { offset: { by: 'P3D', to: 'before' } }, 'Europe/Rome') // 28 April, 0:00
 */
export function momentOf(value: unknown, moment: Moment, zone: string): number | undefined {
  const day = dayOf(value)
  if (day) return onThatDay(fromDay(day, moment.offset, zone), moment.time, zone)
  const date = dateOf(value, zone)
  return date === undefined ? undefined : momentFrom(date, moment, zone)
}

function fromDay(day: Temporal.PlainDate, offset: Offset | undefined, zone: string): number {
  if (!offset) return beginOf(day, zone)
  const { years, months, weeks, days, hours, minutes, seconds } = durationParts(offset.by)
  const sign = offset.to === 'before' ? -1 : 1
  const date = sign < 0 ? day.subtract({ years, months, weeks, days }) : day.add({ years, months, weeks, days })
  return beginOf(date, zone) + sign * (hours * 3600 + minutes * 60 + seconds) * 1000
}

const beginOf = (day: Temporal.PlainDate, zone: string): number => day.toZonedDateTime(zone).epochMilliseconds

function onThatDay(instant: number, time: string | undefined, zone: string): number {
  if (!time) return instant
  return instantOfLocal(midnightOf(localOf(instant, zone)) + sinceMidnight(time), zone)
}
