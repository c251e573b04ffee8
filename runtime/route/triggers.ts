import type { Experiment, Plan } from '../plan.ts'
import type { Change } from '../turn.ts'

/** Live workflows by what their triggers listen to. */
export interface TriggerIndex {
  byEvent(name: string): readonly Plan[]
  bySegment(segment: string, on: 'join' | 'leave'): readonly Plan[]
  readonly experiments: readonly Experiment[]
  /** Experiments whose goal a change may reach. */
  byGoal(change: Change): readonly Experiment[]
}

export function indexTriggers(plans: readonly Plan[]): TriggerIndex {
  const events = new Map<string, Plan[]>()
  const segments = new Map<string, Plan[]>()
  const add = (index: Map<string, Plan[]>, key: string, plan: Plan) => {
    const list = index.get(key)
    if (!list) index.set(key, [plan])
    else if (!list.includes(plan)) list.push(plan)
  }
  const goals = new Map<string, Experiment[]>()
  const experiments = plans.flatMap((plan) => plan.experiments)
  for (const experiment of experiments) {
    const { goal } = experiment
    const key = goal.by === 'event' ? `event ${goal.event}` : `segment ${goal.segment}`
    goals.set(key, [...(goals.get(key) ?? []), experiment])
  }
  for (const plan of plans)
    for (const trigger of plan.triggers) {
      for (const name of plan.listens(trigger.id).events) add(events, name, plan)
      if (trigger.kind === 'segment') add(segments, `${trigger.settings.segment} ${trigger.settings.on}`, plan)
    }
  return {
    byEvent: (name) => events.get(name) ?? none,
    experiments,
    byGoal(change) {
      if (goals.size === 0) return noExperiments
      const joined = (change.segments ?? []).filter(({ on }) => on === 'join')
      return [
        ...((change.event && goals.get(`event ${change.event.name}`)) ?? []),
        ...joined.flatMap(({ id }) => goals.get(`segment ${id}`) ?? []),
      ]
    },
    bySegment: (segment, on) => segments.get(`${segment} ${on}`) ?? none,
  }
}

const none: readonly Plan[] = []
const noExperiments: readonly Experiment[] = []
