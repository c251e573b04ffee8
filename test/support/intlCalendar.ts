// The calendar of a zone by Intl.DateTimeFormat alone: a second way to the answers that Temporal gives, for tests. It looks for the instant
// whose local time is the one wanted, among those that the offsets around it allow.

/** Year, month (1 to 12), day, minute of the day and milliseconds of the minute, as a clock on the wall shows them. */
interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly milliseconds: number
}

export interface Span {
  readonly months?: number
  readonly days?: number
  readonly milliseconds?: number
}

const day = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

/** The wall clock at an instant, written as if it were UTC. */
export function wallAt(instant: number, zone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value)
  const { year, month, day: date, hour, minute, second } = parts as Record<string, number>
  return Date.UTC(year!, month! - 1, date!, hour!, minute!, second!) + (((instant % 1000) + 1000) % 1000)
}

/** The first instant at which the wall shows this time; of a time that is skipped, the one as far after the gap as it lies inside. */
export function instantOfWall(wall: number, zone: string): number {
  const offsets = [-36, -12, 0, 12, 36].map((hours) => {
    const near = wall + hours * 3_600_000
    return wallAt(near, zone) - near
  })
  const found = [...new Set(offsets)].map((offset) => wall - offset).filter((instant) => wallAt(instant, zone) === wall)
  if (found.length > 0) return Math.min(...found)
  return wall - offsets[0]!
}

/** Months, then days, on the wall; then exact milliseconds. `sign` -1 goes back. */
export function shifted(instant: number, span: Span, sign: 1 | -1, zone: string): number {
  const { months = 0, days = 0, milliseconds = 0 } = span
  const calendar = months || days ? instantOfWall(shiftedWall(wallAt(instant, zone), span, sign), zone) : instant
  return calendar + sign * milliseconds
}

export function shiftedWall(wall: number, { months = 0, days = 0 }: Span, sign: 1 | -1): number {
  const from = wallOf(wall)
  const count = from.year * 12 + from.month - 1 + sign * months
  const [year, month] = [Math.floor(count / 12), ((count % 12) + 12) % 12]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(from.day, last)) + from.milliseconds + sign * days * day
}

/** The first instant not before `from` at which the wall shows `minutes` after midnight on an allowed weekday (0 is Sunday). */
export function nextWallTime(from: number, minutes: number, weekdays: readonly number[], zone: string): number {
  let midnight = Math.floor(wallAt(from, zone) / day) * day
  for (;;) {
    const instant = instantOfWall(midnight + minutes * 60_000, zone)
    if (instant >= from && weekdays.includes(new Date(midnight).getUTCDay())) return instant
    midnight += day
  }
}

/** Midnight of the local day of an instant, as the wall writes it. */
export const midnightOf = (instant: number, zone: string): number => Math.floor(wallAt(instant, zone) / day) * day

function wallOf(wall: number): Wall {
  const date = new Date(wall)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    milliseconds: ((wall % day) + day) % day,
  }
}
