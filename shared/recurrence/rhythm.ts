import { type Weekday, weekdays } from '../nodes/delay.ts'
import type { Recurrence } from '../recurrence.ts'
import { dayCodes, type Rule, ruleIn } from './rule.ts'

/**
 * A recurrence as people say it: every so many days, weeks, months or years, on these days, until then. Forms and sentences speak of
 * rhythms; files hold recurrences.
 *
 * @property start  the first day that may be one, `YYYY-MM-DD`: needed where the rhythm says more than every day, week or month
 * @property end    absent: never
 */
export type Rhythm = {
  readonly every: number
  readonly start?: string | undefined
  readonly time: string
  readonly end?: RhythmEnd | undefined
} & RhythmDays

export type RhythmDays =
  | { readonly unit: 'day' }
  | { readonly unit: 'week'; readonly on: readonly Weekday[] }
  | { readonly unit: 'month'; readonly on: MonthDay }
  /** `month` is from 1 to 12. */
  | { readonly unit: 'year'; readonly month: number; readonly on: MonthDay }

/** A day of a month, 31 is the last one, and a shorter month has its last day instead (rule 19); or the nth of a weekday, -1 is the last. */
export type MonthDay = { readonly day: number } | { readonly nth: number; readonly weekday: Weekday | 'workday' }

/** Up to and with a day, or after so many times. */
export type RhythmEnd =
  | { readonly by: 'date'; readonly date: string }
  | { readonly by: 'count'; readonly count: number }

/** Whether a rhythm is more than every day, week or month, so that it is counted from a day. */
export const needsStart = (rhythm: Rhythm): boolean =>
  rhythm.every > 1 ||
  rhythm.end !== undefined ||
  rhythm.unit === 'year' ||
  (rhythm.unit === 'month' && !('day' in rhythm.on))

/**
 * The recurrence of a rhythm: every day, week or month where that says all, else a recurrence rule.
 *
 * @param today  the day to count from, `YYYY-MM-DD`, where the rhythm needs one and names none
 * @example recurrenceOf({ every: 2, unit: 'week', on: ['tuesday'], start: '2026-01-06', time: '10:00' }, today) // FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
 */
export function recurrenceOf(rhythm: Rhythm, today: string): Recurrence {
  const { time, start } = rhythm
  if (start === undefined && !needsStart(rhythm)) {
    if (rhythm.unit === 'week') return { every: 'week', on: [...rhythm.on], time }
    if (rhythm.unit === 'month' && 'day' in rhythm.on) return { every: 'month', day: rhythm.on.day, time }
    return { every: 'day', time }
  }
  return { every: 'rrule', rrule: ruleText(rhythm), start: start ?? today, time }
}

/**
 * What a recurrence says, as a rhythm; `null` where a rule or a cron pattern says more than a rhythm can.
 *
 * @example rhythmOf({ every: 'month', day: 31, time: '10:00' }) // { every: 1, unit: 'month', on: { day: 31 }, time: '10:00' }
 */
export function rhythmOf(recurrence: Exclude<Recurrence, { every: 'rrule' | 'cron' }>): Rhythm
export function rhythmOf(recurrence: Recurrence): Rhythm | null
export function rhythmOf(recurrence: Recurrence): Rhythm | null {
  if (recurrence.every === 'cron') return null
  const { time } = recurrence
  if (recurrence.every === 'day') return { every: 1, unit: 'day', time }
  if (recurrence.every === 'week') return { every: 1, unit: 'week', on: recurrence.on, time }
  if (recurrence.every === 'month') return { every: 1, unit: 'month', on: { day: recurrence.day }, time }
  const rule = ruleIn(recurrence.rrule)
  if ('fault' in rule || rule.byWeekNo || rule.byYearDay || rule.weekStart !== 0) return null
  const { start } = recurrence
  const days = daysIn(rule, new Date(`${start}T00:00Z`))
  const end = endOf(rule)
  return days && end !== null ? { every: rule.interval, ...days, start, time, ...(end && { end }) } : null
}

function ruleText({ every, end, ...days }: Rhythm): string {
  const freq = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' }[days.unit]
  return [
    `FREQ=${freq}`,
    ...(every > 1 ? [`INTERVAL=${every}`] : []),
    ...(days.unit === 'week' ? [`BYDAY=${codesOf(days.on)}`] : []),
    ...(days.unit === 'year' ? [`BYMONTH=${days.month}`] : []),
    ...(days.unit === 'month' ? monthDayParts(days.on, 28) : []),
    ...(days.unit === 'year' ? monthDayParts(days.on, shortest(days.month)) : []),
    ...(end?.by === 'date' ? [`UNTIL=${end.date.replaceAll('-', '')}`] : []),
    ...(end?.by === 'count' ? [`COUNT=${end.count}`] : []),
  ].join(';')
}

const codesOf = (days: readonly Weekday[]): string =>
  weekdays.flatMap((day, index) => (days.includes(day) ? [dayCodes[index]] : [])).join(',')

const workdays = weekdays.slice(0, 5)

/** Of the days from the 28th on, the last that a month has is the one meant. */
const orLast = (day: number): readonly number[] => Array.from({ length: day - 27 }, (_, index) => 28 + index)

/** @param sure  the days that every such month has: of what is beyond, a rule leaves the month out */
function monthDayParts(on: MonthDay, sure: number): string[] {
  if ('nth' in on) {
    if (on.weekday === 'workday') return [`BYDAY=${codesOf(workdays)}`, `BYSETPOS=${on.nth}`]
    return [`BYDAY=${on.nth}${codesOf([on.weekday])}`]
  }
  if (on.day <= sure) return [`BYMONTHDAY=${on.day}`]
  return on.day === 31 ? ['BYMONTHDAY=-1'] : [`BYMONTHDAY=${orLast(on.day).join(',')}`, 'BYSETPOS=-1']
}

/** The days that a month has in every year. */
const shortest = (month: number): number => new Date(Date.UTC(2001, month, 0)).getUTCDate()
/** The days that a month has in a leap year. */
export const longest = (month: number): number => new Date(Date.UTC(2000, month, 0)).getUTCDate()

function daysIn(rule: Rule, start: Date): RhythmDays | null {
  const { freq, byMonth, byMonthDay, byDay, bySetPos } = rule
  if (freq === 'DAILY') return byMonth || byMonthDay || byDay || bySetPos ? null : { unit: 'day' }
  if (freq === 'WEEKLY') {
    const on = byDay ? byDay.map(({ weekday }) => weekday) : [(start.getUTCDay() + 6) % 7]
    return byMonth || bySetPos ? null : { unit: 'week', on: weekdays.filter((_, index) => on.includes(index)) }
  }
  const isOfStart = !byMonthDay && !byDay
  const days = isOfStart ? { ...rule, byMonthDay: [start.getUTCDate()] } : rule
  if (freq === 'MONTHLY') {
    const on = byMonth ? null : monthDayOf(days, 28)
    return on && { unit: 'month', on }
  }
  const [month, another] = byMonth ?? (isOfStart ? [start.getUTCMonth() + 1] : [])
  const on = month === undefined || another ? null : monthDayOf(days, shortest(month))
  return on && month ? { unit: 'year', month, on } : null
}

type DayParts = Pick<Rule, 'byMonthDay' | 'byDay' | 'bySetPos'>

function monthDayOf(parts: DayParts, sure: number): MonthDay | null {
  if (parts.byMonthDay && parts.byDay) return null
  return parts.byMonthDay ? dayOf(parts.byMonthDay, parts, sure) : nthWeekdayOf(parts)
}

function dayOf(days: readonly number[], { bySetPos }: DayParts, sure: number): MonthDay | null {
  const [first = 0, another] = days
  const last = days.at(-1) ?? 0
  const isOrLast = last > 28 && last < 31 && days.join() === orLast(last).join()
  if (bySetPos) return bySetPos.join() === '-1' && isOrLast ? { day: last } : null
  if (another) return null
  return first === -1 ? { day: 31 } : first > 0 && first <= sure ? { day: first } : null
}

function nthWeekdayOf({ byDay = [], bySetPos }: DayParts): MonthDay | null {
  const on = byDay.map(({ weekday }) => weekday)
  const [position, another] = bySetPos ?? byDay.map(({ nth }) => nth)
  const isCounted = byDay.some(({ nth }) => nth !== undefined)
  if (position === undefined || !nths.includes(position) || (bySetPos && (another || isCounted))) return null
  if (bySetPos && on.length === 5 && workdays.every((_, index) => on.includes(index)))
    return { nth: position, weekday: 'workday' }
  const weekday = weekdays[on[0] ?? 0]
  return on.length === 1 && weekday ? { nth: position, weekday } : null
}

/** First to fourth, and the last. */
export const nths: readonly number[] = [1, 2, 3, 4, -1]

/** `undefined`: never; `null`: at a time that is no end of a day. */
function endOf({ count, until }: Rule): RhythmEnd | undefined | null {
  if (count !== undefined) return { by: 'count', count }
  if (!until) return undefined
  const text = new Date(until.at).toISOString()
  return !until.isUtc && text.slice(11, 19) === '23:59:59' ? { by: 'date', date: text.slice(0, 10) } : null
}
