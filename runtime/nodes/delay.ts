import { Temporal } from 'temporal-polyfill'
import { addDuration, durationParts, subtractDuration } from '../../shared/duration.ts'
import { weekdays } from '../../shared/nodes/delay.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { dateOf, dayOf } from '../../shared/predicate/dateOf.ts'
import { operandOf } from '../../shared/predicate/filter.ts'
import { type Answer, defineBehaviour, type Visit } from './behaviour.ts'

type Settings = SettingsOf<'delay'>
type DateSettings = NonNullable<Settings['date']>

/** The rest is the instant at which the delay is over: settled on arrival, and for a date again whenever the date changes. */
export const delay = defineBehaviour<'delay'>({
  isTimed: true,

  arrive(settings, visit) {
    if (settings.date) return untilDate(settings.date, visit)
    const until = delayEnd(settings, visit.arrived, visit.zone)
    return until <= visit.now ? over : { do: 'rest', rest: until, until, why: 'waiting' }
  },

  judge(settings, visit) {
    const until = visit.rest as number
    if (settings.date) return untilDate(settings.date, visit, until)
    return until <= visit.now ? over : { do: 'rest', rest: until, until, why: 'waiting' }
  },
})

const over: Answer = { do: 'take', port: 'next', why: 'delayOver', timer: true }

/** @param planned  what the wait was planned for, when the run rests already */
function untilDate(date: DateSettings, { now, zone, facts }: Visit, planned?: number): Answer {
  const value = operandOf(date.of, facts)
  const until = dateEnd(date, value, zone)
  const params = { name: date.of.ref, ...(isShort(value) && { value }) }
  if (until === undefined) return { do: 'take', port: 'missing', why: 'dateMissing', params }
  if (until === planned && until <= now) return over
  if (until < now) return { do: 'take', port: 'past', why: 'datePast', params }
  if (until === now) return over
  return { do: 'rest', rest: until, until, why: planned === undefined ? 'waitingForDate' : 'dateChanged', params }
}

const isShort = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= 40)

/** When a delay that begins at `now` is over: the duration first, then the next allowed local time of day (rules 19 and 20). */
export function delayEnd(settings: Settings, now: number, zone: string): number {
  const after = settings.for ? addDuration(now, settings.for, zone) : now
  return settings.until ? nextTimeOfDay(after, settings.until, zone) : after
}

/**
 * The instant that lies the offset before or after a date, at the time of day if one is asked for; undefined where `value` is no date.
 * Of a day the offset's days and months are counted in the calendar first, so that the day before one that begins at 1:00 begins at 0:00.
 */
export function dateEnd({ offset, time }: DateSettings, value: unknown, zone: string): number | undefined {
  const day = dayOf(value)
  const instant = day ? offsetDay(day, offset, zone) : offsetInstant(dateOf(value, zone), offset, zone)
  if (instant === undefined || !time) return instant
  return atTime(Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate(), time, zone)
}

function offsetDay(day: Temporal.PlainDate, offset: DateSettings['offset'], zone: string): number {
  if (!offset) return beginOf(day, zone)
  const { years, months, weeks, days, hours, minutes, seconds } = durationParts(offset.by)
  const sign = offset.to === 'before' ? -1 : 1
  const date = sign < 0 ? day.subtract({ years, months, weeks, days }) : day.add({ years, months, weeks, days })
  return beginOf(date, zone) + sign * (hours * 3600 + minutes * 60 + seconds) * 1000
}

const beginOf = (day: Temporal.PlainDate, zone: string): number => day.toZonedDateTime(zone).epochMilliseconds

function offsetInstant(instant: number | undefined, offset: DateSettings['offset'], zone: string): number | undefined {
  if (instant === undefined || !offset) return instant
  return offset.to === 'before' ? subtractDuration(instant, offset.by, zone) : addDuration(instant, offset.by, zone)
}

/** A time that a clock change skips moves later; one that occurs twice is taken the first time: Temporal's "compatible". */
const atTime = (date: Temporal.PlainDate, time: string, zone: string): number =>
  date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds

function nextTimeOfDay(from: number, until: NonNullable<Settings['until']>, zone: string): number {
  const allowed = new Set((until.weekdays ?? weekdays).map((weekday) => weekdays.indexOf(weekday) + 1))
  let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate()
  for (let tries = 0; tries < 9; tries++) {
    const instant = atTime(date, until.time, zone)
    if (instant >= from && allowed.has(date.dayOfWeek)) return instant
    date = date.add({ days: 1 })
  }
  throw new Error(`no local time ${until.time} within nine days of ${from} in ${zone}`)
}
