import type { Json } from '../customer.ts'
import { subtractDuration } from '../duration.ts'
import { limits } from '../limits.ts'
import { millionthsOf } from './amount.ts'
import { compare } from './compare.ts'
import { rangeOf } from './count.ts'
import { truthOf } from './evaluate.ts'
import { changedFacts, type FactChange, mergedChanges } from './factChange.ts'
import { type Fact, type Facts, wholeOf } from './facts.ts'
import { aroundOf, attributeAt, matches, operandOf } from './filter.ts'
import { valueAt } from './path.ts'
import {
  type Filter,
  type Leaf,
  type LeafOf,
  type LeafTest,
  type Operand,
  type Operator,
  orderEvent,
  type Predicate,
} from './schema.ts'
import { frameOf, walkBack } from './window.ts'
import { propertiesFor, valuesToTry, withValue } from './witness.ts'

/** A leaf with its JSON pointer inside the predicate. */
export interface Placed {
  readonly at: string
  readonly leaf: Leaf
}

export function leavesOf(predicate: Predicate, at = ''): Placed[] {
  if ('test' in predicate) return [{ at, leaf: predicate }]
  if ('not' in predicate) return leavesOf(predicate.not, `${at}/not`)
  const [key, terms] = 'all' in predicate ? (['all', predicate.all] as const) : (['any', predicate.any] as const)
  return terms.flatMap((term, index) => leavesOf(term, `${at}/${key}/${index}`))
}

const most = 8

/**
 * Changes of facts that turn a leaf, each one of them enough for it, the likeliest first. The other leaves of the predicate say which values,
 * properties and times make a difference; each change is tried before it is given.
 */
export function leafChanges({ at, leaf }: Placed, all: readonly Placed[], facts: Facts): FactChange[][] {
  const holds = !truthOf(leaf, facts).holds
  const others = all.map((placed) => placed.leaf)
  const ask = { at, holds, facts, others }
  const found = (changes[leaf.test] as (leaf: Leaf, ask: Ask) => FactChange[][])(leaf, ask)
  return found.filter((each) => truthOf(leaf, changedFacts(facts, each)).holds === holds).slice(0, most)
}

interface Ask {
  readonly at: string
  /** What the leaf is to become. */
  readonly holds: boolean
  readonly facts: Facts
  readonly others: readonly Leaf[]
}

const changes = {
  event: (leaf, ask) => {
    const counted = countedBy(leaf, ask.facts)
    if (!counted) return []
    const { from, below } = rangeOf(leaf.op, leaf.value)
    const events = ask.facts.events(leaf.event)
    const removed = leaf.within === undefined && !leaf.where ? events.length - counted.length : 0
    return inOrOutOf(from, below, counted.length + removed, ask.holds).flatMap((difference) =>
      difference > 0 ? moreEvents(leaf, difference, ask) : fewerEvents(leaf.event, counted, -difference, ask),
    )
  },
  sum: (leaf, ask) => {
    const counted = countedBy(leaf, ask.facts)
    if (!counted) return []
    const total = counted.reduce((sum, event) => sum + amountOf(event, leaf.property), 0)
    const amounts = amountsToTry(Math.round(leaf.value * million) - total)
    const shapes = leaf.where ? propertiesFor(leaf.where, true, {}, aroundOf(ask.facts)) : [{}]
    const more = amounts.flatMap((amount) =>
      shapes.map((shape): FactChange[] => [
        {
          at: ask.at,
          change: 'events',
          event: leaf.event,
          count: 1,
          properties: withValue(shape, leaf.property, amount / million),
          time: soon(leaf.event, ask.facts),
        },
      ]),
    )
    const many = shapes.flatMap((shape) => severalOf(shape, Math.round(leaf.value * million) - total, leaf, ask))
    return [...more, ...many, ...withoutAmounts(leaf, counted, ask)]
  },
  first: (leaf, ask) => {
    const event = ask.facts.events(leaf.event).at(0)
    return event ? otherProperties(leaf, event, ask) : oneMore(leaf, ask)
  },
  last: (leaf, ask) => {
    const event = ask.facts.events(leaf.event).at(-1)
    return event ? [...oneMore(leaf, ask), ...otherProperties(leaf, event, ask)] : oneMore(leaf, ask)
  },
  orderNumber: (leaf, ask) => {
    const { from, below } = rangeOf(leaf.op, leaf.value)
    const { run } = ask.facts
    const all = ask.facts.events(orderEvent)
    const orders = wholeOf(all)
    const place = run?.triggerName === orderEvent ? orders.findIndex(({ seq }) => seq === run.triggerSeq) : -1
    const own = orders[place]
    const before = own ? orders.slice(0, place) : orders
    const time = own ? own.time - 1 : soon(orderEvent, ask.facts)
    const number = before.length + (own ? 1 : 0) + all.length - orders.length
    return inOrOutOf(from, below, number, ask.holds).flatMap((difference) =>
      difference > 0
        ? [[{ at: ask.at, change: 'events' as const, event: orderEvent, count: difference, properties: {}, time }]]
        : fewerEvents(orderEvent, before, -difference, ask),
    )
  },
  attribute: (leaf, ask) => {
    const here = attributeAt(ask.facts, leaf.attribute)
    const alike = ask.others.filter((other) => other.test === 'attribute' && other.attribute === leaf.attribute)
    return valueChanges(leaf, here, alike as Comparison[], ask, (to) => [
      { at: ask.at, change: 'attribute', attribute: leaf.attribute, to },
    ])
  },
  trigger: (leaf, ask) => {
    const { run } = ask.facts
    if (!run?.triggerSeq) return []
    const alike = ask.others.filter((other) => other.test === 'trigger' && other.property === leaf.property)
    return valueChanges(leaf, valueAt(run.trigger, leaf.property), alike as Comparison[], ask, (to) => [
      triggerWith(leaf.property, to, ask),
    ])
  },
  segment: (leaf, { at, holds }) => [[{ at, change: 'segment', segment: leaf.segment, member: holds }]],
  consent: (leaf, { at, holds }) =>
    (holds ? [leaf.is] : (['granted', 'denied', 'unknown'] as const).filter((is) => is !== leaf.is)).map((to) => [
      { at, change: 'consent', channel: leaf.channel, to },
    ]),
} satisfies { [Test in LeafTest]: (leaf: LeafOf<Test>, ask: Ask) => FactChange[][] }

// ── how often ──

type Counting = LeafOf<'event' | 'sum'>

/** The events that count now, newest first; undefined where none can: a run's window without a run. */
function countedBy(leaf: Counting, facts: Facts): Fact[] | undefined {
  const { event, within, where } = leaf
  const frame = frameOf(within, facts)
  if (!frame) return undefined
  const counted: Fact[] = []
  walkBack(
    facts.events(event),
    frame,
    facts.now,
    (each) => {
      if (!where || matches(where, each.properties(), aroundOf(facts)).holds) counted.push(each)
      return true
    },
    where || leaf.test === 'sum' ? limits.historyPerEvent : undefined,
  )
  return counted
}

/** How many more or fewer bring a count into a range, or out of it; the smaller difference first. */
function inOrOutOf(from: number, below: number, count: number, into: boolean): number[] {
  if (into) return below <= from ? [] : count < from ? [from - count] : [below - 1 - count]
  const out = [...(from > 0 ? [from - 1 - count] : []), ...(Number.isFinite(below) ? [below - count] : [])]
  return out.sort((a, b) => Math.abs(a) - Math.abs(b) || b - a)
}

/** Events that count, of any form and at any time that could matter to other leaves. */
function moreEvents(leaf: LeafOf<'event'>, count: number, { at, facts, others }: Ask): FactChange[][] {
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
const soon = (event: string, facts: Facts): number =>
  Math.max(facts.now, facts.run?.since ?? facts.now, facts.events(event).at(-1)?.time ?? facts.now)

/** So many of the events left out: the newest, or the oldest, and the one that began the run only where no other is left. */
function fewerEvents(event: string, counted: readonly Fact[], count: number, { at, facts }: Ask): FactChange[][] {
  const isTrigger = ({ seq }: Fact) => Number(seq === facts.run?.triggerSeq)
  const newest = [...counted].sort((a, b) => isTrigger(a) - isTrigger(b) || b.time - a.time || b.seq - a.seq)
  const oldest = [...counted].sort((a, b) => isTrigger(a) - isTrigger(b) || a.time - b.time || a.seq - b.seq)
  return [newest, oldest].map((order) => [
    { at, change: 'noEvents', event, events: order.slice(0, count).map(({ seq }) => seq) },
  ])
}

// ── how much ──

const million = 1_000_000

const amountOf = (event: Fact, property: string): number =>
  [valueAt(event.properties(), property)].flat().reduce<number>((sum, value) => sum + (millionthsOf(value) ?? 0), 0)

/** The amount that is missing, and a cent more or less. */
const amountsToTry = (missing: number): number[] =>
  [missing, missing + 10_000, missing - 10_000, missing + 1, missing - 1].sort((a, b) => Number(a < 0) - Number(b < 0))

/** Several events, where the filter leaves each of them only a part of what is missing. */
function severalOf(
  shape: Readonly<Record<string, unknown>>,
  missing: number,
  leaf: LeafOf<'sum'>,
  { at, facts }: Ask,
): FactChange[][] {
  const each = [valueAt(shape, leaf.property)]
    .flat()
    .reduce<number>((sum, value) => sum + (millionthsOf(value) ?? 0), 0)
  const needed = Math.ceil(missing / each)
  if (!(needed >= 1 && needed < mostEvents)) return []
  return [needed, needed + 1].map((count) => [
    { at, change: 'events', event: leaf.event, count, properties: shape, time: soon(leaf.event, facts) },
  ])
}

const mostEvents = 1_000

/** Leaves out events one after the other, those first that change the sum most, up or down, until the leaf turns. */
function withoutAmounts(leaf: LeafOf<'sum'>, counted: readonly Fact[], { at, holds, facts }: Ask): FactChange[][] {
  return [1, -1].flatMap((sign) => {
    const inOrder = [...counted]
      .map((event) => ({ seq: event.seq, amount: sign * amountOf(event, leaf.property) }))
      .filter(({ amount }) => amount > 0)
      .sort((a, b) => b.amount - a.amount)
    for (let count = 1; count <= inOrder.length; count++) {
      const events = inOrder.slice(0, count).map(({ seq }) => seq)
      const change: FactChange[] = [{ at, change: 'noEvents', event: leaf.event, events }]
      if (truthOf(leaf, changedFacts(facts, change)).holds === holds) return [change]
    }
    return []
  })
}

// ── one event ──

function otherProperties(leaf: LeafOf<'first' | 'last'>, event: Fact, ask: Ask): FactChange[][] {
  const { at, facts, holds } = ask
  const others = propertiesFor(leaf.where, holds, event.properties(), aroundOf(facts)).map(
    (properties): FactChange[] => [{ at, change: 'property', event: leaf.event, seq: event.seq, properties }],
  )
  const all = wholeOf(facts.events(leaf.event))
  return holds ? others : [...others, ...fewerEvents(leaf.event, all, all.length, ask).slice(0, 1)]
}

function oneMore(leaf: LeafOf<'first' | 'last'>, { at, holds, facts }: Ask): FactChange[][] {
  return propertiesFor(leaf.where, holds, {}, aroundOf(facts)).map((properties) => [
    { at, change: 'events', event: leaf.event, count: 1, properties, time: soon(leaf.event, facts) },
  ])
}

// ── a value ──

interface Comparison {
  readonly op: Operator
  readonly value?: Operand | undefined
}

/** Another value on the left, or where the right is a reference, another value there. Of values that all leaves take alike one is enough. */
function valueChanges(
  leaf: Comparison,
  here: unknown,
  alike: readonly Comparison[],
  ask: Ask,
  set: (to: Json) => FactChange[],
): FactChange[][] {
  const { facts, holds } = ask
  const right = operandOf(leaf.value, facts)
  const asked = [leaf, ...alike].map(({ op, value }) => ({ op, value: operandOf(value, facts) }))
  const says = (value: unknown) =>
    asked.map(({ op, value: other }) => compare(op, value, other, facts.now, facts.zone).holds)
  const lists = Array.isArray(here)
    ? [
        holds
          ? [...here, ...[right ?? 'other'].flat()]
          : here.filter((each) => !compare(leaf.op, each, right, facts.now, facts.zone).holds),
      ]
    : []
  const fitting = [...lists, ...valuesToTry(asked, facts.now, facts.zone)].filter(
    (value) => compare(leaf.op, value, right, facts.now, facts.zone).holds === holds,
  )
  const distinct = new Map(fitting.toReversed().map((value) => [says(value).join(), value]))
  const ofLeft = fitting
    .filter((value) => distinct.get(says(value).join()) === value)
    .map((value) => set(value as Json))
  return [...ofLeft, ...referenceChanges(leaf, here, ask, set)]
}

/** What a reference leads to could be another; where that is not enough, both sides are. */
function referenceChanges(
  { op, value }: Comparison,
  here: unknown,
  ask: Ask,
  set: (to: Json) => FactChange[],
): FactChange[][] {
  if (typeof value !== 'object' || !('ref' in value)) return []
  const { facts, holds } = ask
  const name = value.ref.slice(value.ref.indexOf('.') + 1)
  const refer = (to: Json): FactChange[] => {
    if (value.ref.startsWith('customer.')) return [{ at: ask.at, change: 'attribute', attribute: name, to }]
    return facts.run?.triggerSeq ? [triggerWith(name, to, ask)] : []
  }
  const becomes = (left: unknown, right: unknown) => compare(op, left, right, facts.now, facts.zone).holds === holds
  const right = valuesToTry([{ op, value: here }], facts.now, facts.zone).filter((to) => becomes(here, to))
  const both = pairsToTry.find(([one, other]) => becomes(one, other))
  return [
    ...right.slice(0, 3).map((to) => refer(to as Json)),
    ...(both ? [mergedChanges(set(both[0]), refer(both[1])) ?? []] : []),
  ].filter((each) => each.length > 0)
}

const pairsToTry = [
  ['other', 'other'],
  ['other', 'another'],
  [1, 1],
  [2, 1],
  [1, 2],
] as const

/** The event that began the run with another value in one of its properties. */
function triggerWith(property: string, to: Json, { at, facts }: Ask): FactChange {
  const { triggerName = '', triggerSeq = 0, trigger = {} } = facts.run ?? {}
  return { at, change: 'property', event: triggerName, seq: triggerSeq, properties: withValue(trigger, property, to) }
}
