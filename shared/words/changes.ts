import { compare } from '../predicate/compare.ts'
import type { FactChange } from '../predicate/factChange.ts'
import { valueAt } from '../predicate/path.ts'
import type { Filter, Leaf, Operand, Operator } from '../predicate/schema.ts'
import { leafAt } from './because.ts'
import { comparisonWords } from './comparisons.ts'
import { consentWords, filterPhrase, type Names, wherePhrase, windowPhrase } from './conditions.ts'
import { sentence, showDecimal, showName, showOperand, showSame } from './format.ts'
import { showCount, showDay, showList } from './show.ts'

/**
 * What would have to be otherwise, a sentence for each change.
 *
 * @param holder  what holds the condition: a node's settings, or the workflow's; the pointers of the changes lead into it
 * @example changePhrases(settings, changes, { now, ...names }) // ["One more Order Completed in 30 days"]
 */
export const changePhrases = (
  holder: unknown,
  changes: readonly FactChange[],
  around: Names & { readonly now: number },
): string[] => changes.map((change) => sentence(changePhrase(change, leafAt(holder, change.at), around)))

function changePhrase(change: FactChange, leaf: Leaf | undefined, around: Names & { readonly now: number }): string {
  switch (change.change) {
    case 'events':
      return moreEvents(change, leaf, around)
    case 'noEvents':
      return `${showCount(change.events.length, change.event, change.event)} fewer${whichEvents(leaf, around)}`
    case 'property':
      return otherProperties(change, leaf, around)
    case 'attribute':
      return leaf?.test === 'attribute' && leaf.attribute === change.attribute
        ? `${showName(leaf.attribute)} ${becoming(leaf, change.to, around)}`
        : `${showName(change.attribute)} is ${change.to === null ? 'unknown' : showSame(change.to as Operand)}`
    case 'segment':
      return `is ${change.member ? '' : 'not '}in ${around.segment(change.segment)}`
    case 'consent':
      return consentWords[change.to]
  }
}

type MoreEvents = Extract<FactChange, { change: 'events' }>

function moreEvents(change: MoreEvents, leaf: Leaf | undefined, around: Names & { readonly now: number }): string {
  const many = change.count === 1 ? `one more ${change.event}` : `${showDecimal(change.count)} more ${change.event}`
  const earlier = change.time < around.now ? `, before ${showDay(change.time, around.zone)}` : ''
  if (leaf?.test === 'sum') {
    const amount = valueAt(change.properties, leaf.property)
    return `${many} with ${showName(leaf.property)} ${showOperand(amount as Operand)}${wherePhrase(leaf.where, around)}${earlier}`
  }
  const within = leaf?.test === 'event' && !earlier ? windowPhrase(leaf.within) : ''
  return `${many}${within}${which(change.properties, around)}${earlier}`
}

const whichEvents = (leaf: Leaf | undefined, around: Names): string =>
  leaf && (leaf.test === 'event' || leaf.test === 'sum')
    ? `${windowPhrase(leaf.within)}${wherePhrase(leaf.where, around)}`
    : ''

/** The properties that an event would need, as they were found to be enough. */
function which(properties: Readonly<Record<string, unknown>>, around: Pick<Names, 'zone'>): string {
  const filters = Object.entries(properties).flatMap(([property, value]): Filter[] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [{ property, op: 'is', value }]
      : [],
  )
  if (filters.length === 0) return ''
  return `, where ${showList(filters.map((filter) => filterPhrase(filter, around)))}`
}

function otherProperties(
  change: Extract<FactChange, { change: 'property' }>,
  leaf: Leaf | undefined,
  around: Names & { readonly now: number },
): string {
  if (leaf?.test === 'trigger')
    return `the trigger's ${showName(leaf.property)} ${becoming(leaf, valueAt(change.properties, leaf.property), around)}`
  const nth = leaf?.test === 'first' ? 'the first' : leaf?.test === 'last' ? 'the latest' : 'this'
  return `${nth} ${change.event}, with${which(change.properties, around).replace(/^, where/, '') || ' other properties'}`
}

const opposites: Partial<Record<Operator, Operator>> = {
  is: 'isNot',
  isNot: 'is',
  greater: 'atMost',
  atMost: 'greater',
  less: 'atLeast',
  atLeast: 'less',
  known: 'unknown',
  unknown: 'known',
  before: 'after',
  after: 'before',
}

interface Comparison {
  readonly op: Operator
  readonly value?: Operand | undefined
}

/** What a field would be: as the condition asks for it, or the opposite, rather than one value that would do. */
function becoming({ op, value }: Comparison, to: unknown, { now, zone }: Names & { readonly now: number }): string {
  const isReference = typeof value === 'object' && 'ref' in value
  if (isReference) return to === null ? 'is unknown' : `is ${showSame(to as Operand)}`
  if (compare(op, to, value, now, zone ?? 'UTC').holds) return comparisonWords[op](value, zone)
  const opposite = opposites[op]
  return opposite ? comparisonWords[opposite](value, zone) : `no longer ${comparisonWords[op](value, zone)}`
}
