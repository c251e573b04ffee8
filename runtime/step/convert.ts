import { addDuration } from '../../shared/duration.ts'
import type { Fact, Facts } from '../../shared/predicate/facts.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import type { Change } from '../change.ts'
import type { Assignment } from '../commit/assignment.ts'
import type { GoalReached } from '../commit/goal.ts'
import { eventsOfOthers, factsOf, zoneOf } from '../factsOf.ts'
import { latestSince, oldestFirst } from '../history.ts'
import { count } from '../note.ts'
import type { Experiment } from '../plan.ts'
import { windowsOf } from '../pursuits.ts'
import type { Turn } from '../turn.ts'
import { madeBefore } from './assignment.ts'

type EventGoal = Extract<Experiment['goal'], { by: 'event' }>

/** Counts a customer who reached the goal of an experiment within its window, once, for the path that they were assigned to first. */
export function convert(turn: Turn, change: Change, experiments: readonly Experiment[]): void {
  for (const { workflow, version, node, goal } of experiments) {
    const assignment = madeBefore(turn, workflow, node)
    // It begins anew with each version, and may have another goal: nobody counts any more whose path was one of an older version.
    if (assignment?.exposed?.version !== version || assignment.exposed.converted || goal.by === 'workflow') continue
    const zone = zoneOf(turn, turn.reading.plan(workflow, version))
    const until = addDuration(assignment.at, goal.within, zone)
    const [window] = windowsOf({ window: { from: assignment.at, until } }, turn.now)
    if (!window) continue
    const isWithin = (time: number) => time >= window.from && time < window.until
    const isReached =
      goal.by === 'segment'
        ? isWithin(turn.now)
        : newsOf(turn, change, goal.event, assignment)
            .filter(({ time }) => isWithin(time))
            .some(meantBy(goal, factsOf(turn, undefined, zone), window.from))
    if (isReached) mark(turn, assignment)
  }
}

/** What comes now, and since the assignment what was somebody's who turns out to be the customer. */
function newsOf(turn: Turn, { event, joined }: Change, name: string, { customer, at }: Assignment): readonly Fact[] {
  const before = joined ? latestSince(eventsOfOthers(turn, name, customer), at) : []
  return event?.name === name ? [...before, event] : before
}

const meantBy =
  ({ where }: EventGoal, facts: Facts, since: number) =>
  (fact: Fact): boolean =>
    !where || matches(where, fact.properties(oldestFirst(since)), aroundOf(facts)).holds

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
