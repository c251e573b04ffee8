import type { SettingsOf } from './nodes/index.ts'
import { dateOf } from './predicate/dateOf.ts'
import type { Facts } from './predicate/facts.ts'
import { attributeAt } from './predicate/filter.ts'
import { elementsAt } from './predicate/path.ts'

/**
 * The date of a customer that a trigger waits for, in milliseconds since 1970 UTC, and the log number of the event that says it, 0 for an
 * attribute; `null` where there is none that can be read.
 */
export function triggerDate(
  of: SettingsOf<'date'>['of'],
  facts: Facts,
): { readonly date: number; readonly trigger: number } | null {
  if (of.from === 'attribute') {
    const date = dayOf(attributeAt(facts, of.attribute), facts.zone)
    return date === undefined ? null : { date, trigger: 0 }
  }
  const latest = facts.events(of.event).at(-1)
  if (!latest) return null
  const date = of.property ? dayOf(elementsAt(latest.properties(), of.property)[0], facts.zone) : latest.time
  return date === undefined ? null : { date, trigger: latest.seq }
}

const midnightUtc = /^(\d{4}-\d{2}-\d{2})T00:00(:00(\.0+)?)?Z$/

/** Software writes a birthday as midnight UTC, which is the day before in America: what is midnight there is meant as a day. */
function dayOf(value: unknown, zone: string): number | undefined {
  const [first] = Array.isArray(value) ? value : [value]
  return dateOf(typeof first === 'string' ? first.replace(midnightUtc, '$1') : first, zone)
}
