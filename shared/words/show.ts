import { formatter } from './formatter.ts'

// Numbers, instants and lists as people read them; instants in the zone given, or in the reader's own where none is.

/** @example showNumber(12770) // "12,770" */
export const showNumber = (value: number): string => formatter(Intl.NumberFormat, {}).format(value)

/** @example showCount(2, 'customer', 'customers') // "2 customers" */
export const showCount = (value: number, one: string, many: string): string =>
  `${showNumber(value)} ${value === 1 ? one : many}`

/** @example showShare(209, 611) // "34%" */
export const showShare = (part: number, total: number): string =>
  total === 0 ? '0%' : `${Math.round((part / total) * 100)}%`

/** A time of day: "10:42". */
export const showTime = (instant: string | number, zone?: string): string =>
  formatter(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', ...inZone(zone) }).format(new Date(instant))

/** A day and a time: "22 Nov 2026, 10:42". */
export const showInstant = (instant: string | number, zone?: string): string =>
  formatter(Intl.DateTimeFormat, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...inZone(zone),
  }).format(new Date(instant))

/** A day with its weekday and a time: "Mon 23 Nov 2026, 10:00". */
export const showWeekday = (instant: string | number, zone?: string): string =>
  `${formatter(Intl.DateTimeFormat, { weekday: 'short', ...inZone(zone) }).format(new Date(instant))} ${showInstant(instant, zone)}`

/** A day: "22 Nov 2026". */
export const showDay = (instant: string | number, zone?: string): string =>
  formatter(Intl.DateTimeFormat, { day: 'numeric', month: 'short', year: 'numeric', ...inZone(zone) }).format(
    new Date(instant),
  )

/** @example showMonth(12) // "December" */
export const showMonth = (month: number): string =>
  formatter(Intl.DateTimeFormat, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1))

/** Text that is an instant, as software writes one, as a day and a time; other text is none. */
export const instantIn = (text: string, zone?: string): string | undefined =>
  isoInstant.test(text) && !Number.isNaN(Date.parse(text)) ? showInstant(text, zone) : undefined

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** How long from `now`, in whole units: "12 days ago", "in 3 hours", "now". */
export function showAgo(instant: string | number, now: string | number): string {
  const difference = new Date(instant).getTime() - new Date(now).getTime()
  for (const [unit, length] of steps)
    if (Math.abs(difference) >= length)
      return formatter(Intl.RelativeTimeFormat, {}).format(Math.trunc(difference / length), unit)
  return formatter(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(0, 'second')
}

/** @example showList(['a', 'b', 'c']) // "a, b and c" */
export const showList = (items: readonly string[], how: 'and' | 'or' = 'and'): string =>
  formatter(Intl.ListFormat, { type: how === 'and' ? 'conjunction' : 'disjunction' }).format(items)

const inZone = (zone: string | undefined) => (zone ? { timeZone: zone } : {})

/** @example showMoney(1250.5, 'EUR') // "€1,250.50" */
export const showMoney = (amount: number, currency: string): string =>
  formatter(Intl.NumberFormat, { style: 'currency', currency }).format(amount)

/** @example showCurrencyName('EUR') // "Euro" */
export const showCurrencyName = (code: string): string =>
  formatter(Intl.DisplayNames, { type: 'currency' }).of(code) ?? code
