import type { Because } from './facts.ts'

/** A decision keeps at most so much of what decided it: a trail is kept for long (H29). */
export const mostKept = 1_000

/**
 * What is kept with a decision: first all, then less and less of what stood aside, then the log numbers of the events, then as many of the
 * deciding leaves as there is room for. `more` counts the leaves that are left out.
 */
export function kept(because: readonly Because[]): { readonly because: readonly Because[]; readonly more?: number } {
  if (fits(because)) return { because }
  const stages = [
    because.map((leaf) => (leaf.aside ? bare(leaf) : leaf)),
    because.map((leaf) => (leaf.aside ? bare(leaf) : withoutEvents(leaf))),
    because.filter((leaf) => !leaf.aside).map(withoutEvents),
  ]
  const fitting = stages.find(fits) ?? prefixOf(stages.at(-1) ?? [])
  const more = because.length - fitting.length
  return more > 0 ? { because: fitting, more } : { because: fitting }
}

const fits = (because: readonly Because[]): boolean => because.length < 2 || sizeOf(because) <= mostKept

const sizeOf = (because: readonly Because[]): number => JSON.stringify(because).length

function prefixOf(because: readonly Because[]): readonly Because[] {
  let count = because.length
  while (count > 1 && sizeOf(because.slice(0, count)) > mostKept) count--
  return because.slice(0, count)
}

const bare = ({ at, holds }: Because): Because => ({ at, holds, aside: true })

const withoutEvents = ({ events: _, ...leaf }: Because): Because => leaf
