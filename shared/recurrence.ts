import { z } from 'zod'
import { limits } from './limits.ts'
import { instantOfLocal, localOf } from './localTime.ts'
import { TimeOfDay } from './moment.ts'
import { Weekday } from './nodes/delay.ts'
import { cronPattern, type Pattern, patternsOf } from './recurrence/patterns.ts'
import { ruleIn } from './recurrence/rule.ts'
import { steadyOffset } from './steadyOffset.ts'

/** A cron pattern of five fields: minute, hour, day of the month, month, weekday. */
export const CronPattern = z
  .string()
  .max(100)
  .refine(isCron, { error: 'cron', params: { code: 'cron' } })
  .meta({ id: 'CronPattern', description: 'Minute, hour, day of the month, month, weekday', examples: ['0 10 * * 1'] })

/** A recurrence rule of RFC 5545 without its name, over days. What is wrong with one goes along as parameters, as a `RuleFault`. */
export const RecurrenceRule = z
  .string()
  .max(limits.rruleLength)
  .check(({ value, issues }) => {
    const rule = ruleIn(value)
    if ('fault' in rule) issues.push({ code: 'custom', input: value, params: { code: 'rrule', ...rule } })
  })
  .meta({
    id: 'RecurrenceRule',
    description:
      'An RRULE of RFC 5545: FREQ from DAILY to YEARLY, INTERVAL, COUNT or UNTIL, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYSETPOS, WKST. A month without the day is left out',
    examples: ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231'],
  })

/** A day of the calendar, `YYYY-MM-DD`. */
export const StartDay = z.iso
  .date({ error: 'startDay', abort: true })
  .refine((day) => day >= '1970-01-01', { error: 'startDay', params: { code: 'startDay' } })

/** What comes again and again at a local time. A month without the 31st has its last day instead (rule 19). */
export const Recurrence = z
  .discriminatedUnion('every', [
    z.strictObject({ every: z.literal('day'), time: TimeOfDay }),
    z.strictObject({ every: z.literal('week'), on: z.array(Weekday).min(1).max(7), time: TimeOfDay }),
    z.strictObject({
      every: z.literal('month'),
      day: z.int().min(1).max(31).describe('In a month that is shorter it is the last day'),
      time: TimeOfDay,
    }),
    z.strictObject({
      every: z.literal('rrule'),
      rrule: RecurrenceRule,
      start: StartDay.describe('The first day that may be one; intervals and COUNT are counted from it'),
      time: TimeOfDay,
    }),
    z.strictObject({ every: z.literal('cron'), cron: CronPattern }),
  ])
  .meta({
    id: 'Recurrence',
    description: 'Every day, week or month at a local time, by a recurrence rule of RFC 5545, or by a cron pattern',
  })
export type Recurrence = z.infer<typeof Recurrence>

const fields = /^([\d*,/#a-z-]+ ){4}[\d*,/#a-z-]+$/i

/** Whether this is a cron pattern of five fields, such as `0 10 * * MON`, one space between them. */
export function isCron(text: string): boolean {
  if (!fields.test(text)) return false
  try {
    cronPattern(text)
    return true
  } catch {
    return false
  }
}

/**
 * The first instant after `after` (milliseconds since 1970, UTC) at which it comes in `zone`; `null`: never again, such as on 30 February or when
 * a rule has ended.
 * A local time that a clock change skips moves later; one that occurs twice is taken the first time (rule 19).
 *
 * @example nextOccurrence({ every: 'week', on: ['monday'], time: '10:00' }, 'Europe/Rome', now)
 */
export function nextOccurrence(recurrence: Recurrence, zone: string, after: number): number | null {
  let next: number | null = null
  for (const pattern of patternsOf(recurrence, zone)) {
    const at = nextOf(pattern, zone, after)
    if (at !== null && (next === null || at < next)) next = at
  }
  return next
}

/** The next `count` instants after `after`, fewer where it does not come so often. */
export function nextOccurrences(recurrence: Recurrence, zone: string, after: number, count: number): number[] {
  const found: number[] = []
  for (let at = nextOccurrence(recurrence, zone, after); at !== null; at = nextOccurrence(recurrence, zone, at)) {
    found.push(at)
    if (found.length === count) break
  }
  return found
}

const steps = [1, 24, 24 * 8, 24 * 32, 24 * 367, 24 * 367 * 9].map((hours) => hours * 3_600_000)

/** The last instant at or before `until` at which it came in `zone`, looked for in the nine years before; `null`: it did not. */
export function lastOccurrence(recurrence: Recurrence, zone: string, until: number): number | null {
  for (const step of steps) {
    let last: number | null = null
    for (let at = nextOccurrence(recurrence, zone, until - step); at !== null && at <= until; ) {
      last = at
      at = nextOccurrence(recurrence, zone, at)
    }
    if (last !== null) return last
  }
  return null
}

/** No zone's clock moves by more at once, but for the date line. */
const longestChange = 3 * 3_600_000

function nextOf(pattern: Pattern, zone: string, after: number): number | null {
  const isSteady = steadyOffset(zone, after) !== undefined
  let local = localOf(after, zone) - (isSteady ? 0 : longestChange)
  let next: number | null = null
  for (;;) {
    const found = pattern.next(local)
    if (found === null) return next
    local = found
    const at = instantOfLocal(local, zone)
    if (at > after && (next === null || at < next)) next = at
    // A skipped time moves later, behind others of the pattern perhaps.
    if (next !== null && local >= localOf(next, zone)) return next
  }
}
