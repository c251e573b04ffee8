import type { Workflow } from '../../../shared/workflow.ts'
import type { Change } from './people.ts'
import { later, type View } from './truth.ts'

/** Rule 4: what came late, and what it changes, lets nobody in. */
export function isInTime({ settings }: Workflow, { cause, mayStart }: Change, { now, zone }: View): boolean {
  if (!cause || !settings.lateEvents) return mayStart
  return !cause.imported && now <= later(cause.time, settings.lateEvents, zone)
}
