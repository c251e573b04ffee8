import { limits } from '../shared/limits.ts'
import type { DerivedEntry } from './commit/history.ts'
import type { Run } from './commit/run.ts'
import type { Turn } from './turn.ts'

/**
 * What a run makes happen to its own customer is no line of the log, for the log would then depend on how far the fold lags. It is kept as an
 * entry under a number below zero, which follows from the customer's id and how many they had before: the same, whenever it is folded. Whatever
 * holds an entry's number (history, the trigger of a run, what decided a condition) can hold this one.
 *
 * A customer's numbers ascend, so that of two at one instant the later is the later. In a history all come before the log's own entries of
 * that instant, also before the one that led to them: its order is by time and number, and a number says no more.
 */
export const isDerived = (seq: number): boolean => seq < 0

/** The body is what an entry of the log would have; `null` when the customer has too many, or it is too large. */
export function derive(turn: Turn, run: Run, name: string | null, body: string): DerivedEntry | null {
  const { id, derived = 0 } = turn.customer
  if (derived >= limits.derivedEntries || body.length > limits.eventBytes) return null
  turn.customer = { ...turn.customer, derived: derived + 1 }
  const seq = derived - (id + 1) * limits.derivedEntries
  const entry = { seq, at: turn.now, depth: run.depth + 1, name, body }
  turn.result.derived.push(entry)
  return entry
}
