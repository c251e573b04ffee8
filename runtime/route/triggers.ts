import type { Plan } from '../plan.ts'

/** Live workflows by what their triggers listen to. */
export interface TriggerIndex {
  byEvent(name: string): readonly Plan[]
  bySegment(segment: string, on: 'join' | 'leave'): readonly Plan[]
}

export function indexTriggers(plans: readonly Plan[]): TriggerIndex {
  const events = new Map<string, Plan[]>()
  const segments = new Map<string, Plan[]>()
  const add = (index: Map<string, Plan[]>, key: string, plan: Plan) => {
    const list = index.get(key)
    if (!list) index.set(key, [plan])
    else if (!list.includes(plan)) list.push(plan)
  }
  for (const plan of plans)
    for (const trigger of plan.triggers) {
      for (const name of plan.listens(trigger.id).events) add(events, name, plan)
      if (trigger.kind === 'segment') add(segments, `${trigger.settings.segment} ${trigger.settings.on}`, plan)
    }
  return {
    byEvent: (name) => events.get(name) ?? none,
    bySegment: (segment, on) => segments.get(`${segment} ${on}`) ?? none,
  }
}

const none: readonly Plan[] = []
