import { compare } from './compare.ts'
import { type Facts, removed } from './facts.ts'
import { elementsAt, valueAt } from './path.ts'
import type { Filter, Operand } from './schema.ts'
import { everyOf, inverted, someOf, type Truth, unknown } from './truth.ts'

/** What a comparison reads beside the two values: the instant, the customer's zone, and what references lead to. */
export interface Around {
  readonly now: number
  readonly zone: string
  /** The value of `trigger.<path>` or `customer.<attribute>`, undefined where there is none. */
  reference(ref: string): unknown
}

/** Around a customer's facts: `trigger.…` is the event that began the run, `customer.…` an attribute. */
export const aroundOf = (facts: Facts): Around => ({
  now: facts.now,
  zone: facts.zone,
  reference: (ref) => referenceOf(ref, facts),
})

/**
 * Whether an event's properties satisfy a filter.
 *
 * @example matches({ property: 'products.sku', op: 'is', value: 'TEA' }, event.properties(), aroundOf(facts)).holds
 */
export function matches(filter: Filter, properties: unknown, around: Around): Truth {
  if (properties === removed) return unknown
  if ('property' in filter)
    return compare(
      filter.op,
      valueAt(properties, filter.property),
      valueFor(filter.value, around),
      around.now,
      around.zone,
    )
  if ('all' in filter) return everyOf(filter.all, (each) => matches(each, properties, around))
  if ('any' in filter) return someOf(filter.any, (each) => matches(each, properties, around))
  if ('not' in filter) return inverted(matches(filter.not, properties, around))
  const elements = elementsAt(properties, filter.element)
  if (elements.length === 0) return unknown
  return someOf(elements, (element) => matches(filter.where, element, around))
}

const valueFor = (operand: Operand | undefined, around: Around): unknown =>
  typeof operand === 'object' && 'ref' in operand ? around.reference(operand.ref) : operand

/** The value of an operand: a literal is itself. */
export const operandOf = (operand: Operand | undefined, facts: Facts): unknown =>
  typeof operand === 'object' && 'ref' in operand ? referenceOf(operand.ref, facts) : operand

function referenceOf(ref: string, facts: Facts): unknown {
  const dot = ref.indexOf('.')
  const path = ref.slice(dot + 1)
  return ref.slice(0, dot) === 'trigger' ? valueAt(facts.run?.trigger, path) : attributeAt(facts, path)
}

/** An attribute by its name, or by a path into one that holds a list or an object: `address.city`. */
export function attributeAt(facts: Facts, name: string): unknown {
  const value = facts.attribute(name)
  if (value !== undefined) return Array.isArray(value) ? elementsAt({ value }, 'value') : value
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const found = valueAt(facts.attribute(name.slice(0, dot)), name.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}
