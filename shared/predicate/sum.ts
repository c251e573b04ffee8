import { limits } from '../limits.ts'
import { type Amount, add, asNumber, compareAmount, millionthsOf, noAmount } from './amount.ts'
import type { Line } from './digest.ts'
import type { Facts } from './facts.ts'
import { aroundOf, matches } from './filter.ts'
import { type Kept, keptOf, newestOf } from './keptOf.ts'
import { mostEvents, type Note, noteEvent, noteValue } from './note.ts'
import { valueAt } from './path.ts'
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
  const total = noAmount()
  const expiring: { expiry: number; millionths: number }[] = []
  let filterChanges: number | null = null
  let isPartial = false
  const take = (value: unknown, expiry: number) => {
    const millionths = millionthsOf(value)
    if (millionths === undefined) isPartial = true
    else {
      add(total, millionths)
      if (millionths !== 0 && expiry !== Number.POSITIVE_INFINITY) expiring.push({ expiry, millionths })
    }
  }
  walkBack(
    facts.events(leaf.event),
    frame,
    facts.now,
    (event, expiry) => {
      const properties = event.properties()
      if (leaf.where && around) {
        const match = matches(leaf.where, properties, around)
        filterChanges = earlier(filterChanges, match.changesAt)
        if (!match.holds) return true
      }
      const value = valueAt(properties, leaf.property)
      if (Array.isArray(value)) {
        if (value.length === 0) isPartial = true
        for (const element of value) take(element, expiry)
      } else take(value, expiry)
      noteEvent(note, event.seq)
      return true
    },
    limits.historyPerEvent,
  )
  noteValue(note, asNumber(total))
  const holds = holdsFor(leaf.op, compareAmount(total, leaf.value))
  const changesAt = earlier(turnOf(leaf, total, expiring), filterChanges)
  return isPartial ? { holds, changesAt, unknown: true } : truth(holds, changesAt)
}

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
  // An early look is cheaper than to see all of them leave.
  const next = digest.lines.slice(digest.expired, digest.expired + mostLeaving).filter((line) => !without.has(line))
  const last = digest.lines[digest.expired + mostLeaving]?.expiry ?? Number.POSITIVE_INFINITY
  const leaving = [...next, ...news]
    .filter(({ expiry }) => expiry > now && expiry < last)
    .flatMap(({ expiry, amounts }) => amounts.map((millionths) => ({ expiry, millionths })))
  const changesAt = turnOf(leaf, total, leaving) ?? (Number.isFinite(last) ? last : null)
  return partial > 0 ? { holds, changesAt, unknown: true } : truth(holds, changesAt)
}

const mostLeaving = 64

/** When the truth first turns as the amounts leave in the order of their expiry; amounts of one instant leave together. */
function turnOf(
  leaf: { op: NumberOperator; value: number },
  total: Amount,
  expiring: { expiry: number; millionths: number }[],
): number | null {
  const rest = { ...total }
  const before = holdsFor(leaf.op, compareAmount(rest, leaf.value))
  expiring.sort((a, b) => a.expiry - b.expiry)
  for (const [index, { expiry, millionths }] of expiring.entries()) {
    add(rest, millionths, -1)
    if (expiring[index + 1]?.expiry === expiry) continue
    if (holdsFor(leaf.op, compareAmount(rest, leaf.value)) !== before) return expiry
  }
  return null
}

/** @param difference negative, zero or positive: the sum against the number that it is compared with */
function holdsFor(op: NumberOperator, difference: number): boolean {
  if (op === 'atLeast') return difference >= 0
  if (op === 'greater') return difference > 0
  if (op === 'less') return difference < 0
  return op === 'atMost' ? difference <= 0 : difference === 0
}
