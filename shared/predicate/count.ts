import { limits } from '../limits.ts'
import type { Line } from './digest.ts'
import type { Facts } from './facts.ts'
import { aroundOf, matches } from './filter.ts'
import { isKept, type Kept, keptOf, newestOf } from './keptOf.ts'
import { mostEvents, type Note, noteEvent, noteValue } from './note.ts'
import type { LeafOf, NumberOperator } from './schema.ts'
import { earlier, type Truth, truth, unknown } from './truth.ts'
import { type Frame, frameOf, walkBack } from './window.ts'

type EventLeaf = LeafOf<'event'>

/**
 * How often an event happened. As time goes by a count only falls, so the truth turns when the n-th largest expiry is reached; the
 * newest events decide, and no more of them are read than do. A filter has to read what an event said, and looks at the newest
 * `limits.historyPerEvent` of them.
 */
export function count(leaf: EventLeaf, facts: Facts, note?: Note): Truth {
  const frame = frameOf(leaf.within, facts)
  if (!frame) return unknown
  const { from, below } = rangeOf(leaf.op, leaf.value)
  const needed = below === Number.POSITIVE_INFINITY ? from : below
  const kept = leaf.where && needed > 0 ? keptOf(leaf, facts, needed) : undefined
  const found = kept ? newestKept(needed, kept, facts.now) : newest(needed, leaf, frame, facts, note)
  if (kept && note)
    for (const seq of newestOf(kept, facts.events(leaf.event), facts.now, Math.min(mostEvents, found.count)))
      noteEvent(note, seq)
  noteValue(note, note && !leaf.where ? Math.max(found.count, countNoted(leaf, frame, facts)) : found.count)
  const holds = found.count >= from && found.count < below
  const canFall = found.count > 0 && found.count >= (from || below)
  return truth(holds, earlier(canFall ? found.expiry : null, found.filterChanges))
}

/** Whole numbers that satisfy a comparison: `from` and up, under `below`. */
export function rangeOf(op: NumberOperator, value: number): { from: number; below: number } {
  if (op === 'atLeast') return { from: value, below: Number.POSITIVE_INFINITY }
  if (op === 'greater') return { from: value + 1, below: Number.POSITIVE_INFINITY }
  if (op === 'less') return { from: 0, below: value }
  return { from: op === 'exactly' ? value : 0, below: value + 1 }
}

interface Newest {
  /** At most as many as were needed. */
  count: number
  /** The first expiry among them; null: they stay. */
  expiry: number | null
  /** The first instant at which time changes what the filter says of an event that was read. */
  filterChanges: number | null
}

/**
 * Once enough are found, so many older events are asked whether they outlive them; beyond that an early look is cheaper. All are asked where
 * a history would keep them: the answer is the same, whether it does.
 */
const mostAsked = 64

/** The `needed` events that count and outlive the others. */
function newest(needed: number, leaf: EventLeaf, frame: Frame, facts: Facts, note?: Note): Newest {
  const found: Newest = { count: 0, expiry: null, filterChanges: null }
  const events = facts.events(leaf.event)
  if (needed === 0 || events.length === 0) return found
  if (!leaf.where && leaf.within === undefined) {
    found.count = Math.min(needed, events.length)
    for (let back = 1; note && back <= Math.min(mostEvents, found.count); back++) {
      const event = events.at(-back)
      if (event) noteEvent(note, event.seq)
    }
    return found
  }

  const around = leaf.where && aroundOf(facts)
  const next = { since: frame.from, most: needed }
  const expiries: number[] = []
  let first = Number.POSITIVE_INFINITY
  let timeOfFirst = Number.POSITIVE_INFINITY
  const askable = leaf.where && isKept(leaf) ? Number.POSITIVE_INFINITY : mostAsked
  let asked = 0
  walkBack(
    events,
    frame,
    facts.now,
    (event, expiry) => {
      const enough = expiries.length === needed
      if (enough && (event.time <= timeOfFirst - frame.slack || ++asked > askable)) return false
      if (enough && expiry <= first) return true
      if (leaf.where && around) {
        const match = matches(leaf.where, event.properties(next), around)
        found.filterChanges = earlier(found.filterChanges, match.changesAt)
        if (!match.holds) return true
      }
      if (enough) {
        // An older event that outlives the first to go takes its place.
        expiries[expiries.indexOf(first)] = expiry
        first = Math.min(...expiries)
        timeOfFirst = event.time
      } else {
        expiries.push(expiry)
        noteEvent(note, event.seq)
        if (expiry < first) [first, timeOfFirst] = [expiry, event.time]
      }
      return expiries.length < needed || frame.slack > 0
    },
    leaf.where && limits.historyPerEvent,
  )
  found.count = expiries.length
  found.expiry = Number.isFinite(first) ? first : null
  return found
}

/** The same from what was kept of the history: those that go last. */
function newestKept(needed: number, { digest, news, without }: Kept, now: number): Newest {
  const added = news.toSorted((a, b) => b.expiry - a.expiry)
  const { lines } = digest
  let [at, ofAdded, count, first] = [lines.length - 1, 0, 0, Number.POSITIVE_INFINITY]
  while (count < needed) {
    while (at >= 0 && without.has(lines[at] as Line)) at--
    const [line, other] = [lines[at], added[ofAdded]]
    const next = other && (!line || other.expiry > line.expiry) ? other : line
    if (!next || next.expiry <= now) break
    if (next === line) at--
    else ofAdded++
    count++
    first = next.expiry
  }
  return { count, expiry: Number.isFinite(first) ? first : null, filterChanges: null }
}

/** The number for people to read: exact up to a limit, for a window may hold a million. */
function countNoted(leaf: EventLeaf, frame: Frame, facts: Facts): number {
  const events = facts.events(leaf.event)
  if (leaf.within === undefined) return events.length
  let all = 0
  walkBack(events, frame, facts.now, () => {
    all++
    return all < limits.countNoted
  })
  return all
}
