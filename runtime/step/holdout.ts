import type { Run } from '../commit/run.ts'
import { count, remember } from '../note.ts'
import type { Plan } from '../plan.ts'
import { beginPursuit, isHeldOutStill } from '../pursuits.ts'
import type { Turn } from '../turn.ts'
import { assignmentOf, keepAssignment } from './assignment.ts'

/**
 * Whether a customer who would enter is kept out on purpose, so that the workflow's effect can be measured (rule 10): by the workflow's
 * own share, or by the store's over all workflows that have a goal.
 */
export function isHeldOut(turn: Turn, plan: Plan, run: Run): boolean {
  const ofStore = plan.goal ? turn.live.settings.sending.holdout : 0
  return isBelow(turn, run, run.workflow, plan.document.settings.holdout ?? 0) || isBelow(turn, run, '', ofStore)
}

function isBelow(turn: Turn, run: Run, workflow: string, percent: number): boolean {
  if (percent === 0) return false
  const whole = { ...run, workflow, node: '' }
  const assigned = assignmentOf(turn, whole, 'holdout')
  keepAssignment(turn, whole, assigned, null)
  return assigned.share * 100 < percent
}

/**
 * It is recorded that they would have entered, and looked whether they reach the goal without it. Where others would still be inside, they
 * count once, or the two could not be compared.
 */
export function holdOut(turn: Turn, plan: Plan, run: Run): void {
  if (plan.document.settings.reentry.rule === 'afterEnd' && isHeldOutStill(turn, run)) return
  count(turn, run, run.node, 'heldOut')
  remember(turn, 'heldOut', { workflow: run.workflow })
  beginPursuit(turn, plan, run, true)
}
