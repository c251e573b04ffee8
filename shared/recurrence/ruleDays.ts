import type { ByDay, Rule } from './rule.ts'

/**
 * The days of a rule that begins with a day (DTSTART). Days are numbers: how many since 1 January 1970.
 * Every part of a rule says of a day whether it is one, so that a period's days are those that all parts let pass.
 */
export interface RuleDays {
  /** The first of its days on or after one; `null`: none within a hundred years, or the rule has ended by COUNT. */
  next(from: number): number | null
}

/** Leap years and weekdays meet again within forty years; what does not come in a hundred never does, for a store. */
const horizon = 36_525

/**
 * @param start  the first day that may be one
 * @example daysOf(ruleIn('FREQ=MONTHLY;BYDAY=-1FR'), 20454).next(20454) // 20483, which is 30 January 2026
 */
export function daysOf(rule: Rule, start: number): RuleDays {
  const whole = completed(rule, start)
  const next = (from: number) => nextOf(whole, start, Math.max(from, start))
  return { next: rule.count === undefined ? next : firstOf(next, start, rule.count) }
}

/** So many of the days and no more. They are counted as far as somebody asks, and remembered. */
function firstOf(next: RuleDays['next'], start: number, count: number): RuleDays['next'] {
  const known: number[] = []
  return (asked) => {
    const from = Math.max(asked, start)
    for (let last = known.at(-1) ?? start - 1; last < from && known.length < count; ) {
      const day = next(last + 1)
      if (day === null) break
      known.push(day)
      last = day
    }
    return known.find((day) => day >= from) ?? null
  }
}

function nextOf(rule: Rule, start: number, from: number): number | null {
  const { interval } = rule
  const first = periodOf(rule, start)
  const behind = Math.ceil((periodOf(rule, from) - first) / interval)
  for (let period = first + behind * interval; ; period += interval) {
    const { begin, end } = boundsOf(rule, period)
    if (begin > from + horizon) return null
    const found = daysIn(rule, begin, end).find((day) => day >= from)
    if (found !== undefined) return found
  }
}

/** What a rule does not say it takes from its first day. */
function completed(rule: Rule, start: number): Rule {
  const { freq, byMonth, byMonthDay, byDay, byYearDay, byWeekNo } = rule
  const { month, begin } = monthAt(start)
  if (byMonthDay || byDay || byYearDay) return rule
  if (freq === 'WEEKLY' || byWeekNo) return { ...rule, byDay: [{ weekday: weekdayOf(start) }] }
  if (freq === 'DAILY') return rule
  const byStart = { ...rule, byMonthDay: [start - begin + 1] }
  return freq === 'YEARLY' ? { ...byStart, byMonth: byMonth ?? [month] } : byStart
}

function daysIn(rule: Rule, begin: number, end: number): number[] {
  const days: number[] = []
  for (let day = begin; day < end; ) {
    const month = monthAt(day)
    const last = Math.min(month.end, end)
    if (rule.byMonth && !rule.byMonth.includes(month.month)) day = last
    for (; day < last; day++) if (fits(rule, day, month)) days.push(day)
  }
  const { bySetPos } = rule
  return bySetPos ? days.filter((_, index) => isAt(bySetPos, index, days.length)) : days
}

function fits({ freq, byMonth, byMonthDay, byYearDay, byWeekNo, byDay, weekStart }: Rule, day: number, month: Month) {
  const { begin, end, year } = month
  if (byMonthDay && !isAt(byMonthDay, day - begin, end - begin)) return false
  if (byYearDay && !isAt(byYearDay, day - year.begin, year.end - year.begin)) return false
  if (byWeekNo && !isInWeek(byWeekNo, day, weekStart)) return false
  return !byDay || isOn(byDay, day, freq === 'MONTHLY' || byMonth ? month : year)
}

const isOn = (byDay: readonly ByDay[], day: number, { begin, end }: Span): boolean =>
  byDay.some(
    ({ weekday, nth }) =>
      weekday === weekdayOf(day) &&
      (nth === undefined || isAt([nth], weeksIn(day - begin), weeksIn(day - begin) + weeksIn(end - 1 - day) + 1)),
  )

const weeksIn = (days: number): number => Math.floor(days / 7)

/** Whether one of the positions, counted from 1 or from the end, is this one of so many. */
const isAt = (positions: readonly number[], index: number, length: number): boolean =>
  positions.includes(index + 1) || positions.includes(index - length)

/** A week belongs to the year that has most of its days. */
function isInWeek(weeks: readonly number[], day: number, weekStart: number): boolean {
  const middle = firstOfWeek(day, weekStart) + 3
  const { begin, end } = monthAt(middle).year
  return isAt(weeks, weeksIn(middle - begin), weeksIn(middle - begin) + weeksIn(end - 1 - middle) + 1)
}

/** Periods are numbered through the calendar: days, weeks, months or years. A year of whole weeks begins with its first week. */
function periodOf({ freq, byWeekNo, weekStart }: Rule, day: number): number {
  if (freq === 'DAILY') return day
  if (freq === 'WEEKLY') return (firstOfWeek(day, weekStart) - firstOfWeek(0, weekStart)) / 7
  const { year, month } = monthAt(byWeekNo ? firstOfWeek(day, weekStart) + 3 : day)
  return freq === 'MONTHLY' ? year.number * 12 + month - 1 : year.number
}

function boundsOf({ freq, byWeekNo, weekStart }: Rule, period: number): Span {
  if (freq === 'DAILY') return { begin: period, end: period + 1 }
  const week = firstOfWeek(0, weekStart) + period * 7
  if (freq === 'WEEKLY') return { begin: week, end: week + 7 }
  const firstWeek = (year: number) => firstOfWeek(firstOfMonth(year, 0) + 3, weekStart)
  if (byWeekNo) return { begin: firstWeek(period), end: firstWeek(period + 1) }
  if (freq === 'YEARLY') return { begin: firstOfMonth(period, 0), end: firstOfMonth(period, 12) }
  return { begin: firstOfMonth(0, period), end: firstOfMonth(0, period + 1) }
}

/** A first day, and the day after the last. */
interface Span {
  readonly begin: number
  readonly end: number
}

interface Month extends Span {
  /** From 1 to 12. */
  readonly month: number
  readonly year: Span & { readonly number: number }
}

let lastMonth: Month | undefined

/** The month that a day lies in. The last one is remembered, for days come in order. */
function monthAt(day: number): Month {
  if (!lastMonth || day < lastMonth.begin || day >= lastMonth.end) lastMonth = monthOf(day)
  return lastMonth
}

function monthOf(day: number): Month {
  const date = new Date(day * milliseconds)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return {
    month: month + 1,
    begin: firstOfMonth(year, month),
    end: firstOfMonth(year, month + 1),
    year: { number: year, begin: firstOfMonth(year, 0), end: firstOfMonth(year, 12) },
  }
}

const milliseconds = 86_400_000

/** Months of a year are counted from 0, and go on into the next. */
const firstOfMonth = (year: number, month: number): number =>
  Date.UTC(year + Math.floor(month / 12), month % 12) / milliseconds

const firstOfWeek = (day: number, weekStart: number): number => day - ((weekdayOf(day) - weekStart + 7) % 7)

/** 0 is Monday; 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7
