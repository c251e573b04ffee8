import { subtractDuration } from '../duration.ts'
import { limits } from '../limits.ts'
import type { Ask } from './ask.ts'
import type { FactChange } from './factChange.ts'
import type { Fact, Facts } from './facts.ts'
import { aroundOf, matches } from './filter.ts'
import type { Filter, Leaf, LeafOf } from './schema.ts'
import { frameOf, walkBack } from './window.ts'
import { propertiesFor } from './witness.ts'

/** How often something happened, made otherwise: by so many events more, or fewer. */

type Counting = LeafOf<'event' | 'sum'>

/** The events that count now, newest first; undefined where none can: a run's window without a run. */
export function countedBy(leaf: Counting, facts: Facts): Fact[] | undefined {
  const { event, within, where } = leaf
  const frame = frameOf(within, facts)
  if (!frame) return undefined
  const counted: Fact[] = []
  walkBack(
    facts.events(event),
    frame,
    facts.now,
    (each) => {
      if (
        !where ||
        matches(where, each.properties({ since: frame.from, most: Number.POSITIVE_INFINITY }), aroundOf(facts)).holds
      )
        counted.push(each)
      return true
    },
    where || leaf.test === 'sum' ? limits.historyPerEvent : undefined,
  )
  return counted
}

/** How many more or fewer bring a count into a range, or out of it; the smaller difference first. */
export function inOrOutOf(from: number, below: number, count: number, into: boolean): number[] {
  if (into) return below <= from ? [] : count < from ? [from - count] : [below - 1 - count]
  const out = [...(from > 0 ? [from - 1 - count] : []), ...(Number.isFinite(below) ? [below - count] : [])]
  return out.sort((a, b) => Math.abs(a) - Math.abs(b) || b - a)
}

/** Events that count, of any form and at any time that could matter to other leaves. */
export function moreEvents(leaf: LeafOf<'event'>, count: number, { at, facts, others }: Ask): FactChange[][] {
  const around = aroundOf(facts)
  const alike = others.filter(
    (other): other is Extract<Leaf, { event: string }> => 'event' in other && other.event === leaf.event,
  )
  const shapes = new Map<string, Readonly<Record<string, unknown>>>()
  const filters = [...new Set([leaf.where, ...alike.map((other) => other.where)])]
  const own = leaf.where ? propertiesFor(leaf.where, true, {}, around) : [{}]
  for (const base of own)
    for (const shape of [base, ...filters.flatMap((filter) => (filter ? bothWays(filter, base, facts) : []))])
      if (!leaf.where || matches(leaf.where, shape, around).holds) shapes.set(JSON.stringify(shape), shape)
  const windows = alike.flatMap((other) => ('within' in other && other.within ? [other.within] : []))
  const times = [
    soon(leaf.event, facts),
    ...windows.map((window) =>
      window === 'run'
        ? (facts.run?.since ?? facts.now) - 1
        : subtractDuration(facts.now, window, facts.zone) - 5 * 86_400_000,
    ),
  ]
  return [...new Set(times)].flatMap((time) =>
    [...shapes.values()].map((properties): FactChange[] => [
      { at, change: 'events', event: leaf.event, count, properties, time },
    ]),
  )
}

const bothWays = (filter: Filter, base: Readonly<Record<string, unknown>>, facts: Facts) =>
  [true, false].flatMap((holds) => propertiesFor(filter, holds, base, aroundOf(facts)))

/** The instant at which a new event is surely the latest of its name and counts in every window. */
export const soon = (event: string, facts: Facts): number =>
  Math.max(facts.now, facts.run?.since ?? facts.now, facts.events(event).at(-1)?.time ?? facts.now)

/** So many of the events left out: the newest, or the oldest, and the one that began the run only where no other is left. */
export function fewerEvents(
  event: string,
  counted: readonly Fact[],
  count: number,
  { at, facts }: Ask,
): FactChange[][] {
  const isTrigger = ({ seq }: Fact) => Number(seq === facts.run?.triggerSeq)
  const newest = [...counted].sort((a, b) => isTrigger(a) - isTrigger(b) || b.time - a.time || b.seq - a.seq)
  const oldest = [...counted].sort((a, b) => isTrigger(a) - isTrigger(b) || a.time - b.time || a.seq - b.seq)
  return [newest, oldest].map((order) => [
    { at, change: 'noEvents', event, events: order.slice(0, count).map(({ seq }) => seq) },
  ])
}
