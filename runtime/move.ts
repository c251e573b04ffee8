import type { Json } from '../shared/customer.ts'
import type { Because, Fact } from '../shared/predicate/facts.ts'
import type { Lateness } from './change.ts'
import type { Destination, Overdue } from './commit/entry.ts'
import type { EndReason, Run } from './commit/run.ts'
import type { Effect } from './nodes/behaviour.ts'

/**
 * What happens to one run: it begins, hears an event, is judged, learns an outcome, has its message judged, goes on after a pause, changes
 * its version, or leaves.
 */
export type Move =
  /** `asker`: the run that asked for it, which is told what came of that. */
  | { readonly move: 'begin'; readonly run: Run; readonly why: Why; readonly asker?: Run }
  | {
      readonly move: 'hear'
      readonly run: Run
      readonly event: Fact & { readonly name: string }
      readonly recalls: boolean
    }
  /**
   * `recalls`: another customer joined, and what the run waits for may lie in the past that is theirs now.
   * `asks`: a message that waits asks again though its time has not come.
   * `skips`: when its time has come, the run ends, because it came in a gap and somebody chose so.
   */
  | {
      readonly move: 'judge'
      readonly run: Run
      readonly recalls?: boolean
      readonly asks?: boolean
      readonly skips?: boolean
    }
  | {
      readonly move: 'outcome'
      readonly run: Run
      readonly outcome: 'sent' | 'failed' | 'uncertain'
      readonly detail: string
      readonly assumed: boolean
    }
  | { readonly move: 'resume'; readonly run: Run; readonly overdue: Overdue; readonly pausedAt: number }
  | {
      readonly move: 'change'
      readonly run: Run
      readonly version: number
      readonly destination: Destination
      readonly keepElapsed: boolean
    }
  | { readonly move: 'admit'; readonly run: Run; readonly ask: Ask }
  | { readonly move: 'leave'; readonly run: Run; readonly reason: EndReason; readonly why: Why }

/** A run that stands at a message and asks whether it may go. */
export interface Ask {
  readonly run: string
  readonly visit: number
  readonly effect: Extract<Effect, { kind: 'message' }>
  readonly port: string
  /** When it first asked, and when it gives up. */
  readonly asked: number
  readonly giveUp: number
  readonly priority: number
  /** Of what made it ask. */
  readonly lateness: Lateness
}

/** What a deferred message wrote down to rest. */
export interface Deferred {
  readonly asked: number
  readonly giveUp: number
  readonly until: number
  readonly why: string
}

/** Of a run that rests at a message that may not go yet: since when and until when; null: it rests for something else. */
export function deferredOf({ rest }: Run): Deferred | null {
  return rest !== null && typeof rest === 'object' && 'deferred' in rest ? (rest.deferred as unknown as Deferred) : null
}

/** Why, as a code of the catalogue with its parameters and the facts that decided. */
export interface Why {
  readonly why: string
  readonly params?: { readonly [name: string]: Json }
  readonly because?: readonly Because[]
}

/** Of something that says more, only why. */
export const whyOf = ({ why, params, because }: Why): Why => ({
  why,
  ...(params && { params }),
  ...(because && because.length > 0 && { because }),
})
