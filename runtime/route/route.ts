import type { Reads } from '../../shared/predicate/reads.ts'
import type { Plan } from '../plan.ts'
import { type Change, type Move, oldestFirst, type Turn } from '../turn.ts'
import { enrol } from './enrol.ts'
import type { TriggerIndex } from './triggers.ts'

/**
 * Who is concerned by a change: first the customer's active runs, oldest first, which may leave by an exit rule or hear what they wait
 * for; then the workflows that it lets the customer into. One move at a time, since each may change what the next one meets.
 */
export function* route(turn: Turn, change: Change, triggers: TriggerIndex): Generator<{ plan: Plan; move: Move }> {
  for (const { id } of [...turn.runs.values()].sort(oldestFirst)) {
    const run = turn.runs.get(id)
    if (!run || (change.event && run.trigger === change.event.seq)) continue
    const plan = turn.reading.plan(run.workflow, run.version)
    const listens = plan.listens(run.node)
    if (change.event && listens.events.has(change.event.name))
      yield { plan, move: { move: 'hear', run, event: change.event } }
    else if (
      listens.reads.some((reads) => isRead(reads, change)) ||
      plan.exits.some(({ reads }) => isRead(reads, change))
    )
      yield { plan, move: { move: 'judge', run } }
  }
  if (!change.mayStart) return
  if (change.event)
    for (const plan of triggers.byEvent(change.event.name))
      for (const move of enrol(turn, plan, { event: change.event }, change))
        yield { plan: planOfMove(turn, plan, move), move }
  for (const { id, on } of change.segments ?? [])
    for (const plan of triggers.bySegment(id, on))
      for (const move of enrol(turn, plan, { segment: id, on }, change))
        yield { plan: planOfMove(turn, plan, move), move }
}

/** A run that is replaced is on its own version. */
const planOfMove = (turn: Turn, plan: Plan, { run }: Move): Plan =>
  run.version === plan.version ? plan : turn.reading.plan(run.workflow, run.version)

function isRead(reads: Reads, change: Change): boolean {
  if (change.all) return true
  if (change.event && reads.events.has(change.event.name)) return true
  if (change.attributes?.some((name) => reads.attributes.has(name))) return true
  if (change.segments?.some(({ id }) => reads.segments.has(id))) return true
  return Boolean(change.consents && reads.consents)
}
