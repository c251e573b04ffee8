import { Cron } from 'croner'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { TimeOfDay } from './moment.ts'
import { Weekday, weekdays } from './nodes/delay.ts'
import { steadyOffset } from './steadyOffset.ts'

/** A cron pattern of five fields: minute, hour, day of the month, month, weekday. */
export const CronPattern = z
  .string()
  .max(100)
  .refine(isCron, { error: 'cron', params: { code: 'cron' } })
  .meta({ id: 'CronPattern', description: 'Minute, hour, day of the month, month, weekday', examples: ['0 10 * * 1'] })

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
    z.strictObject({ every: z.literal('cron'), cron: CronPattern }),
  ])
  .meta({ id: 'Recurrence', description: 'Every day, week or month at a local time, or by a cron pattern' })
export type Recurrence = z.infer<typeof Recurrence>

const fields = /^([\d*,/#a-z-]+ ){4}[\d*,/#a-z-]+$/i

/** Whether this is a cron pattern of five fields, such as `0 10 * * MON`, one space between them. */
export function isCron(text: string): boolean {
  if (!fields.test(text)) return false
  try {
    patternOf(text)
    return true
  } catch {
    return false
  }
}

/**
 * The first instant after `after` (milliseconds since 1970, UTC) at which it comes in `zone`; `null`: never again, such as on 30 February.
 * A local time that a clock change skips moves later; one that occurs twice is taken the first time (rule 19).
 *
 * @example nextOccurrence({ every: 'week', on: ['monday'], time: '10:00' }, 'Europe/Rome', now)
 */
export function nextOccurrence(recurrence: Recurrence, zone: string, after: number): number | null {
  let next: number | null = null
  for (const cron of cronsOf(recurrence)) {
    const at = nextOf(patternOf(cron), zone, after)
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

/** A month that is shorter than the day wants has its last day instead: the patterns together say so. */
function cronsOf(recurrence: Recurrence): string[] {
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

const patterns = new Map<string, Cron>()

/** A pattern that is read with UTC in place of a zone: it knows calendars, and the zone's rules stay ours. */
function patternOf(cron: string): Cron {
  let pattern = patterns.get(cron)
  if (!pattern) {
    pattern = new Cron(cron, { mode: '5-part', utcOffset: 0 })
    if (patterns.size >= 1_000) patterns.clear()
    patterns.set(cron, pattern)
  }
  return pattern
}

/** No zone's clock moves by more at once, but for the date line. */
const longestChange = 3 * 3_600_000

function nextOf(pattern: Cron, zone: string, after: number): number | null {
  const isSteady = steadyOffset(zone, after) !== undefined
  let local = localOf(after, zone) - (isSteady ? 0 : longestChange)
  let next: number | null = null
  for (;;) {
    const found = pattern.nextRun(new Date(local))
    if (!found) return next
    local = found.getTime()
    const at = instantOf(local, zone)
    if (at > after && (next === null || at < next)) next = at
    // A skipped time moves later, behind others of the pattern perhaps.
    if (next !== null && local >= localOf(next, zone)) return next
  }
}

/** Local times as numbers: as many milliseconds as if the zone were UTC. */
const localOf = (instant: number, zone: string): number => {
  const steady = steadyOffset(zone, instant)
  if (steady !== undefined) return instant + steady
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds
  return instant + offset / 1_000_000
}

const instantOf = (local: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime().toZonedDateTime(zone)
    .epochMilliseconds
