import { compare } from './compare.ts'
import { count, rangeOf } from './count.ts'
import { type Fact, type Facts, removed } from './facts.ts'
import { aroundOf, attributeAt, matches, operandOf } from './filter.ts'
import { type Note, noteEvent, noteValue } from './note.ts'
import { valueAt } from './path.ts'
import { type Filter, type LeafOf, type LeafTest, type Operand, type Operator, orderEvent } from './schema.ts'
import { sum } from './sum.ts'
import { no, type Truth, unknown, yes } from './truth.ts'

/** How each leaf is judged: its truth now, and in the note, if there is one, what decided it. */
export const leaves = {
  event: count,
  sum,
  attribute: (leaf, facts, note) => compared(attributeAt(facts, leaf.attribute), leaf, facts, note),
  trigger: (leaf, facts, note) => {
    if (!facts.run) return unknown
    if (facts.run.triggerSeq) noteEvent(note, facts.run.triggerSeq)
    return compared(valueAt(facts.run.trigger, leaf.property), leaf, facts, note)
  },
  first: (leaf, facts, note) => one(facts.events(leaf.event).at(0), leaf.where, facts, note),
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

type LookAt<Test extends LeafTest> = (leaf: LeafOf<Test>, facts: Facts, note?: Note) => Truth

function compared(value: unknown, leaf: Comparison, facts: Facts, note?: Note): Truth {
  const operand = operandOf(leaf.value, facts)
  if (note)
    noteValue(
      note,
      decisive(value, (each) => compare(leaf.op, each, operand, facts.now, facts.zone)),
    )
  return compare(leaf.op, value, operand, facts.now, facts.zone)
}

interface Comparison {
  readonly op: Operator
  readonly value?: Operand | undefined
}

/** Of a list the first element that holds, if one does. */
const decisive = (value: unknown, look: (element: unknown) => Truth): unknown =>
  Array.isArray(value) ? (value.find((element) => look(element).holds) ?? value) : value

function one(event: Fact | undefined, where: Filter, facts: Facts, note?: Note): Truth {
  if (!event) return unknown
  noteEvent(note, event.seq)
  const properties = event.properties()
  return 'property' in where && properties !== removed
    ? compared(valueAt(properties, where.property), where, facts, note)
    : matches(where, properties, aroundOf(facts))
}

/** Which of the customer's orders began the run, by own time; where none of them did, the number of orders so far. */
function orderNumber(facts: Facts): number {
  const orders = facts.events(orderEvent)
  const { run } = facts
  if (run?.triggerName !== orderEvent) return orders.length
  // It is nearly always one of the latest, which are the ones at hand. Its time says nothing: the run may have begun when another ended.
  let later = 0
  for (let order = orders.at(-1); order && order.seq !== run.triggerSeq; order = orders.at(-1 - later)) later++
  return later === orders.length ? orders.length : orders.length - later
}
