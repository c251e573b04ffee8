import { zoneAttribute } from '../customer.ts'
import type { Because, Facts, Verdict } from './facts.ts'
import { attributeAt } from './filter.ts'
import { leaves } from './leaves.ts'
import { type Note, small } from './note.ts'
import { readsOf } from './reads.ts'
import type { Leaf, Predicate } from './schema.ts'
import { earlier, inverted, type Truth, truth } from './truth.ts'

/**
 * The truth of a predicate about one customer, until when time alone leaves it so, and what every leaf found. Those that decided it are told
 * apart from those that stood aside: of `all` that holds every one decides, of `all` that fails the first that fails, of `any` the other
 * way round. For a decision that is written down; `truthOf` gives the same truth for nothing.
 *
 * @param at  where the predicate stands, for the pointers of its leaves
 * @example evaluate({ test: 'event', event: 'Order Completed', op: 'exactly', value: 0, within: 'P60D' }, facts).changesAt
 */
export function evaluate(predicate: Predicate, facts: Facts, at = ''): Verdict {
  const because: Because[] = []
  const { holds, changesAt } = lookAtAll(predicate, facts, because, at)
  return { holds, changesAt, because }
}

/** The same truth without its reasons, for what is asked at every event: a segment, an exit rule, a wait. */
export function truthOf(predicate: Predicate, facts: Facts): Truth {
  if ('test' in predicate) return judge(predicate, facts)
  if ('not' in predicate) return inverted(truthOf(predicate.not, facts))
  const [terms, wanted] = 'all' in predicate ? ([predicate.all, true] as const) : ([predicate.any, false] as const)
  let changesAt: number | null = null
  for (const term of terms) {
    const found = truthOf(term, facts)
    // One decides alone, for as long as it stays so.
    if (found.holds !== wanted) return found
    changesAt = earlier(changesAt, found.changesAt)
  }
  return truth(wanted, changesAt)
}

function lookAtAll(predicate: Predicate, facts: Facts, because: Because[], at: string): Truth {
  if ('test' in predicate) return explained(predicate, facts, because, at)
  if ('not' in predicate) return inverted(lookAtAll(predicate.not, facts, because, `${at}/not`))

  const [key, terms, wanted] =
    'all' in predicate ? (['all', predicate.all, true] as const) : (['any', predicate.any, false] as const)
  const start = because.length
  let changesAt: number | null = null
  let decided: Truth | undefined
  for (const [index, term] of terms.entries()) {
    const before = because.length
    const found = lookAtAll(term, facts, because, `${at}/${key}/${index}`)
    if (decided) setAside(because, before, because.length)
    else if (found.holds !== wanted) {
      decided = found
      setAside(because, start, before)
    }
    changesAt = earlier(changesAt, found.changesAt)
  }
  return decided ?? truth(wanted, changesAt)
}

function setAside(because: Because[], from: number, to: number): void {
  for (let index = from; index < to; index++) {
    const { events: _, changesAt: __, ...leaf } = because[index] as Because
    because[index] = { ...leaf, aside: true }
  }
}

function judge(leaf: Leaf, facts: Facts, note?: Note): Truth {
  const lookAt = leaves[leaf.test] as (leaf: Leaf, facts: Facts, note?: Note) => Truth
  return lookAt(leaf, facts, note)
}

function explained(leaf: Leaf, facts: Facts, because: Because[], at: string): Truth {
  const note: Note = { events: [] }
  const found = judge(leaf, facts, note)
  const attributes = attributesOf(leaf)
  const others = otherValues(leaf, attributes, facts)
  because.push({
    at,
    holds: found.holds,
    ...(found.unknown && { unknown: true }),
    ...(note.value !== undefined && { value: note.value }),
    ...(note.events.length > 0 && { events: note.events }),
    ...(found.changesAt !== null && { changesAt: found.changesAt }),
    ...(others && { others }),
    ...(facts.zone !== 'UTC' && attributes.has(zoneAttribute) && { zone: facts.zone }),
  })
  return found
}

const attributesRead = new WeakMap<Leaf, ReadonlySet<string>>()

/** Attributes that a leaf reads, kept with it: a condition is evaluated again and again. */
function attributesOf(leaf: Leaf): ReadonlySet<string> {
  const known = attributesRead.get(leaf)
  if (known) return known
  const { attributes } = readsOf(leaf)
  attributesRead.set(leaf, attributes)
  return attributes
}

/** Attributes that the leaf compares with. They may change, and the decision is to be understood later. */
function otherValues(leaf: Leaf, attributes: ReadonlySet<string>, facts: Facts): Because['others'] | undefined {
  if (attributes.size === 0) return undefined
  const names = [...attributes].filter(
    (name) => name !== zoneAttribute && !(leaf.test === 'attribute' && leaf.attribute === name),
  )
  const known = names.flatMap((name) => {
    const value = attributeAt(facts, name)
    return value === undefined || value === null || typeof value === 'object' ? [] : [[name, small(value)] as const]
  })
  return known.length > 0 ? Object.fromEntries(known) : undefined
}
