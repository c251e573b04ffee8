import type { Chance } from '../chance.ts'
import { eventNames, long, randomPredicate, sameCart, segmentIds } from './conditions.ts'
import { planningEvent, randomMoment } from './triggers.ts'

export const workflowIds = ['one', 'two', 'three'] as const

const given = [
  { property: 'cart', value: { ref: 'trigger.cart' } },
  { property: 'total', value: 2 },
]

const mail = [
  '<mjml><mj-body><mj-section><mj-column><mj-text><a href="{{ unsubscribe_url }}">No more</a></mj-text></mj-column></mj-section></mj-body></mjml>',
]

export interface Passing {
  readonly kind: string
  readonly settings: unknown
  readonly ports: readonly string[]
  /** Rests for a day at least, so that a loop through it ends with the history. */
  readonly isLong?: boolean
}

export function randomNode(chance: Chance): Passing {
  const kind = chance.weighed({
    delay: 4,
    waitEvent: 4,
    waitCondition: 3,
    branch: 3,
    split: 1,
    experiment: 3,
    update: 2,
    webhook: 3,
    email: 6,
    exit: 1,
    start: 1,
    stop: 1,
    emit: 1,
    repeat: 1,
  })
  switch (kind) {
    case 'delay': {
      const duration = chance.pick(['PT30M', 'PT1H', 'P1D', 'P3D'] as const)
      const until = {
        time: chance.pick(['02:30', '10:00', '23:30']),
        ...(chance.maybe(0.5) && { weekdays: ['monday', 'thursday', 'sunday'] }),
      }
      const form = chance.weighed({ for: 3, until: 1, both: 1, date: 1 })
      if (form === 'date') {
        const ref = chance.pick(['customer.renews', 'customer.birthday', 'trigger.promised'])
        return {
          kind,
          settings: { date: { of: { ref }, ...randomMoment(chance) } },
          ports: ['next', 'past', 'missing'],
        }
      }
      return {
        kind,
        settings: { ...(form !== 'until' && { for: duration }), ...(form !== 'for' && { until }) },
        ports: ['next'],
        isLong: form !== 'until' && duration.startsWith('P') && !duration.startsWith('PT'),
      }
    }
    case 'waitEvent': {
      const first = chance.pick(eventNames)
      const events = chance.maybe(0.5) ? [first] : [first, ...eventNames.filter((name) => name !== first).slice(0, 1)]
      const timeout = chance.maybe(0.8) && { timeout: chance.pick(long) }
      return {
        kind: 'wait',
        settings: {
          for: 'event',
          events: events.map((event, index) => ({
            port: `event-${index + 1}`,
            event,
            ...(chance.maybe(0.4) && { where: sameCart }),
          })),
          since: chance.pick(['arrival', 'run']),
          ...timeout,
        },
        ports: [...events.map((_, index) => `event-${index + 1}`), ...(timeout ? ['timeout'] : [])],
      }
    }
    case 'waitCondition': {
      const timeout = chance.maybe(0.8) && { timeout: chance.pick(long) }
      return {
        kind: 'wait',
        settings: { for: 'condition', until: randomPredicate(chance, 'run'), ...timeout },
        ports: ['holds', ...(timeout ? ['timeout'] : [])],
      }
    }
    case 'branch': {
      const paths = chance.times(chance.between(1, 2), (index) => ({
        port: `path-${index + 1}`,
        when: randomPredicate(chance, 'run'),
      }))
      return { kind, settings: { paths }, ports: [...paths.map(({ port }) => port), 'else'] }
    }
    case 'split':
    case 'experiment': {
      const paths = chance.pick([
        [50, 50],
        [20, 0, 80],
      ])
      const ports = paths.map((percent, index) => ({ port: `path-${index + 1}`, percent }))
      const goal = chance.pick([
        { by: 'workflow' },
        { by: 'event', event: chance.pick(eventNames), within: 'P1M' },
        { by: 'event', event: chance.pick(eventNames), within: chance.pick(long) },
        { by: 'segment', segment: chance.pick(segmentIds), within: chance.pick(long) },
      ])
      return {
        kind,
        settings: { paths: ports, ...(kind === 'experiment' && { goal, certainty: 90, takeOver: chance.maybe(0.8) }) },
        ports: ports.map(({ port }) => port),
      }
    }
    case 'update': {
      const to = chance.pick(['gold', 'silver', null, { ref: 'trigger.cart' }])
      return { kind, settings: { set: [{ attribute: 'plan', to }] }, ports: ['next'] }
    }
    case 'webhook': {
      const answer = chance.pick(['goOn', 'wait'])
      return {
        kind,
        settings: { url: 'https://sink.example.com/', answer },
        ports: answer === 'wait' ? ['delivered', 'failed'] : ['next'],
      }
    }
    case 'email':
      return message(chance, 0.8)
    case 'start':
    case 'stop':
      return {
        kind,
        settings: {
          workflow: chance.pick(workflowIds),
          ...(chance.maybe(0.6) && (kind === 'start' ? { properties: given } : { sameKey: true })),
        },
        ports: ['next'],
      }
    case 'emit':
      return {
        kind,
        settings: {
          event: chance.pick(eventNames.filter((name) => name !== planningEvent)),
          ...(chance.maybe(0.6) && { properties: given }),
        },
        ports: ['next'],
      }
    case 'repeat':
      return { kind, settings: { times: chance.between(1, 3) }, ports: ['again', 'done'] }
    case 'exit':
      return { kind, settings: { reason: 'Done' }, ports: [] }
  }
}

export function message(chance: Chance, marketing: number): Passing {
  const purpose = chance.maybe(marketing) ? 'marketing' : 'transactional'
  const condition = marketing < 1 && chance.maybe(0.2) && { if: randomPredicate(chance, 'run') }
  return { kind: 'email', settings: { subject: 'Hello', purpose, ...condition, mjml: mail }, ports: ['next'] }
}
