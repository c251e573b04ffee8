import { type Change, isAboutWaiting, isRead } from '../change.ts'
import { deferredOf, type Move } from '../move.ts'
import type { Happened } from '../nodes/behaviour.ts'
import type { Plan } from '../plan.ts'
import { byAge, type Turn } from '../turn.ts'
import { enrol } from './enrol.ts'
import { isInTime } from './inTime.ts'
import { noteNobodyListens } from './notEnrolled.ts'
import { planStarts, takeDueStarts } from './planStarts.ts'
import type { TriggerIndex } from './triggers.ts'

/**
 * Who is concerned by a change: first the customer's active runs, oldest first, which may leave by an exit rule or hear what they wait
 * for; then the workflows that it lets the customer into, and the starts that it plans. One move at a time, since each may change what the next one meets.
 */
export function* route(turn: Turn, change: Change, triggers: TriggerIndex): Generator<Move> {
  for (const { id } of byAge(turn.runs)) {
    const run = turn.runs.get(id)
    if (!run || (change.event && run.trigger === change.event.seq)) continue
    const plan = turn.reading.planOrWhy(run.workflow, run.version)
    if (plan instanceof Error) {
      yield { move: 'judge', run }
      continue
    }
    const listens = plan.listens(run.node)
    // Its own event happened on its way here: a wait that comes after is for another.
    const isOwn = change.by?.id === id
    const asks = deferredOf(run) !== null && isAboutWaiting(change)
    const recalls = change.joined !== undefined && listens.events.size > 0
    if (change.event && !isOwn && listens.events.has(change.event.name))
      yield { move: 'hear', run, event: change.event, recalls }
    else if (
      listens.reads.some((reads) => isRead(reads, change)) ||
      plan.exits.some(({ reads }) => isRead(reads, change)) ||
      asks ||
      recalls
    )
      yield { move: 'judge', run, asks, recalls }
  }
  for (const { plan, happened } of beginnings(turn, change, triggers)) yield* enrol(turn, plan, happened, change)
  planStarts(turn, change, triggers)
}

/** What of the change may let the customer in, and where. */
function* beginnings(
  turn: Turn,
  change: Change,
  triggers: TriggerIndex,
): Generator<{ readonly plan: Plan; readonly happened: Happened }> {
  // What is due is taken also when it is skipped, or it would be due for ever.
  const due = change.time ? takeDueStarts(turn, triggers) : []
  const { event, request, ended, by, segments } = change
  if (change.mayStart) for (const { planner, planned } of due) yield { plan: planner.plan, happened: { planned } }
  if (request) {
    const { workflow, seq, properties } = request
    const plan = triggers.byRequest(workflow)
    if (plan) yield { plan, happened: { request: { seq, properties } } }
    else noteNobodyListens(turn, workflow, change)
  }
  if (event)
    for (const plan of triggers.byEvent(event.name))
      if (isInTime(turn, plan, change)) yield { plan, happened: { event } }
  if (ended && by)
    for (const plan of triggers.byEnd(ended.workflow))
      if (isInTime(turn, plan, change)) yield { plan, happened: { ended: { ...ended, trigger: by.trigger } } }
  for (const { id, on } of segments ?? [])
    for (const plan of triggers.bySegment(id, on))
      if (isInTime(turn, plan, change)) yield { plan, happened: { segment: id, on } }
}
