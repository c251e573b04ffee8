import { zoneAttribute } from '../shared/customer.ts'
import type { Change } from './change.ts'
import type { RunsMove } from './commit/entry.ts'
import type { Run } from './commit/run.ts'
import type { Sweep } from './commit/sweep.ts'
import { findMembers } from './customers/judgeSegments.ts'
import type { Move } from './move.ts'
import { enrolAudience, enrolMembers } from './route/enrol.ts'
import { planAnew } from './route/planStarts.ts'
import type { TriggerIndex } from './route/triggers.ts'
import { byAge, type Turn } from './turn.ts'

/** What a marker means for this customer, as of the marker's instant (H2). */
export function* sweepCustomer(turn: Turn, sweep: Sweep, triggers: TriggerIndex): Generator<Move, Change> {
  const { what } = sweep
  turn.customer = { ...turn.customer, swept: Math.max(turn.customer.swept, sweep.n) }
  if (what.kind === 'segment') return findMembers(turn, what.segment)
  if (what.kind === 'zone') return { attributes: [zoneAttribute], mayStart: true }
  if (what.kind === 'enter') {
    const live = turn.live.workflows.get(what.workflow)
    if (live) yield* enrolAudience(turn, turn.reading.plan(live.id, live.version), what, sweep.n)
    return { mayStart: false }
  }
  planAnew(turn, what.workflow, triggers)
  if (what.kind === 'plan') return { mayStart: false }
  for (const { id } of byAge(turn.runs)) {
    // One that went on just now may have stopped it.
    const run = turn.runs.get(id)
    if (run?.workflow !== what.workflow) continue
    if (what.kind === 'end')
      yield { move: 'leave', run, reason: { code: 'workflowEnded' }, why: { why: 'workflowEnded' } }
    else if (what.kind === 'resume')
      yield { move: 'resume', run, overdue: what.overdue ?? 'run', pausedAt: what.pausedAt ?? sweep.at }
    else if (what.kind === 'publish') yield* moveOf(run, what.version, what.move)
  }
  if (what.kind === 'publish' && what.include) yield* enrolMembers(turn, turn.reading.plan(what.workflow, what.version))
  return { mayStart: false }
}

/** A run of an older version goes where the map says, or stays (rule 25). */
function* moveOf(run: Run, version: number, map: RunsMove | undefined): Generator<Move> {
  const destination = map && Object.hasOwn(map.nodes, run.node) ? map.nodes[run.node] : undefined
  if (!map || !destination || run.version === version) return
  yield { move: 'change', run, version, destination, keepElapsed: map.keepElapsed }
}
