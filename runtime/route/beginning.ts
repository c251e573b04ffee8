import type { RunFacts } from '../../shared/predicate/facts.ts'
import { factsSince } from '../factsOf.ts'
import type { Happened } from '../nodes/behaviour.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'

/** What the run will know of its beginning. */
export function beginningOf(turn: Turn, happened: Happened): RunFacts {
  if ('planned' in happened) {
    const { since, trigger } = happened.planned
    return factsSince(turn, since ?? turn.now, trigger)
  }
  if ('segment' in happened || 'scheduled' in happened) return factsSince(turn, turn.now, 0)
  if ('ended' in happened) return factsSince(turn, turn.now, happened.ended.trigger)
  if ('request' in happened) {
    const { seq, properties } = happened.request
    return { since: turn.now, triggerSeq: seq, triggerName: '', trigger: properties }
  }
  return factsSince(turn, happened.event.time, happened.event.seq)
}

/** The cart, the order: from the event that began it; empty without one, or when the workflow names no key; undefined when it is missing. */
export function keyOf({ document: { settings } }: Plan, run: RunFacts): string | undefined {
  return settings.key && run.triggerSeq !== 0 ? textAt(run.trigger, settings.key) : ''
}

/** The key as text: ids are text (rule 6). */
function textAt(properties: Readonly<Record<string, unknown>>, path: string): string | undefined {
  let value: unknown = properties
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
}
