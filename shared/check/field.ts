import type { Filter, Leaf, LeafOf, LeafTest } from '../predicate/schema.ts'
import {
  type Domain,
  domainOf,
  everything,
  type Interval,
  numbersWhere,
  onlyBooleans,
  onlyNumbers,
  onlyTexts,
} from './domain.ts'

/** The one thing that a leaf speaks of, and which of its values let the leaf hold. */
export interface Field {
  /** Leaves with the same name speak of the same thing. */
  readonly name: string
  /** Every value that it can have at all. */
  readonly whole: Domain
  /** Its numbers are counts. */
  readonly counts: boolean
  /** It may be a list, for which the leaf holds if any element lets it. */
  readonly anyElement?: boolean
  where(holds: boolean): Domain
}

export type FilterLeaf = Extract<Filter, { property: string } | { element: string }>

/** The field of a leaf; `undefined` where nothing is claimed, as for a path that may lead into a list: there each element may differ. */
export function fieldOf(leaf: Leaf | FilterLeaf): Field | undefined {
  if ('element' in leaf) return undefined
  if ('property' in leaf && !('test' in leaf)) return valueField(`property ${leaf.property}`, leaf.property, leaf)
  return (fields[leaf.test] as (leaf: Leaf) => Field | undefined)(leaf)
}

const fields = {
  attribute: (leaf) => valueField(`attribute ${leaf.attribute}`, leaf.attribute, leaf),
  trigger: (leaf) => valueField(`trigger ${leaf.property}`, leaf.property, leaf),
  event: ({ op, value, test, ...of }) => ({
    name: JSON.stringify([test, of.event, of.within, of.where]),
    whole: onlyNumbers([fromZero]),
    counts: true,
    where: (holds) => onlyNumbers(numbersWhere(op, value, holds)),
  }),
  sum: ({ op, value, test, ...of }) => ({
    name: JSON.stringify([test, of.event, of.property, of.within, of.where]),
    whole: onlyNumbers([{ ...fromZero, low: -Infinity }]),
    counts: false,
    where: (holds) => onlyNumbers(numbersWhere(op, value, holds)),
  }),
  orderNumber: ({ op, value }) => ({
    name: 'orderNumber',
    whole: onlyNumbers([fromZero]),
    counts: true,
    where: (holds) => onlyNumbers(numbersWhere(op, value, holds)),
  }),
  segment: ({ segment }) => ({
    name: `segment ${segment}`,
    whole: onlyBooleans([true, false]),
    counts: false,
    where: (holds) => onlyBooleans([holds]),
  }),
  consent: ({ channel, purpose, is }) => ({
    name: `consent ${channel} ${purpose}`,
    whole: onlyTexts(consentStates),
    counts: false,
    where: (holds) => onlyTexts(consentStates.filter((state) => (state === is) === holds)),
  }),
  first: () => undefined,
  last: () => undefined,
} satisfies { [Test in LeafTest]: (leaf: LeafOf<Test>) => Field | undefined }

const consentStates = ['granted', 'denied', 'unknown']
const fromZero: Interval = { low: 0, high: Infinity, withLow: true, withHigh: true }

type Comparison = Parameters<typeof domainOf>

function valueField(
  name: string,
  path: string,
  { op, value }: { op: Comparison[0]; value?: Comparison[1] },
): Field | undefined {
  if (path.includes('.')) return undefined
  const anyElement = op !== 'known' && op !== 'unknown'
  return { name, whole: everything, counts: false, anyElement, where: (holds) => domainOf(op, value, holds) }
}
