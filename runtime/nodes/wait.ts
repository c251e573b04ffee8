import { addDuration } from '../../shared/duration.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { Fact, Next } from '../../shared/predicate/facts.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import { latestSince, oldestFirst } from '../history.ts'
import { type Answer, defineBehaviour, type Visit } from './behaviour.ts'

type Settings = SettingsOf<'wait'>

/** The rest of a wait is the instant of its timeout, or `null`: what it listens to stands in the version. */
export const wait = defineBehaviour<'wait'>({
  isTimed: () => true,

  arrive(settings, visit) {
    const timeout = settings.timeout ? addDuration(visit.arrived, settings.timeout, visit.zone) : null
    if (settings.for === 'condition') return judgeCondition(settings, visit, timeout)
    if (settings.since === 'run') {
      const already = earliestAwaited(settings, visit)
      if (already) return already
    }
    return timeOut(visit, timeout)
  },

  hear(settings, visit, event) {
    if (settings.for !== 'event' || event.time < (visit.facts.run?.since ?? 0)) return null
    const awaited = settings.events.find(
      (candidate) => candidate.event === event.name && answers(candidate, visit, event),
    )
    if (!awaited) return null
    const { because, ...came } = cameAs(settings, awaited, event)
    // An event of the log is the entry that led to the step; what a run made happen is not.
    return event.seq < 0 ? { ...came, because } : came
  },

  recall: (settings, visit) =>
    settings.for === 'event' && settings.since === 'run' ? earliestAwaited(settings, visit) : null,

  judge(settings, visit) {
    const timeout = visit.rest as number | null
    return settings.for === 'condition' ? judgeCondition(settings, visit, timeout) : timeOut(visit, timeout)
  },
})

const timeOut = (visit: Visit, timeout: number | null): Answer =>
  timeout !== null && timeout <= visit.now
    ? { do: 'take', port: 'timeout', why: 'timeout', timer: { rest: timeout, until: null } }
    : { do: 'rest', rest: timeout, until: timeout, why: 'waiting' }

type Awaited = Extract<Settings, { for: 'event' }>['events'][number]

const answers = (awaited: Awaited, visit: Visit, event: Fact, next?: Next): boolean =>
  !awaited.where || matches(awaited.where, event.properties(next), aroundOf(visit.facts)).holds

/** What happened since the run began, the event that began it left out (rule 13). */
function earliestAwaited(settings: Extract<Settings, { for: 'event' }>, visit: Visit): Answer | null {
  const { run } = visit.facts
  const since = run?.since ?? 0
  let first: { fact: Fact; awaited: Awaited } | null = null
  for (const awaited of settings.events)
    for (const fact of latestSince(visit.facts.events(awaited.event), since)) {
      if (fact.seq === run?.triggerSeq) continue
      if (first && (first.fact.time < fact.time || (first.fact.time === fact.time && first.fact.seq <= fact.seq))) break
      if (answers(awaited, visit, fact, oldestFirst(since))) {
        first = { fact, awaited }
        break
      }
    }
  return first && cameAs(settings, first.awaited, first.fact)
}

const cameAs = (settings: Extract<Settings, { for: 'event' }>, awaited: Awaited, { seq }: Fact) =>
  ({
    do: 'take',
    port: awaited.port,
    why: 'eventCame',
    params: { event: awaited.event },
    because: [{ at: `/events/${settings.events.indexOf(awaited)}`, holds: true, events: [seq] }],
  }) satisfies Answer

function judgeCondition(
  settings: Extract<Settings, { for: 'condition' }>,
  visit: Visit,
  timeout: number | null,
): Answer {
  const { holds, because, changesAt } = evaluate(settings.until, visit.facts, '/until')
  if (holds) return { do: 'take', port: 'holds', why: 'conditionHeld', because }
  if (timeout !== null && timeout <= visit.now)
    return { do: 'take', port: 'timeout', why: 'timeout', because, timer: { rest: timeout, until: changesAt } }
  const until = changesAt === null ? timeout : Math.min(changesAt, timeout ?? changesAt)
  return { do: 'rest', rest: timeout, until, why: 'waiting', because }
}
