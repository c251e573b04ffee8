import { compare } from './compare.ts'
import { count, rangeOf } from './count.ts'
import type { Fact, Facts } from './facts.ts'
import { aroundOf, attributeAt, matches, operandOf } from './filter.ts'
import { type Note, noteEvent, noteValue } from './note.ts'
import { valueAt } from './path.ts'
import { type Filter, type Leaf, type LeafTest, orderEvent } from './schema.ts'
import { sum } from './sum.ts'
import { no, type Truth, unknown, yes } from './truth.ts'

/** How each leaf is judged: its truth now, and in the note, if there is one, what decided it. */
export const leaves = {
  event: count,
  sum,
  attribute: (leaf, facts, note) => {
    const value = attributeAt(facts, leaf.attribute)
    noteValue(note, value)
    return compare(leaf.op, value, operandOf(leaf.value, facts), facts.now, facts.zone)
  },
  trigger: (leaf, facts, note) => {
    if (!facts.run) return unknown
    const value = valueAt(facts.run.trigger, leaf.property)
    noteValue(note, value)
    if (facts.run.triggerSeq) noteEvent(note, facts.run.triggerSeq)
    return compare(leaf.op, value, operandOf(leaf.value, facts), facts.now, facts.zone)
  },
  first: (leaf, facts, note) => one(facts.events(leaf.event)[0], leaf.where, facts, note),
  last: (leaf, facts, note) => one(facts.events(leaf.event).at(-1), leaf.where, facts, note),
  orderNumber: (leaf, facts, note) => {
    const number = orderNumber(facts)
    noteValue(note, number)
    const { from, below } = rangeOf(leaf.op, leaf.value)
    return number >= from && number < below ? yes : no
  },
  segment: (leaf, facts) => (facts.isMember(leaf.segment) ? yes : no),
  consent: (leaf, facts, note) => {
    const state = facts.consent(leaf.channel, leaf.purpose)
    noteValue(note, state)
    return state === leaf.is ? yes : no
  },
} satisfies { [Test in LeafTest]: LookAt<Test> }

type LookAt<Test extends LeafTest> = (leaf: Extract<Leaf, { test: Test }>, facts: Facts, note?: Note) => Truth

function one(event: Fact | undefined, where: Filter, facts: Facts, note?: Note): Truth {
  if (!event) return unknown
  noteEvent(note, event.seq)
  const properties = event.properties()
  if (note && 'property' in where) noteValue(note, valueAt(properties, where.property))
  return matches(where, properties, aroundOf(facts))
}

/** Which of the customer's orders began the run, by own time; without such a run the number of orders so far. */
function orderNumber(facts: Facts): number {
  const orders = facts.events(orderEvent)
  const { run } = facts
  if (run?.triggerName !== orderEvent) return orders.length
  let [low, high] = [0, orders.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const order = orders[middle] as Fact
    if (order.time < run.since || (order.time === run.since && order.seq < run.triggerSeq)) low = middle + 1
    else high = middle
  }
  return low + 1
}
