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
  for (const { workflow, version, heldOut } of reached) {
    if (heldOut) continue
    for (const node of turn.reading.plan(workflow, version).assigning) {
      const assignment = madeBefore(turn, workflow, node)
      if (assignment?.exposed && !assignment.exposed.converted) mark(turn, assignment)
    }
  }
}

function mark(turn: Turn, assignment: Assignment): void {
  if (!assignment.exposed) return
  const exposed = { ...assignment.exposed, converted: true }
  const { workflow, node } = assignment
  turn.result.assignments.push({ ...assignment, customer: turn.customer.id, exposed })
  count(turn, { workflow, version: exposed.version }, node, `converted:${exposed.port}`)
}
