import { Temporal } from 'temporal-polyfill'
import { steadyOffset } from '../steadyOffset.ts'

// Local times as numbers: as many milliseconds since 1970 as if the zone were UTC.

export const localOf = (instant: number, zone: string): number => {
  const steady = steadyOffset(zone, instant)
  if (steady !== undefined) return instant + steady
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds
  return instant + offset / 1_000_000
}

/** A local time that a clock change skips moves later; one that occurs twice is taken the first time (rule 19). */
export const instantOf = (local: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime().toZonedDateTime(zone)
    .epochMilliseconds

/** The day that it is somewhere, `YYYY-MM-DD`. */
export const dayAt = (instant: number, zone: string): string =>
  new Date(localOf(instant, zone)).toISOString().slice(0, 10)
