import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { steadyOffset } from './steadyOffset.ts'

/**
 * A length of time as ISO 8601 writes it (`P3D`, `PT4H`, `P1M`), at least one second, at most ten years.
 * Hours, minutes and seconds are exact; days, weeks, months and years are calendar in a zone (rule 19).
 */
export const Duration = z
  .string()
  .max(40)
  .refine(isDuration, { error: 'duration', params: { code: 'duration' } })
  .meta({ id: 'Duration', description: 'ISO 8601, for example P3D or PT4H', examples: ['P3D', 'PT4H'] })
export type Duration = z.infer<typeof Duration>

const pattern = /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(?:T(?!$)(\d+H)?(\d+M)?(\d+S)?)?$/
const tenYears = 10 * 366 * 86_400

/** Seconds of the longest year, month, week and day, then of an hour, a minute and a second, in the pattern's order. */
const longest = [31_622_400, 2_678_400, 604_800, 86_400, 3600, 60, 1]

export function isDuration(text: string): boolean {
  const found = pattern.exec(text)
  if (!found) return false
  const seconds = longest.reduce((sum, length, index) => sum + length * Number.parseInt(found[index + 1] ?? '0', 10), 0)
  return seconds >= 1 && seconds <= tenYears
}

/** The most that a duration can last, whatever the calendar, in milliseconds. */
export function longestOf(text: Duration): number {
  const { years, months, weeks, days, hours, minutes, seconds } = durationParts(text)
  const parts = [years, months, weeks, days, hours, minutes, seconds]
  return 1000 * longest.reduce((sum, length, index) => sum + length * (parts[index] as number), 0)
}

const parsed = new Map<string, Temporal.Duration>()

/** The parts of a duration, remembered: a workflow names few durations and asks for them often. */
export function durationParts(text: Duration): Temporal.Duration {
  let duration = parsed.get(text)
  if (!duration) {
    duration = Temporal.Duration.from(text)
    if (parsed.size < 10_000) parsed.set(text, duration)
  }
  return duration
}

/**
 * The instant that lies one duration after `instant` (both in milliseconds since 1970, UTC) for somebody who lives in `zone`.
 * A local time that a clock change skips moves later; one that occurs twice is taken the first time (rule 19).
 *
 * @example addDuration(Date.UTC(2026, 0, 31, 12), 'P1M', 'Europe/Rome') // 28 February 2026, 13:00 in Rome
 */
export function addDuration(instant: number, duration: Duration, zone: string): number {
  const parts = durationParts(duration)
  const exact = parts.hours * 3_600_000 + parts.minutes * 60_000 + parts.seconds * 1000
  if (!parts.years && !parts.months && !parts.weeks && !parts.days) return instant + exact
  if (zone === 'UTC' && !parts.years && !parts.months)
    return instant + (parts.weeks * 7 + parts.days) * 86_400_000 + exact
  const steady = addSteadily(instant, parts, zone)
  if (steady !== undefined) return steady + exact
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).add(parts).epochMilliseconds
}

/**
 * The instant that lies one duration before `instant`: months and days first, in the calendar of `zone`, then exact hours.
 *
 * @example subtractDuration(Date.UTC(2026, 2, 31, 12), 'P1M', 'UTC') // 28 February 2026, 12:00
 */
export function subtractDuration(instant: number, duration: Duration, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
  return local.subtract(durationParts(duration)).epochMilliseconds
}

/** The calendar part of an addition whose both ends lie at least a day away from clock changes; undefined where one does not. */
function addSteadily(instant: number, parts: Temporal.Duration, zone: string): number | undefined {
  const here = instant < 0 ? undefined : steadyOffset(zone, instant)
  if (here === undefined) return undefined
  const local = addMonths(instant + here, parts.years * 12 + parts.months) + (parts.weeks * 7 + parts.days) * 86_400_000
  const there = steadyOffset(zone, local - here)
  // A move across the date line is more than the day of margin that steadyOffset keeps.
  return there === undefined || Math.abs(there - here) > 43_200_000 ? undefined : local - there
}

function addMonths(local: number, months: number): number {
  if (!months) return local
  const date = new Date(local)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const midnight = Date.UTC(year, date.getUTCMonth(), date.getUTCDate())
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) + (local - midnight)
}

const known = new Map<string, boolean>()

/** Whether `zone` is an IANA zone name that this machine knows. */
export function isZone(zone: string): boolean {
  let answer = known.get(zone)
  if (answer === undefined) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
      answer = /^[A-Za-z]/.test(zone)
    } catch {
      answer = false
    }
    if (known.size < 10_000) known.set(zone, answer)
  }
  return answer
}

/** An IANA zone name, such as `Europe/Rome`. */
export const Zone = z
  .string()
  .max(64)
  .refine(isZone, { error: 'zone', params: { code: 'zone' } })
  .meta({ id: 'Zone', description: 'IANA time zone name', examples: ['Europe/Rome'] })

/** An instant as RFC 3339 writes it, with its offset. */
export const Instant = z.iso.datetime({ offset: true }).meta({ id: 'Instant', description: 'RFC 3339 with an offset' })
