import type { HeldFilter } from '../nodes/define.ts'
import type { FactChange } from '../predicate/factChange.ts'
import type { Facts } from '../predicate/facts.ts'
import { aroundOf } from '../predicate/filter.ts'
import { propertiesFor } from '../predicate/witness.ts'

/** One more of an event that is waited for, as its filter asks for it; `null` where no such event was found. */
export function oneThatFits({ event, filter, path }: HeldFilter, facts: Facts): readonly FactChange[] | null {
  const properties = filter ? propertiesFor(filter, true, {}, aroundOf(facts))[0] : {}
  return properties ? [{ at: path, change: 'events', event, count: 1, properties, time: facts.now }] : null
}
