import { Temporal } from 'temporal-polyfill'
import { instantOf } from '../../shared/instant.ts'

/** An id as it is meant. Spreadsheets write whole numbers as decimals: `17850.0`. */
export const idOf = (text: string): string => text.trim().replace(/^(\d+)\.0+$/, '$1')

/** A number; NaN for what is none, also for an empty cell. */
export const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

/** Local times are asked for again and again: rows of one order have the same minute. */
const known = new Map<string, number | undefined>()

/** When a cell says that something was, in this zone where it names none; nothing for what is no time. */
export function timeOf(text: string, zone: string): number | undefined {
  const key = `${zone}\n${text}`
  if (known.has(key)) return known.get(key)
  const time = readTime(text.trim(), zone)
  if (known.size > 50_000) known.clear()
  known.set(key, time)
  return time
}

function readTime(text: string, zone: string): number | undefined {
  const instant = instantOf(text)
  if (typeof instant === 'number') return instant
  if (instant !== 'noZone') return undefined
  try {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds
  } catch {
    return undefined
  }
}
