import type { Because, Facts, Verdict } from './facts.ts'
import { leaves } from './leaves.ts'
import type { Note } from './note.ts'
import type { Leaf, Predicate } from './schema.ts'
import { earlier, inverted, type Truth, truth } from './truth.ts'

/**
 * The truth of a predicate about one customer, until when time alone leaves it so, and the leaves that decided it: of `all` that holds
 * every one, of `all` that fails the first that fails, of `any` the other way round.
 *
 * @example evaluate({ test: 'event', event: 'Order Completed', op: 'exactly', value: 0, within: 'P60D' }, facts).changesAt
 */
export function evaluate(predicate: Predicate, facts: Facts): Verdict {
  const because: Because[] = []
  const { holds, changesAt } = look(predicate, facts, because, '')
  return { holds, changesAt, because }
}

/** The same truth without its reasons, for what is asked at every event: a segment, an exit rule, a wait. */
export const truthOf = (predicate: Predicate, facts: Facts): Truth => look(predicate, facts, undefined, '')

function look(predicate: Predicate, facts: Facts, because: Because[] | undefined, at: string): Truth {
  if ('test' in predicate) return because ? explained(predicate, facts, because, at) : judge(predicate, facts)
  if ('not' in predicate) return inverted(look(predicate.not, facts, because, because ? `${at}/not` : at))

  const [key, terms, wanted] =
    'all' in predicate ? (['all', predicate.all, true] as const) : (['any', predicate.any, false] as const)
  const start = because?.length ?? 0
  let changesAt: number | null = null
  for (const [index, term] of terms.entries()) {
    const before = because?.length ?? 0
    const found = look(term, facts, because, because ? `${at}/${key}/${index}` : at)
    if (found.holds !== wanted) {
      // One decides alone, for as long as it stays so.
      because?.splice(start, before - start)
      return found
    }
    changesAt = earlier(changesAt, found.changesAt)
  }
  return truth(wanted, changesAt)
}

function judge(leaf: Leaf, facts: Facts, note?: Note): Truth {
  const lookAt = leaves[leaf.test] as (leaf: Leaf, facts: Facts, note?: Note) => Truth
  return lookAt(leaf, facts, note)
}

function explained(leaf: Leaf, facts: Facts, because: Because[], at: string): Truth {
  const note: Note = { events: [] }
  const found = judge(leaf, facts, note)
  because.push({
    at,
    holds: found.holds,
    ...(found.unknown && { unknown: true }),
    ...(note.value !== undefined && { value: note.value }),
    ...(note.events.length > 0 && { events: note.events }),
    ...(found.changesAt !== null && { changesAt: found.changesAt }),
  })
  return found
}
