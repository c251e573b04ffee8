import type { Leaf, Predicate } from './schema.ts'

/** A leaf with its JSON pointer inside the predicate. */
export interface Placed {
  readonly at: string
  readonly leaf: Leaf
}

/** The leaves of a predicate, each with where it stands. */
export function leavesOf(predicate: Predicate, at = ''): Placed[] {
  if ('test' in predicate) return [{ at, leaf: predicate }]
  if ('not' in predicate) return leavesOf(predicate.not, `${at}/not`)
  const [key, terms] = 'all' in predicate ? (['all', predicate.all] as const) : (['any', predicate.any] as const)
  return terms.flatMap((term, index) => leavesOf(term, `${at}/${key}/${index}`))
}
