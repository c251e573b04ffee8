import type { Change } from '../change.ts'
import type { Run } from '../commit/run.ts'
import type { Ask, Why } from '../move.ts'
import type { Effect } from '../nodes/behaviour.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import type { Cancel } from './leaving.ts'

/** What a step hands to the stages after it. */
export interface Hands {
  /** Asks admission whether a message may go now, waits, or is skipped. */
  admit(turn: Turn, plan: Plan, run: Run, ask: Ask): Verdict
  /** A webhook goes without asking. */
  call(turn: Turn, plan: Plan, run: Run, effect: Extract<Effect, { kind: 'webhook' }>): void
  readonly cancel: Cancel
  /** Writes attributes at once; answers with the names that changed. */
  write(turn: Turn, values: Readonly<Record<string, unknown>>): readonly string[]
  /** Makes an event happen to the customer; answers with the change that it is, or `null` when it can't be kept. */
  emit(turn: Turn, run: Run, event: string, properties: Readonly<Record<string, unknown>>): Change | null
}

/** What admission answers, as far as a step needs it. */
export type Verdict = Why & ({ readonly do: 'send' | 'skip' } | { readonly do: 'defer'; readonly until: number })
