import type { Because } from '../../shared/predicate/facts.ts'
import { kept } from '../../shared/predicate/kept.ts'
import { chainOf, titleOf } from '../chainOf.ts'
import type { Change } from '../change.ts'
import type { Why } from '../move.ts'
import { note, remember } from '../note.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'

/** A customer who might have entered does not: it stands in their timeline, and in the trail of the run that asked for it. */
export function notEnrolled(turn: Turn, plan: Plan, change: Change, why: string, because: readonly Because[] = []): [] {
  const { workflow } = plan
  const facts = because.length > 0 && { version: plan.version, ...kept(because) }
  const chain = change.by && endsChain.has(why) && { chain: [...chainOf(turn, change.by), plan.document.title] }
  remember(turn, 'notEnrolled', { workflow, why, ...(facts as object), ...chain })
  if (change.request || chain)
    tellAsker(turn, change, { why: 'notStarted', params: { workflow: plan.document.title, reason: why, ...chain } })
  return []
}

const endsChain = new Set(['chainTooLong', 'tooManyStarts'])

/** A run asks for a workflow that is not live, or that does not begin by request. */
export function noteNobodyListens(turn: Turn, workflow: string, change: Change): void {
  const state = turn.live.workflows.get(workflow)?.state ?? 'ended'
  const reason = state === 'ended' ? 'workflowNotLive' : 'noRequestTrigger'
  tellAsker(turn, change, { why: 'notStarted', params: { workflow: titleOf(turn, workflow), reason } })
}

/** What became of a start is written in the trail of the run that asked for it. */
function tellAsker(turn: Turn, { by }: Change, why: Why): void {
  if (by) note(turn, by, { node: by.node, visit: by.visit, what: 'asked', ...why })
}
