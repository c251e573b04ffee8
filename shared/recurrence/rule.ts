import { limits } from '../limits.ts'

/**
 * A recurrence rule of RFC 5545 (§3.3.10) as far as it tells days. Which time of day is told beside it, so what tells hours, minutes and
 * seconds is no part of it.
 *
 * @property byDay      weekdays, each perhaps as the nth of the month or year, from its end where negative
 * @property weekStart  the day that a week begins with (WKST); 0 is Monday
 */
export interface Rule {
  readonly freq: Frequency
  readonly interval: number
  readonly count?: number
  readonly until?: Until
  readonly byMonth?: readonly number[]
  readonly byWeekNo?: readonly number[]
  readonly byYearDay?: readonly number[]
  readonly byMonthDay?: readonly number[]
  readonly byDay?: readonly ByDay[]
  readonly bySetPos?: readonly number[]
  readonly weekStart: number
}

export const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof frequencies)[number]

/** A weekday, 0 is Monday; with `nth` one of the month or year: 1 is the first, -1 the last. */
export interface ByDay {
  readonly weekday: number
  readonly nth?: number
}

/** The last moment that counts, in milliseconds since 1970: of UTC, else of the clock on the wall. */
export interface Until {
  readonly at: number
  readonly isUtc: boolean
}

/** The names of weekdays in a rule, Monday first. */
export const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

/**
 * Why a text is no rule.
 *
 * - `shape`: `part` is not NAME=VALUE; `unknown`: it is no part of a rule; `twice`: it came before; `noFreq`: FREQ lacks
 * - `time`: it tells a time of day, or a frequency above daily
 * - `value`: what `part` says cannot be read
 * - `clash`: RFC 5545 forbids it beside `other`; `alone`: it needs another BY part
 */
export interface RuleFault {
  readonly fault: 'shape' | 'unknown' | 'twice' | 'noFreq' | 'time' | 'value' | 'clash' | 'alone'
  readonly part: string
  readonly other?: string
}

/**
 * The rule that a text is, else what is wrong with it, the first fault of several. Small letters are as good as capitals.
 *
 * @example ruleIn('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU') // { freq: 'WEEKLY', interval: 2, byDay: [{ weekday: 1 }], weekStart: 0 }
 * @example ruleIn('FREQ=DAILY;BYHOUR=9') // { fault: 'time', part: 'BYHOUR' }
 */
export function ruleIn(text: string): Rule | RuleFault {
  const parts: { [Name in keyof Parts]?: Parts[Name] } = {}
  for (const part of text.toUpperCase().split(';')) {
    const [name = '', value, more] = part.split('=')
    if (!value || more !== undefined) return { fault: 'shape', part }
    if (times.has(name)) return { fault: 'time', part: name }
    if (!isPart(name)) return { fault: 'unknown', part: name }
    if (parts[name] !== undefined) return { fault: 'twice', part: name }
    if (name === 'FREQ' && fasterThanDays.has(value)) return { fault: 'time', part }
    const read = readers[name](value)
    if (read === undefined) return { fault: 'value', part }
    Object.assign(parts, { [name]: read })
  }
  return clashIn(parts) ?? ruleOf(parts)
}

interface Parts {
  readonly FREQ: Frequency
  readonly INTERVAL: number
  readonly COUNT: number
  readonly UNTIL: Until
  readonly BYMONTH: readonly number[]
  readonly BYWEEKNO: readonly number[]
  readonly BYYEARDAY: readonly number[]
  readonly BYMONTHDAY: readonly number[]
  readonly BYDAY: readonly ByDay[]
  readonly BYSETPOS: readonly number[]
  readonly WKST: number
}

const readers: { readonly [Name in keyof Parts]: (value: string) => Parts[Name] | undefined } = {
  FREQ: (value) => frequencies.find((one) => one === value),
  INTERVAL: (value) => numberIn(value, limits.recurrenceInterval),
  COUNT: (value) => numberIn(value, limits.recurrenceCount),
  UNTIL: untilIn,
  BYMONTH: (value) => listIn(value, (one) => numberIn(one, 12)),
  BYWEEKNO: (value) => listIn(value, (one) => positionIn(one, 53)),
  BYYEARDAY: (value) => listIn(value, (one) => positionIn(one, 366)),
  BYMONTHDAY: (value) => listIn(value, (one) => positionIn(one, 31)),
  BYDAY: (value) => listIn(value, byDayIn),
  BYSETPOS: (value) => listIn(value, (one) => positionIn(one, 366)),
  WKST: weekdayIn,
}
const times: ReadonlySet<string> = new Set(['BYHOUR', 'BYMINUTE', 'BYSECOND'])
const fasterThanDays: ReadonlySet<string> = new Set(['HOURLY', 'MINUTELY', 'SECONDLY'])
const isPart = (name: string): name is keyof Parts => Object.hasOwn(readers, name)

/** What RFC 5545 does not let stand side by side. */
function clashIn(parts: Partial<Parts>): RuleFault | undefined {
  const { FREQ, BYDAY } = parts
  if (!FREQ) return { fault: 'noFreq', part: 'FREQ' }
  const freq = `FREQ=${FREQ}`
  const clash = (part: keyof Parts, other: string): RuleFault => ({ fault: 'clash', part, other })
  if (parts.COUNT !== undefined && parts.UNTIL) return clash('COUNT', 'UNTIL')
  if (parts.BYWEEKNO && FREQ !== 'YEARLY') return clash('BYWEEKNO', freq)
  if (parts.BYYEARDAY && FREQ !== 'YEARLY') return clash('BYYEARDAY', freq)
  if (parts.BYMONTHDAY && FREQ === 'WEEKLY') return clash('BYMONTHDAY', freq)
  const nth = BYDAY?.find((day) => day.nth !== undefined)
  if (nth) {
    const part = `BYDAY=${nth.nth}${dayCodes[nth.weekday]}`
    if (FREQ === 'DAILY' || FREQ === 'WEEKLY') return { fault: 'clash', part, other: freq }
    if (parts.BYWEEKNO) return { fault: 'clash', part, other: 'BYWEEKNO' }
  }
  const others = [parts.BYMONTH, parts.BYWEEKNO, parts.BYYEARDAY, parts.BYMONTHDAY, BYDAY]
  return parts.BYSETPOS && others.every((part) => part === undefined) ? { fault: 'alone', part: 'BYSETPOS' } : undefined
}

const ruleOf = (parts: Partial<Parts>): Rule => ({
  freq: parts.FREQ ?? 'DAILY',
  interval: parts.INTERVAL ?? 1,
  ...(parts.COUNT !== undefined && { count: parts.COUNT }),
  ...(parts.UNTIL && { until: parts.UNTIL }),
  ...(parts.BYMONTH && { byMonth: parts.BYMONTH }),
  ...(parts.BYWEEKNO && { byWeekNo: parts.BYWEEKNO }),
  ...(parts.BYYEARDAY && { byYearDay: parts.BYYEARDAY }),
  ...(parts.BYMONTHDAY && { byMonthDay: parts.BYMONTHDAY }),
  ...(parts.BYDAY && { byDay: parts.BYDAY }),
  ...(parts.BYSETPOS && { bySetPos: parts.BYSETPOS }),
  weekStart: parts.WKST ?? 0,
})

const numberIn = (text: string, most: number): number | undefined => {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= most ? number : undefined
}

/** Counted from the beginning, or from the end where negative. */
function positionIn(text: string, most: number): number | undefined {
  const number = numberIn(text.replace(/^[+-]/, ''), most)
  return number !== undefined && text.startsWith('-') ? -number : number
}

function listIn<Item>(text: string, read: (text: string) => Item | undefined): readonly Item[] | undefined {
  const items = text.split(',').map(read)
  return items.every((item) => item !== undefined) ? items : undefined
}

function byDayIn(text: string): ByDay | undefined {
  const weekday = weekdayIn(text.slice(-2))
  if (weekday === undefined || text.length === 2) return weekday === undefined ? undefined : { weekday }
  const nth = positionIn(text.slice(0, -2), 53)
  return nth === undefined ? undefined : { weekday, nth }
}

function weekdayIn(text: string): number | undefined {
  const index = (dayCodes as readonly string[]).indexOf(text)
  return index < 0 ? undefined : index
}

const untilPattern = /^(\d{4})(\d\d)(\d\d)(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d)(Z)?)?$/

/** A day counts as a whole. */
function untilIn(text: string): Until | undefined {
  const [, year, month, day, hour = '23', minute = '59', second = '59', utc] = untilPattern.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  const at = Date.parse(`${date}T${hour}:${minute}:${second}Z`)
  const exists = !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
  return exists ? { at, isUtc: utc === 'Z' } : undefined
}
