import type { Ask } from './ask.ts'
import { rangeOf } from './count.ts'
import { truthOf } from './evaluate.ts'
import { countedBy, fewerEvents, inOrOutOf, moreEvents, soon } from './eventChanges.ts'
import { changedFacts, type FactChange } from './factChange.ts'
import { type Fact, type Facts, wholeOf } from './facts.ts'
import { aroundOf, attributeAt } from './filter.ts'
import type { Placed } from './leavesOf.ts'
import { valueAt } from './path.ts'
import { type Leaf, type LeafOf, type LeafTest, orderEvent } from './schema.ts'
import { sumChanges } from './sumChanges.ts'
import { type Comparison, triggerWith, valueChanges } from './valueChanges.ts'
import { propertiesFor } from './witness.ts'

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
  sum: sumChanges,
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
