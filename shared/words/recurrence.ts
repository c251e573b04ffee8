import type { Audience } from '../audience.ts'
import { type Weekday, weekdays } from '../nodes/delay.ts'
import type { Recurrence } from '../recurrence.ts'
import { conditionSentence, type Names } from './conditions.ts'
import { formatter } from './formatter.ts'
import { showList } from './show.ts'

/** What comes again and again, as a phrase. @example recurrencePhrase({ every: 'week', on: ['monday'], time: '10:00' }) // "every Monday at 10:00" */
export function recurrencePhrase(recurrence: Recurrence): string {
  if (recurrence.every === 'cron') return `by the pattern ${recurrence.cron}`
  const at = `at ${recurrence.time}`
  if (recurrence.every === 'day') return `every day ${at}`
  if (recurrence.every === 'week') return `every ${weekdayPhrase(recurrence.on)} ${at}`
  return `every month on the ${monthDayPhrase(recurrence.day)} ${at}`
}

/** @example monthDayPhrase(31) // "last day" */
export const monthDayPhrase = (day: number): string => (day === 31 ? 'last day' : `${day}${endings[ordinal(day)]}`)

const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }
const ordinal = (day: number) => formatter(Intl.PluralRules, { type: 'ordinal' }).select(day)

const working = weekdays.slice(0, 5)

function weekdayPhrase(days: readonly Weekday[]): string {
  if (days.length === weekdays.length) return 'day'
  if (days.length === working.length && working.every((day) => days.includes(day))) return 'weekday'
  const named = weekdays.filter((day) => days.includes(day))
  return showList(named.map((day) => day.charAt(0).toUpperCase() + day.slice(1)))
}

/** @example audiencePhrase({ of: 'segment', segment: 'at-risk' }, names) // "members of At risk" */
export function audiencePhrase(audience: Audience, names: Names): string {
  if (audience.of === 'everyone') return 'everyone'
  if (audience.of === 'segment') return audience.segment ? `members of ${names.segment(audience.segment)}` : 'a segment'
  const condition = conditionSentence(audience.when, names)
  return `whoever ${condition.charAt(0).toLowerCase()}${condition.slice(1)}`
}
