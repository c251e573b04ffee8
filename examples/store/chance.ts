/** Chance that is the same on every machine and at every call: mulberry32, seeded by whole numbers. Nothing in this folder draws from elsewhere. */
export interface Chance {
  /** At least 0, below 1. */
  next(): number
  is(probability: number): boolean
  between(low: number, high: number): number
  whole(low: number, high: number): number
  pick<Item>(items: readonly Item[]): Item
  /** Picks by the weight that stands first in each pair. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item
  /** About 1, bell-shaped, between 1 - spread and 1 + spread. */
  around(spread: number): number
}

export function chanceOf(...seeds: readonly number[]): Chance {
  let state = seeds.reduce((mixed, seed) => mix(mixed ^ mix(seed)), 0x9e3779b9)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    return mix(state) / 4_294_967_296
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    is: (probability) => next() < probability,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[whole(0, items.length - 1)]!,
    weighted(items) {
      let left = next() * items.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, item] of items) {
        left -= weight
        if (left < 0) return item
      }
      return items.at(-1)![1]
    },
    around: (spread) => 1 + ((next() + next() + next() - 1.5) / 1.5) * spread,
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return (mixed ^ (mixed >>> 14)) >>> 0
}
