import type { Audience } from '../audience.ts'
import { type Weekday, weekdays } from '../nodes/delay.ts'
import type { Predicate } from '../predicate/schema.ts'
import { rhythmOfCron } from '../recurrence/cronRhythm.ts'
import { longest, type MonthDay, type Rhythm, rhythmOf } from '../recurrence/rhythm.ts'
import type { Recurrence } from '../recurrence.ts'
import { conditionPhrase, eventVerb, isNone, type Names } from './conditions.ts'
import { formatter } from './formatter.ts'
import { showCount, showDay, showList, showMonth, showNumber } from './show.ts'

/**
 * What comes again and again, as a phrase.
 *
 * @example recurrencePhrase({ every: 'week', on: ['monday'], time: '10:00' }) // "every Monday at 10:00"
 * @example recurrencePhrase({ every: 'rrule', rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', start: '2026-01-06', time: '10:00' }) // "every 2 weeks on Tuesday at 10:00"
 */
export function recurrencePhrase(recurrence: Recurrence): string {
  if (recurrence.every === 'cron') {
    const rhythm = rhythmOfCron(recurrence.cron)
    return rhythm ? rhythmPhrase(rhythm) : `by the pattern ${recurrence.cron}`
  }
  if (recurrence.every !== 'rrule') return rhythmPhrase(rhythmOf(recurrence))
  const rhythm = rhythmOf(recurrence)
  return rhythm ? rhythmPhrase(rhythm) : `by the rule ${recurrence.rrule} at ${recurrence.time}`
}

const rhythmPhrase = (rhythm: Rhythm): string => `${daysPhrase(rhythm)} at ${rhythm.time}${endPhrase(rhythm)}`

function daysPhrase(rhythm: Rhythm): string {
  const { every } = rhythm
  if (rhythm.unit === 'week' && every === 1) return `every ${weekdayPhrase(rhythm.on)}`
  const units = every === 1 ? `every ${rhythm.unit}` : `every ${showNumber(every)} ${rhythm.unit}s`
  if (rhythm.unit === 'day') return units
  if (rhythm.unit === 'week') return `${units} ${onWeekdays(rhythm.on)}`
  return `${units} on ${rhythm.unit === 'month' ? `the ${dayPhrase(rhythm.on)}` : datePhrase(rhythm.month, rhythm.on)}`
}

/** @example datePhrase(12, { day: 24 }) // "24 December" */
function datePhrase(month: number, on: MonthDay): string {
  const isDate = 'day' in on && on.day <= longest(month)
  return isDate ? `${on.day} ${showMonth(month)}` : `the ${dayPhrase(on)} of ${showMonth(month)}`
}

function endPhrase({ end, start }: Rhythm): string {
  if (end?.by === 'date') return `, until ${showDay(end.date, 'UTC')}`
  if (end?.by === 'count') return `, ${showCount(end.count, 'time', 'times')} from ${showDay(start ?? '', 'UTC')} on`
  return ''
}

const dayPhrase = (on: MonthDay): string =>
  'day' in on ? monthDayPhrase(on.day) : `${nthPhrase(on.nth)} ${showWeekdayName(on.weekday)}`

/** @example nthPhrase(-1) // "last" */
export const nthPhrase = (nth: number): string => nthNames[String(nth)] ?? String(nth)

const nthNames: Readonly<Record<string, string>> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', '-1': 'last' }

/** @example showWeekdayName('monday') // "Monday" */
export const showWeekdayName = (day: Weekday | 'workday'): string =>
  day === 'workday' ? 'working day' : day.charAt(0).toUpperCase() + day.slice(1)

/** @example monthDayPhrase(31) // "last day" */
export const monthDayPhrase = (day: number): string => (day === 31 ? 'last day' : `${day}${endings[ordinal(day)]}`)

const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }
const ordinal = (day: number) => formatter(Intl.PluralRules, { type: 'ordinal' }).select(day)

const working = weekdays.slice(0, 5)

function weekdayPhrase(days: readonly Weekday[]): string {
  if (days.length === weekdays.length) return 'day'
  return isWorking(days) ? 'weekday' : weekdayNames(days)
}

function onWeekdays(days: readonly Weekday[]): string {
  if (days.length === weekdays.length) return 'on all days'
  return isWorking(days) ? 'from Monday to Friday' : `on ${weekdayNames(days)}`
}

const isWorking = (days: readonly Weekday[]): boolean =>
  days.length === working.length && working.every((day) => days.includes(day))

const weekdayNames = (days: readonly Weekday[]): string =>
  showList(weekdays.filter((day) => days.includes(day)).map(showWeekdayName))

/**
 * Whom something is for.
 *
 * @example audiencePhrase({ of: 'segment', segment: 'at-risk' }, names) // "members of At risk"
 */
export function audiencePhrase(audience: Audience, names: Names): string {
  if (audience.of === 'everyone') return 'everyone'
  if (audience.of === 'segment') return audience.segment ? `members of ${names.segment(audience.segment)}` : 'a segment'
  return `${leads[leadOf(audience.when)]} ${conditionPhrase(audience.when, names)}`
}

// By what the phrase of the condition begins with: "ordered twice", "no Order Completed", "points is at least 1".
const leads = {
  person: 'whoever',
  event: 'customers with',
  value: 'customers where',
  mixed: 'customers for whom:',
} as const
type Lead = keyof typeof leads

function leadOf(predicate: Predicate): Lead {
  if ('not' in predicate) return 'test' in predicate.not && predicate.not.test === 'segment' ? 'person' : 'mixed'
  if (!('test' in predicate)) {
    const [first = 'mixed', ...others] = ('all' in predicate ? predicate.all : predicate.any).map(leadOf)
    return others.every((other) => other === first) ? first : 'mixed'
  }
  if (predicate.test === 'segment' || predicate.test === 'consent') return 'person'
  if (predicate.test !== 'event') return 'value'
  return isNone(predicate.op, predicate.value) || eventVerb(predicate.event) === predicate.event ? 'event' : 'person'
}
