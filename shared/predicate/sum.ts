import { limits } from '../limits.ts'
import { type Amount, add, asNumber, compareAmount, noAmount } from './amount.ts'
import { amountsOf, byExpiry, type Line } from './digest.ts'
import type { Facts } from './facts.ts'
import { aroundOf, matches } from './filter.ts'
import { type Kept, keptOf, newestOf } from './keptOf.ts'
import { mostEvents, type Note, noteEvent, noteValue } from './note.ts'
import type { LeafOf, NumberOperator } from './schema.ts'
import { earlier, type Truth, truth, unknown } from './truth.ts'
import { frameOf, walkBack } from './window.ts'

/**
 * The sum of a number over events. Refunds are negative, so a sum may turn either way: the expiries are walked until the truth does.
 * The newest `limits.historyPerEvent` events are summed. A property that is missing, no number or too large is left out, and the truth is marked unknown.
 */
export function sum(leaf: LeafOf<'sum'>, facts: Facts, note?: Note): Truth {
  const frame = frameOf(leaf.within, facts)
  if (!frame) return unknown
  const kept = keptOf(leaf, facts, Number.POSITIVE_INFINITY)
  if (kept) return sumKept(leaf, kept, facts, note)
  const around = leaf.where && aroundOf(facts)
  const next = { since: frame.from, most: Number.POSITIVE_INFINITY }
  const total = noAmount()
  const leaving: Leaving[] = []
  let filterChanges: number | null = null
  let isPartial = false
  walkBack(
    facts.events(leaf.event),
    frame,
    facts.now,
    (event, expiry) => {
      const properties = event.properties(next)
      if (leaf.where && around) {
        const match = matches(leaf.where, properties, around)
        filterChanges = earlier(filterChanges, match.changesAt)
        if (!match.holds) return true
      }
      const { amounts, isPartial: lacks } = amountsOf(leaf, properties)
      for (const amount of amounts) add(total, amount)
      isPartial ||= lacks
      leaving.push({ expiry, amounts })
      noteEvent(note, event.seq)
      return true
    },
    limits.historyPerEvent,
  )
  noteValue(note, asNumber(total))
  const holds = holdsFor(leaf.op, compareAmount(total, leaf.value))
  const changesAt = earlier(turnOf(leaf, total, leaving), filterChanges)
  return isPartial ? { holds, changesAt, unknown: true } : truth(holds, changesAt)
}

/** What leaves the sum with an event. */
type Leaving = Pick<Line, 'expiry' | 'amounts'>

/** The same from what was kept of the history. */
function sumKept(leaf: LeafOf<'sum'>, kept: Kept, facts: Facts, note?: Note): Truth {
  const { digest, news, without } = kept
  const { now } = facts
  const total = { ...digest.sum }
  let partial = digest.partial
  const change = ({ expiry, amounts, isPartial }: Line, sign: 1 | -1) => {
    if (expiry <= now) return
    for (const amount of amounts) add(total, amount, sign)
    if (isPartial) partial += sign
  }
  for (const line of without) change(line, -1)
  for (const line of news) change(line, 1)
  noteValue(note, asNumber(total))
  if (note) for (const seq of newestOf(kept, facts.events(leaf.event), now, mostEvents)) noteEvent(note, seq)
  const holds = holdsFor(leaf.op, compareAmount(total, leaf.value))
  const next = digest.lines.slice(digest.expired, digest.expired + mostSeen + 1 + without.size)
  const leaving = [...next, ...news].filter((line) => line.expiry > now && !without.has(line))
  const changesAt = turnOf(leaf, total, leaving)
  return partial > 0 ? { holds, changesAt, unknown: true } : truth(holds, changesAt)
}

/** So many are seen to leave; an early look is cheaper than to see all of them. */
const mostSeen = 64

/** When the truth first turns as events leave, or is asked again; those of one instant leave together. In ascending order afterwards. */
function turnOf(leaf: { op: NumberOperator; value: number }, total: Amount, leaving: Leaving[]): number | null {
  const rest = { ...total }
  const before = holdsFor(leaf.op, compareAmount(rest, leaf.value))
  leaving.sort(byExpiry)
  const last = leaving[mostSeen]?.expiry
  for (const [index, { expiry, amounts }] of leaving.entries()) {
    if (expiry === Number.POSITIVE_INFINITY) return null
    if (expiry === last) return last
    for (const amount of amounts) add(rest, amount, -1)
    if (leaving[index + 1]?.expiry === expiry) continue
    if (holdsFor(leaf.op, compareAmount(rest, leaf.value)) !== before) return expiry
  }
  return null
}

/** @param difference negative, zero or positive: the sum against the number that it is compared with */
export function holdsFor(op: NumberOperator, difference: number): boolean {
  if (op === 'atLeast') return difference >= 0
  if (op === 'greater') return difference > 0
  if (op === 'less') return difference < 0
  return op === 'atMost' ? difference <= 0 : difference === 0
}
