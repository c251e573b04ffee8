import { addDuration } from '../../shared/duration.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import type { Change } from '../change.ts'
import type { Assignment } from '../commit/assignment.ts'
import type { GoalReached } from '../commit/goal.ts'
import { factsOf, zoneOf } from '../factsOf.ts'
import { count } from '../note.ts'
import type { Experiment } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { madeBefore } from './assignment.ts'

/** Counts a customer who reached the goal of an experiment within its window, once, for the path that they were assigned to first. */
export function convert(turn: Turn, change: Change, experiments: readonly Experiment[]): void {
  for (const { workflow, version, node, goal } of experiments) {
    const assignment = madeBefore(turn, workflow, node)
    if (!assignment?.exposed || assignment.exposed.converted || goal.by === 'workflow') continue
    const at = goal.by === 'event' ? change.event?.time : turn.now
    const zone = zoneOf(turn, turn.reading.plan(workflow, version))
    if (at === undefined || at < assignment.at) continue
    if (at >= addDuration(assignment.at, goal.within, zone)) continue
    if (goal.by === 'event' && goal.where) {
      const around = aroundOf(factsOf(turn, undefined, zone))
      if (!change.event || !matches(goal.where, change.event.properties(), around).holds) continue
    }
    mark(turn, assignment)
  }
}

/** Counts a customer who reached a workflow's own goal, once, for each path of it that they were assigned to before. */
export function convertReached(turn: Turn, reached: readonly GoalReached[]): void {
  for (const goal of reached) {
    const { workflow, heldOut, time } = goal
    if (heldOut) continue
    for (const node of assigningOn(turn, goal)) {
      const assignment = madeBefore(turn, workflow, node)
      if (!assignment?.exposed || assignment.exposed.converted || time < assignment.at) continue
      mark(turn, assignment)
    }
  }
}

/** Nodes that the run may have met: of the version with which it began, whose goal it is, and of the one to which it was moved. */
function assigningOn(turn: Turn, { run: id, workflow, version }: GoalReached): ReadonlySet<string> {
  const run = turn.runs.get(id) ?? turn.result.runs.get(id) ?? turn.reading.run(id)
  const plans = [version, run?.version ?? version].map((one) => turn.reading.planOrWhy(workflow, one))
  return new Set(plans.flatMap((plan) => (plan instanceof Error ? [] : plan.assigning)))
}

function mark(turn: Turn, assignment: Assignment): void {
  if (!assignment.exposed) return
  const exposed = { ...assignment.exposed, converted: true }
  const { workflow, node } = assignment
  turn.result.assignments.push({ ...assignment, customer: turn.customer.id, exposed })
  count(turn, { workflow, version: exposed.version }, node, `converted:${exposed.port}`)
}
