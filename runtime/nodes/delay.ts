import { addDuration } from '../../shared/duration.ts'
import { instantOfLocal, localDay, localOf, midnightOf, sinceMidnight, weekdayOf } from '../../shared/localTime.ts'
import { momentOf } from '../../shared/moment.ts'
import { weekdays } from '../../shared/nodes/delay.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { operandOf } from '../../shared/predicate/filter.ts'
import { type Answer, defineBehaviour, type Visit } from './behaviour.ts'

type Settings = SettingsOf<'delay'>
type DateSettings = NonNullable<Settings['date']>

/** The rest is the instant at which the delay is over: settled on arrival, and for a date again whenever the date changes. */
export const delay = defineBehaviour<'delay'>({
  isTimed: ({ date }) => date === undefined,

  arrive(settings, visit) {
    if (settings.date) return untilDate(settings.date, visit)
    const until = delayEnd(settings, arrivedFor(settings, visit), visit.zone)
    return until <= visit.now ? over(until) : { do: 'rest', rest: until, until, why: 'waiting' }
  },

  judge(settings, visit) {
    const until = visit.rest as number
    if (settings.date) return untilDate(settings.date, visit, until)
    return until <= visit.now ? over(until) : { do: 'rest', rest: until, until, why: 'waiting' }
  },
})

/** Whoever comes round to it at the very time for which they waited here waits for the next. */
const arrivedFor = (settings: Settings, { arrived, isBack }: Visit): number =>
  isBack && !settings.for ? arrived + 1 : arrived

const over = (until: number): Answer => ({
  do: 'take',
  port: 'next',
  why: 'delayOver',
  timer: { rest: until, until: null },
})

/** @param planned  what the wait was planned for, when the run rests already */
function untilDate(date: DateSettings, { now, zone, facts, isBack }: Visit, planned?: number): Answer {
  const value = operandOf(date.of, facts)
  const until = momentOf(value, date, zone)
  const params = { name: date.of.ref, ...(isShort(value) && { value }) }
  if (until === undefined) return { do: 'take', port: 'missing', why: 'dateMissing', params }
  if (until === planned && until <= now) return over(until)
  if (until < now || (until === now && isBack)) return { do: 'take', port: 'past', why: 'datePast', params }
  if (until === now) return over(until)
  return { do: 'rest', rest: until, until, why: planned === undefined ? 'waitingForDate' : 'dateChanged', params }
}

const isShort = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= 40)

/** When a delay that begins at `now` is over: the duration first, then the next allowed local time of day (rules 19 and 20). */
export function delayEnd(settings: Settings, now: number, zone: string): number {
  const after = settings.for ? addDuration(now, settings.for, zone) : now
  return settings.until ? nextTimeOfDay(after, settings.until, zone) : after
}

function nextTimeOfDay(from: number, until: NonNullable<Settings['until']>, zone: string): number {
  const allowed = until.weekdays ?? weekdays
  let day = midnightOf(localOf(from, zone))
  for (let tries = 0; tries < 9; tries++) {
    const instant = instantOfLocal(day + sinceMidnight(until.time), zone)
    if (instant >= from && allowed.includes(weekdays[weekdayOf(day)]!)) return instant
    day += localDay
  }
  throw new Error(`no local time ${until.time} within nine days of ${from} in ${zone}`)
}
