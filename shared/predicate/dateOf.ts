import { Temporal } from 'temporal-polyfill'
import { instantOf } from '../instant.ts'
import { numberOf } from './numberOf.ts'

const day = /^\d{4}-\d{2}-\d{2}$/
const epoch = /^-?\d{9,16}(\.\d+)?$/

/** Numbers of smaller size are seconds since 1970 (until the year 5138), larger ones milliseconds (from March 1973 on). */
const firstMilliseconds = 100_000_000_000
/** The end of the year 9999: far enough for every date, near enough to add ten years to. */
const lastInstant = 253_402_300_799_999

/**
 * The instant that an attribute or property names as a date, in milliseconds since 1970 UTC: RFC 3339 with a zone, a day (its first
 * moment in `zone`), or a number of seconds or milliseconds since 1970; otherwise undefined.
 *
 * @example dateOf('2026-05-01', 'Europe/Rome') // 30 April 2026, 22:00 UTC
 */
export function dateOf(value: unknown, zone: string): number | undefined {
  if (typeof value === 'number' || (typeof value === 'string' && epoch.test(value))) return fromEpoch(numberOf(value))
  if (typeof value !== 'string') return undefined
  if (day.test(value)) return dayOf(value)?.toZonedDateTime(zone).epochMilliseconds
  const instant = instantOf(value)
  return typeof instant === 'number' ? instant : undefined
}

/** The calendar day that a value names without a time and a zone; undefined where it names an instant, or nothing. */
export function dayOf(value: unknown): Temporal.PlainDate | undefined {
  if (typeof value !== 'string' || !day.test(value)) return undefined
  try {
    return Temporal.PlainDate.from(value)
  } catch {
    return undefined // No such day: 2026-02-30.
  }
}

function fromEpoch(number: number | undefined): number | undefined {
  if (number === undefined) return undefined
  const instant = Math.round(Math.abs(number) < firstMilliseconds ? number * 1000 : number)
  return Math.abs(instant) <= lastInstant ? instant : undefined
}
