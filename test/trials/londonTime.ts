/**
 * London's clock, from Intl alone: the product counts with Temporal, and a count is only worth comparing when it is made another way.
 * A wall time is written as the milliseconds that it would have in UTC.
 */
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

export function wallTimeOf(instant: number): number {
  const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)])) as Parts
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) + (instant % 1000)
}
type Parts = { year: number; month: number; day: number; hour: number; minute: number; second: number }

/** A time that the clock shows twice is the first of the two; one that it skips moves later by what was skipped. */
export function instantOf(wallTime: number): number {
  const hour = 3_600_000
  for (const ahead of [1, 0]) if (wallTimeOf(wallTime - ahead * hour) === wallTime) return wallTime - ahead * hour
  return wallTime
}

export const addDays = (instant: number, days: number): number => instantOf(wallTimeOf(instant) + days * 86_400_000)
