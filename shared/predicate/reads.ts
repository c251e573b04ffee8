import { zoneAttribute } from '../customer.ts'
import {
  type Filter,
  type Leaf,
  type LeafOf,
  type LeafTest,
  type Operand,
  type Operator,
  orderEvent,
  type Predicate,
  type Reference,
} from './schema.ts'

/**
 * All that a predicate can read: an index from facts to the conditions that they may change, so that an entry evaluates only those.
 *
 * @property events  by name, counted or read
 * @property bodies  those of them whose properties it needs
 * @property time    time alone can change the truth
 * @property run     the run that asks: its beginning or its trigger
 * @property trigger the properties of the event that began the run
 */
export interface Reads {
  readonly events: Set<string>
  readonly bodies: Set<string>
  readonly attributes: Set<string>
  readonly segments: Set<string>
  consents: boolean
  time: boolean
  run: boolean
  trigger: boolean
}

/** @example readsOf({ test: 'event', event: 'Order Completed', op: 'atLeast', value: 2, within: 'P90D' }).time // true */
export function readsOf(predicate: Predicate): Reads {
  const reads = noReads()
  readPredicate(predicate, reads)
  return reads
}

/** What a filter reads beside the event that it is asked about: references and time. */
export function readsOfFilter(filter: Filter): Reads {
  const reads = noReads()
  readFilter(filter, reads)
  return reads
}

/** What the date that a reference names depends on: a day begins in the customer's zone. */
export function readsOfDate({ ref }: Reference): Reads {
  const reads = noReads()
  readReference(ref, reads)
  reads.attributes.add(zoneAttribute)
  return reads
}

const noReads = (): Reads => ({
  events: new Set(),
  bodies: new Set(),
  attributes: new Set(),
  segments: new Set(),
  consents: false,
  time: false,
  run: false,
  trigger: false,
})

function readPredicate(predicate: Predicate, reads: Reads): void {
  if ('test' in predicate) (leafReads[predicate.test] as (leaf: Leaf, reads: Reads) => void)(predicate, reads)
  else if ('not' in predicate) readPredicate(predicate.not, reads)
  else for (const term of 'all' in predicate ? predicate.all : predicate.any) readPredicate(term, reads)
}

const leafReads = {
  attribute: (leaf, reads) => {
    readAttribute(leaf.attribute, reads)
    readComparison(leaf.op, leaf.value, reads)
  },
  trigger: (leaf, reads) => {
    readReference('trigger.', reads)
    readComparison(leaf.op, leaf.value, reads)
  },
  event: (leaf, reads) => {
    reads.events.add(leaf.event)
    readWindow(leaf.within, reads)
    if (leaf.where) readBody(leaf.event, leaf.where, reads)
  },
  sum: (leaf, reads) => {
    reads.events.add(leaf.event)
    reads.bodies.add(leaf.event)
    readWindow(leaf.within, reads)
    if (leaf.where) readFilter(leaf.where, reads)
  },
  first: (leaf, reads) => readBody(leaf.event, leaf.where, reads),
  last: (leaf, reads) => readBody(leaf.event, leaf.where, reads),
  orderNumber: (_, reads) => {
    reads.events.add(orderEvent)
    reads.run = true
  },
  segment: (leaf, reads) => {
    reads.segments.add(leaf.segment)
  },
  consent: (_, reads) => {
    reads.consents = true
  },
} satisfies { [Test in LeafTest]: (leaf: LeafOf<Test>, reads: Reads) => void }

function readBody(event: string, where: Filter, reads: Reads): void {
  reads.events.add(event)
  reads.bodies.add(event)
  readFilter(where, reads)
}

function readFilter(filter: Filter, reads: Reads): void {
  if ('property' in filter) readComparison(filter.op, filter.value, reads)
  else if ('not' in filter) readFilter(filter.not, reads)
  else if ('element' in filter) readFilter(filter.where, reads)
  else for (const term of 'all' in filter ? filter.all : filter.any) readFilter(term, reads)
}

function readWindow(window: string | undefined, reads: Reads): void {
  if (window === 'run') reads.run = true
  else if (window !== undefined) readTime(reads)
}

/** What depends on the calendar depends on the customer's zone. */
function readTime(reads: Reads): void {
  reads.time = true
  reads.attributes.add(zoneAttribute)
}

function readComparison(op: Operator, value: Operand | undefined, reads: Reads): void {
  if (op === 'withinLast' || op === 'withinNext') readTime(reads)
  if (op === 'before' || op === 'after') reads.attributes.add(zoneAttribute)
  if (typeof value === 'object' && 'ref' in value) readReference(value.ref, reads)
}

function readReference(ref: string, reads: Reads): void {
  if (ref.startsWith('trigger.')) {
    reads.run = true
    reads.trigger = true
  } else readAttribute(ref.slice(ref.indexOf('.') + 1), reads)
}

function readAttribute(path: string, reads: Reads): void {
  for (const name of attributesOn(path)) reads.attributes.add(name)
}

/** A path may lead into an attribute: each beginning of it may be the attribute's name. */
export function attributesOn(path: string): string[] {
  const names = [path]
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) names.push(path.slice(0, dot))
  return names
}
