/**
 * Whether something holds, and until when time alone leaves it so (`null`: for ever). The contract of a verdict without its reasons:
 * what is evaluated for every event should cost no allocation unless an instant has to be told.
 *
 * @property unknown the value compared was missing or of another type
 */
export interface Truth {
  readonly holds: boolean
  readonly changesAt: number | null
  readonly unknown?: true
}

export const yes: Truth = { holds: true, changesAt: null }
export const no: Truth = { holds: false, changesAt: null }
export const unknown: Truth = { holds: false, changesAt: null, unknown: true }

export const truth = (holds: boolean, changesAt: number | null = null): Truth =>
  changesAt === null ? (holds ? yes : no) : { holds, changesAt }

export const inverted = (found: Truth): Truth =>
  found.unknown ? { ...found, holds: !found.holds } : truth(!found.holds, found.changesAt)

/** The earlier of two instants, where `null` is never. */
export const earlier = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other)

/** Holds if each item does. The first that fails decides alone: while it fails, nothing else matters. */
export const everyOf = <Item>(items: readonly Item[], look: (item: Item) => Truth): Truth => joined(items, true, look)

/** Holds if any item does. The first that holds decides alone. Unknown only if all items are. */
export const someOf = <Item>(items: readonly Item[], look: (item: Item) => Truth): Truth => joined(items, false, look)

function joined<Item>(items: readonly Item[], wanted: boolean, look: (item: Item) => Truth): Truth {
  let changesAt: number | null = null
  let allUnknown = items.length > 0
  for (const item of items) {
    const found = look(item)
    if (found.holds !== wanted) return found
    changesAt = earlier(changesAt, found.changesAt)
    allUnknown &&= found.unknown === true
  }
  return allUnknown ? { holds: wanted, changesAt, unknown: true } : truth(wanted, changesAt)
}
