/**
 * Conditions as a person edits them: a tree of all, any and not over leaves. Predicates and filters are such trees, and both are
 * edited by the same functions. Each gives a new tree; what is not touched keeps its identity.
 */
export type Tree<Leaf> = Leaf | { all: Tree<Leaf>[] } | { any: Tree<Leaf>[] } | { not: Tree<Leaf> }

export type Grouping = 'all' | 'any'

export function groupOf<Leaf>(
  tree: Tree<Leaf>,
): { readonly by: Grouping; readonly items: readonly Tree<Leaf>[] } | undefined {
  if (isObject(tree) && 'all' in tree) return { by: 'all', items: tree.all as Tree<Leaf>[] }
  if (isObject(tree) && 'any' in tree) return { by: 'any', items: tree.any as Tree<Leaf>[] }
  return undefined
}

export const negatedIn = <Leaf>(tree: Tree<Leaf>): Tree<Leaf> | undefined =>
  isObject(tree) && 'not' in tree ? (tree.not as Tree<Leaf>) : undefined

export const grouped = <Leaf>(by: Grouping, items: readonly Tree<Leaf>[]): Tree<Leaf> =>
  (by === 'all' ? { all: [...items] } : { any: [...items] }) as Tree<Leaf>

/** One more condition beside those that are there: a lone one becomes a group of two. */
export function withAnother<Leaf>(tree: Tree<Leaf> | undefined, leaf: Leaf, by: Grouping = 'all'): Tree<Leaf> {
  if (tree === undefined) return leaf
  const group = groupOf(tree)
  return group ? grouped(group.by, [...group.items, leaf]) : grouped(by, [tree, leaf])
}

export function withItem<Leaf>(tree: Tree<Leaf>, index: number, item: Tree<Leaf>): Tree<Leaf> {
  const group = groupOf(tree)
  return group ? grouped(group.by, group.items.with(index, item)) : item
}

/** Without one of its conditions; a group of one is that one, and of none nothing is left. */
export function withoutItem<Leaf>(tree: Tree<Leaf>, index: number): Tree<Leaf> | undefined {
  const group = groupOf(tree)
  if (!group) return undefined
  const items = group.items.filter((_, at) => at !== index)
  return items.length > 1 ? grouped(group.by, items) : items[0]
}

export function withGrouping<Leaf>(tree: Tree<Leaf>, by: Grouping): Tree<Leaf> {
  const group = groupOf(tree)
  return group ? grouped(by, group.items) : tree
}

/** The opposite: `not` is added, or taken away where it stands. */
export const opposite = <Leaf>(tree: Tree<Leaf>): Tree<Leaf> => negatedIn(tree) ?? ({ not: tree } as Tree<Leaf>)

/** A condition as a group of its own, of the other kind than the one around it, with a second one to fill in. */
export const nested = <Leaf>(tree: Tree<Leaf>, leaf: Leaf, around: Grouping): Tree<Leaf> =>
  grouped(around === 'all' ? 'any' : 'all', [tree, leaf])

export function leavesOf<Leaf>(tree: Tree<Leaf>): Leaf[] {
  const group = groupOf(tree)
  const inner = negatedIn(tree)
  return group
    ? group.items.flatMap((item) => leavesOf<Leaf>(item))
    : inner !== undefined
      ? leavesOf<Leaf>(inner)
      : [tree as Leaf]
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
