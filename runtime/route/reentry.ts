import { addDuration } from '../../shared/duration.ts'
import { limits } from '../../shared/limits.ts'
import type { Change } from '../change.ts'
import type { Run } from '../commit/run.ts'
import { zoneOf } from '../factsOf.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { beginsTooOften } from './pace.ts'

/** Why the rule of re-entry or a limit keeps the customer out; `null` when none does (rule 8). */
export function refusalOf(turn: Turn, plan: Plan, key: string, change: Change): string | null {
  if ((change.by?.depth ?? turn.depth) >= limits.causes) return 'chainTooLong'
  if (beginsTooOften(turn, plan.workflow)) return 'tooManyStarts'
  const { reentry } = plan.document.settings
  const active = activeRuns(turn, plan, key)
  if (reentry.rule === 'afterEnd' && active.length > 0) return 'reentryActive'
  const replaces = reentry.rule === 'startAgain' && active.length > 0
  if (!replaces && allActive(turn, plan) >= limits.activeRuns) return 'tooManyRuns'
  if (reentry.rule !== 'once' && reentry.rule !== 'notBefore') return null
  const last = lastEnrolled(turn, plan, key)
  if (last === undefined) return null
  if (reentry.rule === 'once') return 'reentryOnce'
  return turn.now < addDuration(last, reentry.period, zoneOf(turn, plan)) ? 'reentryTooSoon' : null
}

/** When last; whoever joined in this turn may have entered after what its timers led in. */
export function lastEnrolled(turn: Turn, plan: Plan, key: string): number | undefined {
  const { last } = enrolledBefore(turn, plan, key)
  const now = enrolledThisTurn(turn, plan, key).at(-1)?.last
  return last === undefined || now === undefined ? (last ?? now) : Math.max(last, now)
}

/** How often before this turn, also as those who joined in it; never: no `last`. */
export function enrolledBefore(
  turn: Turn,
  plan: Plan,
  key: string,
): { readonly count: number; readonly last?: number } {
  let before: { count: number; last?: number } = { count: 0 }
  for (const customer of [turn.customer.id, ...turn.joinedFrom]) {
    const known = turn.reading.enrolment(customer, plan.workflow, key)
    if (known) before = { count: before.count + known.count, last: Math.max(known.last, before.last ?? known.last) }
  }
  return before
}

export const enrolledThisTurn = (turn: Turn, plan: Plan, key: string) =>
  turn.result.enrolments.filter((enrolment) => enrolment.workflow === plan.workflow && enrolment.key === key)

export const activeRuns = (turn: Turn, plan: Plan, key: string): Run[] =>
  [...turn.runs.values()].filter((run) => run.workflow === plan.workflow && run.key === key)

export const allActive = (turn: Turn, plan: Plan): number =>
  [...turn.runs.values()].filter((run) => run.workflow === plan.workflow).length
