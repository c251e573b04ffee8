import { addDuration } from '../../shared/duration.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import type { Experiment } from '../plan.ts'
import { type Change, count, factsOf, type Turn, zoneOf } from '../turn.ts'
import { madeBefore } from './assignment.ts'

/** Counts a customer who reached the goal of an experiment within its window, once, for the path that they were assigned to first. */
export function convert(turn: Turn, change: Change, experiments: readonly Experiment[]): void {
  for (const { workflow, version, node, goal } of experiments) {
    const assignment = madeBefore(turn, workflow, node)
    if (!assignment?.exposed || assignment.exposed.converted) continue
    const at = goal.by === 'event' ? change.event?.time : turn.now
    const zone = zoneOf(turn, turn.reading.plan(workflow, version))
    if (at === undefined || at < assignment.at) continue
    if (at >= addDuration(assignment.at, goal.within, zone)) continue
    if (goal.by === 'event' && goal.where) {
      const around = aroundOf(factsOf(turn, undefined, zone))
      if (!change.event || !matches(goal.where, change.event.properties(), around).holds) continue
    }
    const exposed = { ...assignment.exposed, converted: true }
    turn.result.assignments.push({ ...assignment, customer: turn.customer.id, exposed })
    count(turn, { workflow, version: exposed.version }, node, `converted:${exposed.port}`)
  }
}
