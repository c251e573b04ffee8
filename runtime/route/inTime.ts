import { addDuration } from '../../shared/duration.ts'
import type { Lateness } from '../change.ts'
import { zoneOf } from '../factsOf.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'

/** Late events start no runs, when older than the workflow's limit, or than a day where it has none (rule 4). */
export function isInTime(turn: Turn, plan: Plan, { mayStart, cause }: Lateness): boolean {
  const limit = plan.document.settings.lateEvents
  if (!limit || !cause) return mayStart
  return !cause.historical && turn.now <= addDuration(cause.time, limit, zoneOf(turn, plan))
}
