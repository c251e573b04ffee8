import { addDuration } from '../../shared/duration.ts'
import { momentOf } from '../../shared/moment.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import type { Fact, Facts, Next } from '../../shared/predicate/facts.ts'
import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import { elementsAt } from '../../shared/predicate/path.ts'
import { newestFirst } from '../history.ts'
import { defineBehaviour } from './behaviour.ts'

type Settings = SettingsOf<'absence'>

/** The start is planned at the deadline, unless what should follow came already; what comes later ends the plan. */
export const absence = defineBehaviour<'absence'>({
  plans(settings, facts, event) {
    if (!event || !restsOn(settings, event, facts) || hasFollowed(settings, facts)) return null
    const due = deadlineOf(settings.deadline, event, facts)
    return typeof due === 'number' ? { due, since: event.time, trigger: event.seq } : { refused: due }
  },

  restsOn,

  endsPlan: (settings, event, facts) => event.name === settings.without.event && follows(settings, event, facts),

  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})

function restsOn({ event: name, where }: Settings, event: Fact & { readonly name: string }, facts: Facts): boolean {
  return event.name === name && (!where || matches(where, event.properties(), aroundOf(facts)).holds)
}

/** What lies before the run's event is not read. */
function hasFollowed(settings: Settings, facts: Facts): boolean {
  const events = facts.events(settings.without.event)
  const since = facts.run?.since ?? 0
  for (let back = 1; back <= events.length; back++) {
    const fact = events.at(-back)
    if (!fact || fact.time < since) return false
    if (follows(settings, fact, facts, newestFirst(since))) return true
  }
  return false
}

/** Whether an event is what should have followed the one that the facts' run began with. */
function follows({ without }: Settings, event: Fact, facts: Facts, next?: Next): boolean {
  if (event.seq === facts.run?.triggerSeq || event.time < (facts.run?.since ?? 0)) return false
  return !without.where || matches(without.where, event.properties(next), aroundOf(facts)).holds
}

/**
 * The instant of the deadline, or why there is none. A period counts from the event's own time; one that is over by now is due once all is in
 * that came with the event: what followed may be among it.
 */
function deadlineOf(deadline: Settings['deadline'], event: Fact, { now, zone }: Facts): number | string {
  const after = (period: string) => Math.max(now + 1, addDuration(event.time, period, zone))
  if (deadline.by === 'period') return after(deadline.within)
  const [value] = elementsAt(event.properties(), deadline.property)
  const due = momentOf(value, deadline, zone)
  if (due !== undefined && due > now) return due
  if (deadline.otherwise) return after(deadline.otherwise)
  return due === undefined ? 'promiseMissing' : 'promisePast'
}
