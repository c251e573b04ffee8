import { Temporal } from 'temporal-polyfill'
import { addDuration, subtractDuration } from '../../../shared/duration.ts'
import type { Hours } from '../../../shared/hours.ts'
import type { Moment } from '../../../shared/moment.ts'
import type { WorkflowNode } from '../../../shared/workflow.ts'

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Rule 18. */
export const dateAt = (at: number, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()

/** Rule 19: a local time that is skipped moves later, one that occurs twice is the first. */
export const instantOf = (date: Temporal.PlainDate, time: string, zone: string): number =>
  date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds

/** When the clocks of another zone show what those of one show then; rule 19. */
export const sameOnTheClock = (at: number, from: string, to: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(from).toPlainDateTime().toZonedDateTime(to)
    .epochMilliseconds

export const isOn = (date: Temporal.PlainDate, days: readonly string[] | undefined): boolean =>
  days?.includes(weekdays[date.dayOfWeek - 1] as string) ?? true

/** Rules 19 and 20: the duration first, then the next allowed local time of day. */
export function delayEnd(
  settings: Extract<WorkflowNode, { kind: 'delay' }>['settings'],
  now: number,
  zone: string,
): number {
  const from = settings.for ? addDuration(now, settings.for, zone) : now
  if (!settings.until) return from
  for (let date = dateAt(from, zone); ; date = date.add({ days: 1 })) {
    const at = instantOf(date, settings.until.time, zone)
    if (at >= from && isOn(date, settings.until.weekdays)) return at
  }
}

/** Rule 19: daily hours may span midnight; their weekdays are those on which they begin. */
export function isWithin(hours: Hours, at: number, zone: string): boolean {
  const today = dateAt(at, zone)
  return [today.subtract({ days: 1 }), today].some((date) => {
    const last = hours.to > hours.from ? date : date.add({ days: 1 })
    return isOn(date, hours.weekdays) && instantOf(date, hours.from, zone) <= at && at < instantOf(last, hours.to, zone)
  })
}

/** Every instant between two at which one of some local times of day comes. */
export function* instantsAt(times: readonly string[], from: number, to: number, zone: string): Generator<number> {
  const last = dateAt(to, zone).add({ days: 1 })
  for (let date = dateAt(from, zone); Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 }))
    for (const time of times) yield instantOf(date, time, zone)
}

/** So long before or after a date, and then at a time of that day. */
export function momentAround(date: number, { offset, time }: Moment, zone: string): number {
  const shift = offset?.to === 'before' ? subtractDuration : addDuration
  const shifted = offset ? shift(date, offset.by, zone) : date
  return time ? instantOf(dateAt(shifted, zone), time, zone) : shifted
}

/** A day begins where the customer lives. */
export function instantIn(value: unknown, zone: string): number | null {
  if (typeof value !== 'string') return null
  if (value.length === 10) return Temporal.PlainDate.from(value).toZonedDateTime(zone).epochMilliseconds
  const instant = Date.parse(value)
  return Number.isNaN(instant) ? null : instant
}
