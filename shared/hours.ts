import { z } from 'zod'
import { instantOfLocal, localDay, localOf, midnightOf, sinceMidnight, weekdayOf } from './localTime.ts'
import { TimeOfDay } from './moment.ts'
import { Weekday, weekdays } from './nodes/delay.ts'

/**
 * Hours of local days, such as 21:00 to 09:00. They span midnight when `to` is not after `from`, and last a whole day when both are
 * equal. The weekdays are those on which they begin; absent: every day.
 */
export const Hours = z
  .strictObject({
    from: TimeOfDay,
    to: TimeOfDay,
    weekdays: z.array(Weekday).min(1).max(7).optional().describe('The days on which they begin; absent: every day'),
  })
  .meta({ id: 'Hours', description: 'From a local time of day to another, which may lie on the next day' })
export type Hours = z.infer<typeof Hours>

/** From an instant, inclusive, to another, exclusive; milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Hours on one weekday come again after seven days, after fourteen when a clock change skips them in between; two more for those that began
 * the day before and for the date line.
 */
const daysAhead = 16

/**
 * The spans that hours take from the day before `instant` on, for sixteen days, joined where they touch, in order.
 * A local time that a clock change skips lies later; one that occurs twice is the first (rule 19). Hours that would so be over before they
 * begin are left out.
 *
 * @example spansFrom([{ from: '21:00', to: '09:00' }], Date.UTC(2026, 0, 1, 22), 'UTC')[1] // 1 January, 21:00, to 2 January, 09:00
 */
export function spansFrom(hours: readonly Hours[], instant: number, zone: string): readonly Span[] {
  if (hours.length === 0) return []
  const today = midnightOf(localOf(instant, zone))
  const spans: Span[] = []
  for (let ahead = -1; ahead <= daysAhead; ahead++) {
    const day = today + ahead * localDay
    const weekday = weekdays[weekdayOf(day)]!
    for (const each of hours) {
      if (each.weekdays && !each.weekdays.includes(weekday)) continue
      const from = instantOfLocal(day + sinceMidnight(each.from), zone)
      const to = instantOfLocal((each.to > each.from ? day : day + localDay) + sinceMidnight(each.to), zone)
      if (from < to) spans.push({ from, to })
    }
  }
  return joined(spans)
}

/** The first instant from `instant` on that lies in none of the spans; null: they leave none in the days that they cover. */
export function firstOutside(spans: readonly Span[], instant: number): number | null {
  const around = spans.find(({ from, to }) => from <= instant && instant < to)
  if (!around) return instant
  // Two weeks whose clock is set back are longer than fourteen days.
  return around.to - instant > 15 * localDay ? null : around.to
}

/** The first instant from `instant` on that lies in one of the spans; null: none of them lies ahead. */
export function firstInside(spans: readonly Span[], instant: number): number | null {
  const next = spans.find(({ to }) => to > instant)
  return next ? Math.max(next.from, instant) : null
}

/** The instant at which what holds at `instant`, to be in a span or in none, ends; null: it holds as far as they reach. */
export function changesAfter(spans: readonly Span[], instant: number): number | null {
  const next = spans.find(({ to }) => to > instant)
  if (!next) return null
  return next.from > instant ? next.from : next.to
}

function joined(spans: Span[]): readonly Span[] {
  const joint: Span[] = []
  for (const span of spans.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = joint.at(-1)
    if (last && span.from <= last.to) joint[joint.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else joint.push(span)
  }
  return joint
}
