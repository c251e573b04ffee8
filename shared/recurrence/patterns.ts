import { Cron } from 'croner'
import { localOf } from '../localTime.ts'
import { weekdays } from '../nodes/delay.ts'
import type { Recurrence } from '../recurrence.ts'
import { ruleIn } from './rule.ts'
import { daysOf } from './ruleDays.ts'

/** What tells local times, as numbers: as many milliseconds as if the zone were UTC. It knows calendars, and the zone's rules stay ours. */
export interface Pattern {
  /** The first local time after one; `null`: never again. */
  next(local: number): number | null
}

/** Whatever one of the patterns tells, a recurrence does. */
export function patternsOf(recurrence: Recurrence, zone: string): Pattern[] {
  return recurrence.every === 'rrule' ? [rulePattern(recurrence, zone)] : cronsOf(recurrence).map(cronPattern)
}

/** A month that is shorter than the day wants has its last day instead: the patterns together say so. */
function cronsOf(recurrence: Exclude<Recurrence, { every: 'rrule' }>): string[] {
  if (recurrence.every === 'cron') return [recurrence.cron]
  const [hour, minute] = recurrence.time.split(':').map(Number)
  const at = `${minute} ${hour}`
  if (recurrence.every === 'day') return [`${at} * * *`]
  if (recurrence.every === 'week')
    return [`${at} * * ${recurrence.on.map((day) => weekdays.indexOf(day) + 1).join(',')}`]
  const { day } = recurrence
  if (day === 31) return [`${at} L * *`]
  return day > 28 ? [`${at} ${day} * *`, `${at} L 2 *`] : [`${at} ${day} * *`]
}

/** Throws where the text is no cron pattern. */
export const cronPattern = remembered((cron: string): Pattern => {
  const pattern = new Cron(cron, { mode: '5-part', utcOffset: 0 })
  return { next: (local) => pattern.nextRun(new Date(local))?.getTime() ?? null }
})

const day = 86_400_000

function rulePattern({ rrule, start, time }: Extract<Recurrence, { every: 'rrule' }>, zone: string): Pattern {
  const { days, until } = ruleFrom(`${start} ${rrule}`)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const timeOfDay = (hour * 60 + minute) * 60_000
  const end = until ? (until.isUtc ? localOf(until.at, zone) : until.at) : Number.POSITIVE_INFINITY
  return {
    next(local) {
      if (local >= end) return null
      const found = days.next(Math.floor((local - timeOfDay) / day) + 1)
      const next = found === null ? null : found * day + timeOfDay
      return next !== null && next <= end ? next : null
    },
  }
}

const ruleFrom = remembered((text: string) => {
  const rule = ruleIn(text.slice(11))
  if ('fault' in rule)
    throw new Error(`expected a recurrence rule, but ${text.slice(11)} came: ${rule.fault} ${rule.part}`)
  return { until: rule.until, days: daysOf(rule, Date.parse(text.slice(0, 10)) / day) }
})

/** Of each text what is made of it, made once. */
function remembered<Made>(make: (text: string) => Made): (text: string) => Made {
  const all = new Map<string, Made>()
  return (text) => {
    let made = all.get(text)
    if (made === undefined) {
      made = make(text)
      if (all.size >= 1_000) all.clear()
      all.set(text, made)
    }
    return made
  }
}
