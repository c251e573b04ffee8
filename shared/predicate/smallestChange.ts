import { truthOf } from './evaluate.ts'
import { changedFacts, type FactChange, mergedChanges } from './factChange.ts'
import type { Facts } from './facts.ts'
import { leafChanges } from './leafChanges.ts'
import { leavesOf } from './leavesOf.ts'
import type { Predicate } from './schema.ts'

/**
 * What would turn the truth of a predicate about a customer.
 *
 * @property holds     the truth now
 * @property byItself  the instant at which it turns though nothing happens; `null`: never
 * @property changes   the fewest changes of facts that turn it at once; `null`: none was found, as for what always holds
 */
export interface Turning {
  readonly holds: boolean
  readonly byItself: number | null
  readonly changes: readonly FactChange[] | null
}

/**
 * The smallest change that turns a predicate. As many leaves as must turn are found exactly, through all, any and not, in one pass over
 * the tree; one fact may turn several leaves at once, so single facts and then pairs are tried first. Every answer was tried on the
 * facts: applied to them, it turns the truth.
 *
 * @param at  where the predicate stands, for the pointers of its leaves
 * @example smallestChange({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 2 }, facts).changes // one more order
 */
export function smallestChange(predicate: Predicate, facts: Facts, at = ''): Turning {
  const { holds } = truthOf(predicate, facts)
  return { holds, byItself: turnsAt(predicate, facts), changes: fewestChanges(predicate, facts, holds, at) }
}

const mostLooks = 200

/** Looks again whenever time may have changed something. */
function turnsAt(predicate: Predicate, facts: Facts): number | null {
  const first = truthOf(predicate, facts)
  let at = first.changesAt
  for (let looks = 0; at !== null && looks < mostLooks; looks++) {
    const then = truthOf(predicate, { ...facts, now: at })
    if (then.holds !== first.holds) return at
    at = then.changesAt
  }
  return null
}

const mostWays = 8
const mostPairs = 2_000
const mostRepairs = 4

type Way = readonly FactChange[]

function fewestChanges(predicate: Predicate, facts: Facts, holds: boolean, at: string): Way | null {
  const turns = (way: Way) => truthOf(predicate, changedFacts(facts, way)).holds !== holds
  const leaves = leavesOf(predicate, at)
  const ofLeaf = new Map(leaves.map((placed) => [placed.at, leafChanges(placed, leaves, facts)]))
  const all = [...ofLeaf.values()].flat()

  const single = all.filter((way) => way.length === 1 && turns(way)).sort(byEase)[0]
  if (single) return single

  const ways = waysTo(predicate, !holds, facts, ofLeaf, at)
  const exact = ways.find(turns)
  if (exact && exact.length <= 2) return exact
  return pairThat(turns, all) ?? exact ?? repaired(predicate, facts, holds, ways.slice(0, 3))
}

/** The cheapest ways to give a part of the predicate a truth: each leaf that must turn turns by itself. */
function waysTo(
  predicate: Predicate,
  wanted: boolean,
  facts: Facts,
  ofLeaf: ReadonlyMap<string, readonly Way[]>,
  at = '',
): Way[] {
  if ('test' in predicate)
    return truthOf(predicate, facts).holds === wanted ? [[]] : [...(ofLeaf.get(at) ?? [])].sort(byEase)
  if ('not' in predicate) return waysTo(predicate.not, !wanted, facts, ofLeaf, `${at}/not`)
  const [key, terms] = 'all' in predicate ? (['all', predicate.all] as const) : (['any', predicate.any] as const)
  const each = terms.map((term, index) => waysTo(term, wanted, facts, ofLeaf, `${at}/${key}/${index}`))
  if ((key === 'all') !== wanted) return each.flat().sort(byEase).slice(0, mostWays)
  return each.reduce<Way[]>(
    (left, right) =>
      left
        .flatMap((one) => right.flatMap((other) => [mergedChanges(one, other) ?? []]))
        .sort(byEase)
        .slice(0, mostWays),
    [[]],
  )
}

function pairThat(turns: (way: Way) => boolean, all: readonly Way[]): Way | undefined {
  let tried = 0
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1)) {
      if (tried++ >= mostPairs) return undefined
      const both = mergedChanges(one, other)
      if (both && both.length <= 2 && turns(both)) return both
    }
  return undefined
}

/** Leaves that share facts get into each other's way: what one change spoiled, the next ones mend. */
function repaired(predicate: Predicate, facts: Facts, holds: boolean, ways: readonly Way[]): Way | null {
  const leaves = leavesOf(predicate)
  let open = ways
  for (let repairs = 0; repairs < mostRepairs; repairs++) {
    const next: Way[] = []
    for (const way of open) {
      const here = changedFacts(facts, way)
      const ofLeaf = new Map(leaves.map((placed) => [placed.at, leafChanges(placed, leaves, here)]))
      const mended = waysTo(predicate, !holds, here, ofLeaf).flatMap((more) => [mergedChanges(way, more, true) ?? []])
      const turned = mended.find((each) => truthOf(predicate, changedFacts(facts, each)).holds !== holds)
      if (turned) return turned
      next.push(...mended.filter((each) => each.length > way.length))
    }
    open = next.sort(byEase).slice(0, 3)
  }
  return null
}

/** Fewer changes first; then what a person can still do before what would have to be undone; then smaller numbers. */
export const byEase = (one: Way, other: Way): number =>
  one.length - other.length || sum(one, effort) - sum(other, effort)

const sum = (way: Way, of: (change: FactChange) => number): number => way.reduce((total, each) => total + of(each), 0)

const effortOf = { consent: 0, attribute: 1, segment: 1, events: 2, property: 1_000, noEvents: 2_000 } as const

const effort = (change: FactChange): number =>
  effortOf[change.change] +
  (change.change === 'events' ? change.count : change.change === 'noEvents' ? change.events.length : 0)
