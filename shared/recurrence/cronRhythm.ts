import { type Weekday, weekdays } from '../nodes/delay.ts'
import type { Rhythm } from './rhythm.ts'

/**
 * What a cron pattern of five fields says, as a rhythm, so that it reads like any other; `null` where it says more, such as several times a
 * day, or a day that some months do not have.
 *
 * @example rhythmOfCron('0 10 * * MON') // { every: 1, unit: 'week', on: ['monday'], time: '10:00' }
 */
export function rhythmOfCron(pattern: string): Rhythm | null {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = pattern.split(' ')
  if (!isNumber(minute) || !isNumber(hour)) return null
  const at = { every: 1, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
  if (day === '*') {
    if (month !== '*') return null
    if (weekday === '*') return { ...at, unit: 'day' }
    const on = weekdaysIn(weekday)
    return on && { ...at, unit: 'week', on }
  }
  if (weekday !== '*' || !isNumber(day) || Number(day) > everyMonthHas) return null
  const on = { day: Number(day) }
  if (month === '*') return { ...at, unit: 'month', on }
  return isNumber(month) ? { ...at, unit: 'year', month: Number(month), on } : null
}

const everyMonthHas = 28

const isNumber = (field: string): boolean => /^\d{1,2}$/.test(field)

// As cron counts them: from Sunday, which is also the seventh.
const codes = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function weekdaysIn(field: string): Weekday[] | null {
  const named = new Set<number>()
  for (const part of field.toLowerCase().split(',')) {
    const [from, to = from] = part.split('-').map(numberOf)
    if (from === undefined || to === undefined || from < 0 || to < from || part.split('-').length > 2) return null
    for (let day = from; day <= to; day++) named.add(day % 7)
  }
  return weekdays.filter((_, index) => named.has((index + 1) % 7))
}

const numberOf = (day: string): number => (/^[0-7]$/.test(day) ? Number(day) : codes.indexOf(day))
