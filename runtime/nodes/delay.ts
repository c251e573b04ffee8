import { Temporal } from 'temporal-polyfill'
import { addDuration } from '../../shared/duration.ts'
import { weekdays } from '../../shared/nodes/delay.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { defineBehaviour } from './behaviour.ts'

/** The instant is settled on arrival, in the customer's zone, and is the rest: waking changes nothing about it. */
export const delay = defineBehaviour<'delay'>({
  arrive(settings, visit) {
    const until = delayEnd(settings, visit.now, visit.zone)
    return until <= visit.now
      ? { do: 'take', port: 'next', why: 'delayOver' }
      : { do: 'rest', rest: until, until, why: 'waiting' }
  },

  judge(_settings, visit) {
    const until = visit.rest as number
    return until <= visit.now
      ? { do: 'take', port: 'next', why: 'delayOver' }
      : { do: 'rest', rest: until, until, why: 'waiting' }
  },
})

/** When a delay that begins at `now` is over: the duration first, then the next allowed local time of day (rules 19 and 20). */
export function delayEnd(settings: SettingsOf<'delay'>, now: number, zone: string): number {
  const after = settings.for ? addDuration(now, settings.for, zone) : now
  return settings.until ? nextTimeOfDay(after, settings.until, zone) : after
}

function nextTimeOfDay(from: number, until: NonNullable<SettingsOf<'delay'>['until']>, zone: string): number {
  const time = Temporal.PlainTime.from(until.time)
  const allowed = new Set((until.weekdays ?? weekdays).map((weekday) => weekdays.indexOf(weekday) + 1))
  let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate()
  for (let tries = 0; tries < 9; tries++) {
    // A time that a clock change skips moves later; one that occurs twice is taken the first time: Temporal's "compatible".
    const instant = date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds
    if (instant >= from && allowed.has(date.dayOfWeek)) return instant
    date = date.add({ days: 1 })
  }
  throw new Error(`no local time ${until.time} within nine days of ${from} in ${zone}`)
}
