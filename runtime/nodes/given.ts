import type { Json } from '../../shared/customer.ts'
import type { Given } from '../../shared/nodes/define.ts'
import type { Facts } from '../../shared/predicate/facts.ts'
import { operandOf } from '../../shared/predicate/filter.ts'

/** The properties that a node gives, with the values that they have for this run. */
export function valuesGiven(given: Given = [], facts: Facts): Readonly<Record<string, Json>> {
  const values = given.map(({ property, value }) => [property, operandOf(value, facts)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<string, Json>
}
