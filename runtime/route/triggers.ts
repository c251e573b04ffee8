import type { HeldSchedule } from '../../shared/nodes/define.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import type { Change } from '../change.ts'
import { behaviourOf } from '../nodes/index.ts'
import type { Experiment, Plan } from '../plan.ts'

/** A trigger that plans starts ahead of time, in its workflow. */
export interface Planner {
  readonly plan: Plan
  readonly node: WorkflowNode
}

/** A trigger by which an audience enters at instants of its own. */
export interface Scheduler extends Planner {
  readonly schedule: HeldSchedule
}

/** Live workflows by what their triggers listen to. */
export interface TriggerIndex {
  byEvent(name: string): readonly Plan[]
  bySegment(segment: string, on: 'join' | 'leave'): readonly Plan[]
  byRequest(workflow: string): Plan | undefined
  /** Those that follow a workflow: a run of it that ends may begin one of theirs. */
  byEnd(workflow: string): readonly Plan[]
  readonly experiments: readonly Experiment[]
  /** Experiments whose goal a change may reach. */
  byGoal(change: Change): readonly Experiment[]
  readonly planners: {
    readonly all: readonly Planner[]
    byEvent(name: string): readonly Planner[]
    byAttribute(name: string): readonly Planner[]
  }
  readonly schedules: readonly Scheduler[]
}

export function indexTriggers(plans: readonly Plan[]): TriggerIndex {
  const events = new Map<string, Plan[]>()
  const segments = new Map<string, Plan[]>()
  const requests = new Map<string, Plan>()
  const ends = new Map<string, Plan[]>()
  const planners: Planner[] = []
  const schedules: Scheduler[] = []
  const plannersByEvent = new Map<string, Planner[]>()
  const plannersByAttribute = new Map<string, Planner[]>()
  const goals = new Map<string, Experiment[]>()
  const experiments = plans.flatMap((plan) => plan.experiments)
  const byEvent = experiments.filter(({ goal }) => goal.by === 'event')
  for (const experiment of experiments) {
    const { goal } = experiment
    if (goal.by === 'workflow') continue
    const key = goal.by === 'event' ? `event ${goal.event}` : `segment ${goal.segment}`
    goals.set(key, [...(goals.get(key) ?? []), experiment])
  }
  for (const plan of plans)
    for (const trigger of plan.triggers) {
      const schedule = definitionOf(trigger.kind).schedule?.(trigger.settings)
      if (schedule) schedules.push({ plan, node: trigger, schedule })
      const plansBy = definitionOf(trigger.kind).plansBy?.(trigger.settings)
      if (plansBy) {
        const planner = { plan, node: trigger }
        planners.push(planner)
        for (const name of new Set(plansBy.events)) add(plannersByEvent, name, planner)
        for (const name of plansBy.attributes) add(plannersByAttribute, name, planner)
      }
      if (!behaviourOf(trigger.kind).begins) continue
      for (const name of plan.listens(trigger.id).events) add(events, name, plan)
      if (trigger.kind === 'request') requests.set(plan.workflow, plan)
      if (trigger.kind === 'workflow') add(ends, trigger.settings.workflow, plan)
      if (trigger.kind === 'segment') add(segments, `${trigger.settings.segment} ${trigger.settings.on}`, plan)
    }
  return {
    byEvent: (name) => events.get(name) ?? none,
    experiments,
    schedules,
    byGoal(change) {
      if (goals.size === 0) return noExperiments
      const joined = (change.found ? [] : (change.segments ?? [])).filter(({ on }) => on === 'join')
      return [
        // What others did who turn out to be the customer is news as well, whatever it was.
        ...(change.joined ? byEvent : ((change.event && goals.get(`event ${change.event.name}`)) ?? [])),
        ...joined.flatMap(({ id }) => goals.get(`segment ${id}`) ?? []),
      ]
    },
    bySegment: (segment, on) => segments.get(`${segment} ${on}`) ?? none,
    byRequest: (workflow) => requests.get(workflow),
    byEnd: (workflow) => ends.get(workflow) ?? none,
    planners: {
      all: planners,
      byEvent: (name) => plannersByEvent.get(name) ?? none,
      byAttribute: (name) => plannersByAttribute.get(name) ?? none,
    },
  }
}

function add<Item>(index: Map<string, Item[]>, key: string, item: Item): void {
  const list = index.get(key)
  if (!list) index.set(key, [item])
  else if (!list.includes(item)) list.push(item)
}

const none: readonly never[] = []
const noExperiments: readonly Experiment[] = []
