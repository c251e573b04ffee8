import type { Json } from '../shared/customer.ts'
import { kept } from '../shared/predicate/kept.ts'
import type { CounterDelta } from './commit/counter.ts'
import type { PlannedStart } from './commit/plannedStart.ts'
import type { Run } from './commit/run.ts'
import type { TimelineRow } from './commit/timeline.ts'
import type { Decision } from './commit/trail.ts'
import type { Turn } from './turn.ts'

/** Adds a decision to the run's trail: one row for each step, that is for each run and instant of a turn. */
export function note(turn: Turn, run: Pick<Run, 'id'>, decision: Decision): void {
  const { trail } = turn.result
  const last = trail[trail.length - 1]
  let noted = decision.because ? { ...decision, ...kept(decision.because) } : decision
  if (turn.seq && decision.seq === undefined && decision.what !== 'rested') noted = { ...noted, seq: turn.seq }
  if (last && last.run === run.id && last.at === turn.now) {
    // The row was made in this turn, and nobody else has seen it.
    const decisions = last.decisions as Decision[]
    decisions.push(noted)
    return
  }
  trail.push({ customer: turn.customer.id, run: run.id, at: turn.now, decisions: [noted] })
}

/** Adds a line to the timeline. */
export function remember(turn: Turn, what: TimelineRow['what'], detail: Json): void {
  turn.result.timeline.push({ customer: turn.customer.id, at: turn.now, what, detail })
}

/** Adds to a counter of a node. */
export function count(turn: Turn, run: Pick<Run, 'workflow' | 'version'>, node: string, counter: string, by = 1): void {
  const delta: Omit<CounterDelta, 'day'> & { at: number } = {
    workflow: run.workflow,
    version: run.version,
    node,
    counter,
    by,
    at: turn.now,
  }
  turn.result.counters.push(delta)
}

/** How many starts a trigger has planned: a number that comes and goes, whatever version planned them. */
export function countPlanned(
  turn: Turn,
  { workflow, node }: Pick<PlannedStart, 'workflow' | 'node'>,
  by: number,
): void {
  const version = turn.live.workflows.get(workflow)?.version ?? 0
  count(turn, { workflow, version }, node, 'planned', by)
}
