import { Temporal } from 'temporal-polyfill'
import { steadyOffset } from './steadyOffset.ts'

// Local times as numbers: as many milliseconds since 1970 as if the zone were UTC.

/** Milliseconds of a day in local times: the same for each, as clock changes do not show in them. */
export const localDay = 86_400_000

/** The local time of an instant. */
export const localOf = (instant: number, zone: string): number => {
  const steady = steadyOffset(zone, instant)
  if (steady !== undefined) return instant + steady
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds
  return instant + offset / 1_000_000
}

/** The instant of a local time. One that a clock change skips moves later; one that occurs twice is taken the first time (rule 19). */
export const instantOfLocal = (local: number, zone: string): number => {
  // No zone is a day away from UTC, so what is steady for a day around the same number in UTC is steady here.
  const steady = steadyOffset(zone, local)
  if (steady !== undefined) return local - steady
  return Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime().toZonedDateTime(zone)
    .epochMilliseconds
}

/** The beginning of a local time's day, as a local time. */
export const midnightOf = (local: number): number => Math.floor(local / localDay) * localDay

/** The weekday of a local time: 0 is Monday. */
export const weekdayOf = (local: number): number => {
  const sinceMonday = Math.floor(local / localDay) + 3
  return ((sinceMonday % 7) + 7) % 7
}

/** Milliseconds from midnight to a time of day, `HH:MM`. */
export const sinceMidnight = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000

/** The day that it is somewhere, `YYYY-MM-DD`. */
export const dayAt = (instant: number, zone: string): string =>
  new Date(localOf(instant, zone)).toISOString().slice(0, 10)
