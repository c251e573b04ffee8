import {
  type Filter,
  type Leaf,
  type LeafOf,
  type LeafTest,
  type NumberOperator,
  orderEvent,
  type Predicate,
} from '../predicate/schema.ts'
import { comparisonWords, numberWords } from './comparisons.ts'
import { sentence, showDuration, showName, showTimes } from './format.ts'
import { showList } from './show.ts'

/** What a sentence needs to know beside the predicate: the titles of segments, and the zone in which dates are told (absent: UTC). */
export interface Names {
  segment(id: string): string
  /** Another workflow, by its title. */
  workflow(id: string): string
  readonly zone?: string
}

/**
 * A predicate as a sentence, for titles of nodes and in the editor.
 *
 * @example conditionSentence(predicate, names) // "Ordered at least twice in 90 days and is not in Discount-only buyers"
 */
export const conditionSentence = (predicate: Predicate, names: Names): string =>
  sentence(conditionPhrase(predicate, names))

/** A filter as a phrase: "total is more than 50". */
export const filterPhrase = (filter: Filter, names: Pick<Names, 'zone'> = {}): string => filterClause(filter, names)

/** A predicate within a sentence, after "if" or "until". */
export function conditionPhrase(predicate: Predicate, names: Names): string {
  if ('test' in predicate) return leafClause(predicate, names)
  if ('not' in predicate) return negated(predicate.not, names)
  return 'all' in predicate
    ? joined(predicate.all, 'and', (term) => conditionPhrase(term, names))
    : joined(predicate.any, 'or', (term) => conditionPhrase(term, names))
}

function joined<Term extends object>(terms: readonly Term[], how: 'and' | 'or', say: (term: Term) => string): string {
  const isList = (term: Term) => ['all', 'any'].some((key) => (listIn(term, key)?.length ?? 0) > 1)
  // What follows a filter would read as a part of it.
  const hasFilter = (term: Term) => (term as { readonly where?: unknown }).where !== undefined
  return showList(
    terms.map((term, index) => {
      const needsBrackets = (terms.length > 1 && isList(term)) || (index < terms.length - 1 && hasFilter(term))
      return needsBrackets ? `(${say(term)})` : say(term)
    }),
    how,
  )
}

const listIn = (term: object, key: string) => (term as Record<string, unknown>)[key] as readonly unknown[] | undefined

const opposites = { atLeast: 'less', less: 'atLeast', atMost: 'greater', greater: 'atMost' } as const

function negated(predicate: Predicate, names: Names): string {
  if ('not' in predicate) return conditionPhrase(predicate.not, names)
  if ('test' in predicate) {
    if (predicate.test === 'segment') return `is not in ${names.segment(predicate.segment)}`
    if (predicate.test === 'event' && predicate.op !== 'exactly' && predicate.within !== 'run')
      return leafClause({ ...predicate, op: opposites[predicate.op] }, names)
  }
  return `not (${conditionPhrase(predicate, names)})`
}

const leafClause = (leaf: Leaf, names: Names): string =>
  (leafClauses[leaf.test] as (leaf: Leaf, names: Names) => string)(leaf, names)

const leafClauses = {
  event: (leaf, names) => {
    const where = wherePhrase(leaf.where, names)
    if (isNone(leaf.op, leaf.value))
      return `no ${leaf.event}${windowPhrase(leaf.within).replace(/^ in /, ' in the last ')}${where}`
    return `${eventVerb(leaf.event)} ${timesWords[leaf.op](leaf.value)}${windowPhrase(leaf.within)}${where}`
  },
  sum: (leaf, names) => `${sumName(leaf)} is ${numberWords[leaf.op](leaf.value)}${wherePhrase(leaf.where, names)}`,
  attribute: (leaf, names) =>
    leaf.attribute === ''
      ? unfinished
      : `${showName(leaf.attribute)} ${comparisonWords[leaf.op](leaf.value, names.zone)}`,
  trigger: (leaf, names) =>
    `the trigger's ${showName(leaf.property)} ${comparisonWords[leaf.op](leaf.value, names.zone)}`,
  first: (leaf, names) => `the first ${leaf.event} has: ${filterClause(leaf.where, names)}`,
  last: (leaf, names) => `the latest ${leaf.event} has: ${filterClause(leaf.where, names)}`,
  orderNumber: (leaf) =>
    leaf.op === 'exactly' && leaf.value === 1
      ? 'this is the first order'
      : `order number is ${numberWords[leaf.op](leaf.value)}`,
  segment: (leaf, names) => `is in ${names.segment(leaf.segment)}`,
  consent: (leaf) => consentWords[leaf.is],
} satisfies { [Test in LeafTest]: (leaf: LeafOf<Test>, names: Names) => string }

/** Stands for what a person has begun to say: a comparison of nothing yet. */
const unfinished = '…'

/** How often, as an adverb: "at least twice". */
const timesWords = {
  atLeast: (value) => `at least ${showTimes(value)}`,
  atMost: (value) => `at most ${showTimes(value)}`,
  exactly: (value) => `exactly ${showTimes(value)}`,
  greater: (value) => `more than ${showTimes(value)}`,
  less: (value) => (value === 2 ? 'less than twice' : `fewer than ${showTimes(value)}`),
} satisfies { [Op in NumberOperator]: (value: number) => string }

/** Whether a count asks that something did not happen at all. */
export const isNone = (op: NumberOperator, value: number): boolean =>
  (value === 0 && (op === 'exactly' || op === 'atMost')) || (value === 1 && op === 'less')

/** Events that read better as a verb. */
const verbs: Readonly<Record<string, string>> = { [orderEvent]: 'ordered' }

export const eventVerb = (event: string): string => (Object.hasOwn(verbs, event) ? (verbs[event] as string) : event)

export const sumName = (leaf: LeafOf<'sum'>): string =>
  `the sum of ${showName(leaf.property)} over ${leaf.event}${windowPhrase(leaf.within)}`

/** With a space before it, or nothing: " in 90 days", " since the run began". */
export const windowPhrase = (within: string | undefined): string =>
  within === undefined ? '' : within === 'run' ? ' since the run began' : ` in ${showDuration(within)}`

export const wherePhrase = (where: Filter | undefined, names: Pick<Names, 'zone'>): string =>
  where ? `, where ${filterClause(where, names)}` : ''

export const consentWords = {
  granted: 'said yes to marketing e-mail',
  denied: 'said no to marketing e-mail',
  unknown: 'never said whether marketing e-mail is welcome',
} as const

function filterClause(filter: Filter, names: Pick<Names, 'zone'>): string {
  if ('property' in filter)
    return filter.property === ''
      ? unfinished
      : `${showName(filter.property)} ${comparisonWords[filter.op](filter.value, names.zone)}`
  if ('not' in filter) return `not (${filterClause(filter.not, names)})`
  if ('element' in filter) return `one of ${showName(filter.element)} has: ${filterClause(filter.where, names)}`
  return 'all' in filter
    ? joined(filter.all, 'and', (term) => filterClause(term, names))
    : joined(filter.any, 'or', (term) => filterClause(term, names))
}
