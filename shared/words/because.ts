import type { Json } from '../customer.ts'
import { rangeOf } from '../predicate/count.ts'
import type { Because } from '../predicate/facts.ts'
import type { Filter, Leaf, LeafOf, LeafTest, Operand, Operator } from '../predicate/schema.ts'
import { neededWords, numberWords, showCompared } from './comparisons.ts'
import { consentWords, eventVerb, filterPhrase, type Names, sumName, wherePhrase, windowPhrase } from './conditions.ts'
import { sentence, showDecimal, showName } from './format.ts'
import { showCount, showList } from './show.ts'

/**
 * What decided, a sentence for each leaf, made when somebody reads it from the predicate and the values that were kept (rule 28).
 *
 * @param holder  what holds the condition: a node's settings, the workflow's, or the predicate itself
 * @example becausePhrases(predicate, verdict.because, names) // ["Ordered 2 times in 90 days, at least 1 needed"]
 */
export const becausePhrases = (holder: unknown, because: readonly Because[], names: Names): string[] =>
  because.flatMap((decided) => {
    const leaf = leafAt(holder, decided.at)
    if (!leaf || decided.aside) return []
    return sentence(
      (leafPhrases[leaf.test] as (leaf: Leaf, decided: Because, names: Names) => string)(leaf, decided, names),
    )
  })

/** The leaf that a JSON pointer leads to; undefined if the condition has changed since. */
export function leafAt(holder: unknown, pointer: string): Leaf | undefined {
  let here: unknown = holder
  for (const key of pointer.split('/').slice(1)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return typeof here === 'object' && here !== null && 'test' in here ? (here as Leaf) : undefined
}

const leafPhrases = {
  event: (leaf, { value, unknown }, names) => {
    if (unknown) return noRun
    const count = Number(value ?? 0)
    const rest = `${windowPhrase(leaf.within)}${wherePhrase(leaf.where, names)}`
    const { from, below } = rangeOf(leaf.op, leaf.value)
    // With a filter no more were read than decide.
    const mayBeMore = leaf.where && count > 0 && count >= (Number.isFinite(below) ? below : from)
    const found =
      count === 0
        ? `no ${leaf.event}`
        : `${eventVerb(leaf.event)} ${mayBeMore ? 'at least ' : ''}${showCount(count, 'time', 'times')}`
    if (mayBeMore && leaf.op === 'atLeast' && count === leaf.value) return `${found}${rest}`
    return `${found}${rest}, ${numberWords[leaf.op](leaf.value)} needed`
  },
  sum: (leaf, { value, unknown }, names) => {
    if (unknown && value === undefined) return noRun
    const left = unknown ? ', without values that are missing or no numbers' : ''
    const found = `${sumName(leaf)} is ${showDecimal(Number(value ?? 0))}${left}${wherePhrase(leaf.where, names)}`
    return `${found}, ${numberWords[leaf.op](leaf.value)} needed`
  },
  attribute: (leaf, decided, names) => valuePhrase(showName(leaf.attribute), leaf, decided, names),
  trigger: (leaf, decided, names) => valuePhrase(`the trigger's ${showName(leaf.property)}`, leaf, decided, names),
  first: (leaf, decided, names) => onePhrase(`the first ${leaf.event}`, leaf, decided, names),
  last: (leaf, decided, names) => onePhrase(`the latest ${leaf.event}`, leaf, decided, names),
  orderNumber: (leaf, { value }) =>
    `order number ${showDecimal(Number(value ?? 0))}, ${numberWords[leaf.op](leaf.value)} needed`,
  segment: (leaf, { holds }, names) => `is ${holds ? '' : 'not '}in ${names.segment(leaf.segment)}`,
  consent: (_, { value }) => consentWords[value === 'granted' || value === 'denied' ? value : 'unknown'],
} satisfies { [Test in LeafTest]: (leaf: LeafOf<Test>, decided: Because, names: Names) => string }

const noRun = 'there is no run whose beginning could count'

interface Comparison {
  readonly op: Operator
  readonly value?: Operand | undefined
}

function valuePhrase(name: string, { op, value }: Comparison, decided: Because, names: Pick<Names, 'zone'>): string {
  if (decided.value === undefined) return op === 'known' && decided.holds ? `${name} is known` : `no value for ${name}`
  const found = `${name} is ${shown(op, decided.value)}`
  const needed = neededWords[op](value, names.zone)
  if (decided.unknown) return `${found}, which cannot be compared: ${needed} needed`
  const saysAll = decided.holds && (op === 'is' || op === 'oneOf' || op === 'known')
  return saysAll ? found : `${found}, ${needed} needed`
}

function shown(op: Operator, value: Json): string {
  if (Array.isArray(value)) return showList(value.map((element) => shown(op, element)))
  return typeof value === 'object' ? 'a group of values' : showCompared(op, value)
}

function onePhrase(event: string, leaf: { event: string; where: Filter }, decided: Because, names: Names): string {
  if (!decided.events) return `no ${leaf.event} yet`
  if ('property' in leaf.where)
    return `${event}: ${valuePhrase(showName(leaf.where.property), leaf.where, decided, names)}`
  return `${event} ${decided.holds ? 'has' : 'does not have'}: ${filterPhrase(leaf.where, names)}`
}
