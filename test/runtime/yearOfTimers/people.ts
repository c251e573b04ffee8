import type { NewEntry } from '../../../runtime/commit/entry.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { Chance } from '../../simulation/chance.ts'
import { event } from '../../storage/build.ts'
import { draw } from '../../support/trial.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const begin = Date.parse('2026-01-01T00:00:00Z')

/** Some plan something for an instant, which has two timers; others ask something and wait two days for an answer. */
export const workflows = [
  draw({
    id: 'planned',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Planned' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { date: { of: { ref: 'trigger.until' } } }, ports: { next: 'delay-3' } },
      'delay-3': { kind: 'delay', settings: { for: 'PT6H' }, ports: { next: 'exit-4' } },
      'exit-4': { kind: 'exit', settings: { reason: 'Done' } },
    },
  }),
  draw({
    id: 'asked',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'wait-2' } },
      'wait-2': {
        kind: 'wait',
        settings: {
          for: 'event',
          events: [{ port: 'event-1', event: 'Answered' }],
          since: 'arrival',
          timeout: 'PT48H',
        },
        ports: { 'event-1': 'exit-3', timeout: 'exit-3' },
      },
      'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
    },
  }),
]

/** Who asked is left alone for three days: the customer's own timer ends that. */
export const leftAlone: Predicate = { test: 'event', event: 'Asked', op: 'atLeast', value: 1, within: 'PT72H' }

export interface Coming {
  readonly at: number
  /** @param time  own time */
  said(time: number): NewEntry
}

/** What makes so many timers of runs, over all but the last days, in order. */
export function eventsOf(chance: Chance, timers: number, days: number): Coming[] {
  const people = Math.ceil(timers / 30)
  let ids = 0
  const coming = (at: number, person: string, name: string, properties: object = {}): Coming => {
    const id = `${name}:${ids++}`
    const identities = [{ kind: 'userId', value: person }]
    const body = JSON.stringify({ type: 'track', event: name, properties })
    return { at, said: (time) => event(id, { name, time, identities, body }) }
  }
  const anybody = () => `p${chance.between(1, people)}`
  const anytime = () => begin + chance.between(hour, (days - 8) * day)
  const planned = chance.times(Math.ceil(timers * 0.4), () => {
    const at = anytime()
    const until = chance.between(at + 1, begin + (days - 3) * day)
    // Half of them for a full hour, so that many are due at once.
    const round = chance.maybe(0.5) ? Math.ceil(until / hour) * hour : until
    return coming(at, anybody(), 'Planned', { until: new Date(round).toISOString() })
  })
  const asked = chance.times(Math.ceil(timers * 0.2), () => {
    const at = anytime()
    const person = anybody()
    const answer = chance.maybe(0.6) ? [coming(at + chance.between(minute, 60 * hour), person, 'Answered')] : []
    return [coming(at, person, 'Asked'), ...answer]
  })
  return [...planned, ...asked.flat()].sort((a, b) => a.at - b.at)
}
