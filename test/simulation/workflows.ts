import type { RunsMove } from '../../runtime/commit/entry.ts'
import type { Audience } from '../../shared/audience.ts'
import { emptyWorld, type World } from '../../shared/check/world.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import type { Goal } from '../../shared/goal.ts'
import type { Hours } from '../../shared/hours.ts'
import type { Filter, Predicate } from '../../shared/predicate/schema.ts'
import type { Cap, Sending } from '../../shared/sending.ts'
import type { Chance } from './chance.ts'

export type Document = Readonly<Record<string, unknown>> & { readonly nodes: readonly { readonly id: string }[] }

export const eventNames = ['Cart Updated', 'Order Completed', 'Product Viewed'] as const
/** Nobody makes it happen but customers: what is planned by it comes to an end. */
const planningEvent = 'Product Viewed'
export const workflowIds = ['one', 'two', 'three'] as const
export const segmentIds = ['first', 'second', 'third'] as const
export const zones = ['Europe/Rome', 'America/New_York', 'Asia/Kathmandu', 'UTC', 'Nowhere/City'] as const

// Few values, many of them equal to the gaps between events: timers and entries are to meet at the same instant.
const short = ['PT30M', 'PT1H', 'PT4H', 'P1D'] as const
const long = [...short, 'P3D', 'P1W', 'P1M'] as const

export function randomFilter(chance: Chance): Filter {
  const leaf = (): Filter =>
    chance.maybe(0.5)
      ? { property: 'cart', op: chance.pick(['is', 'isNot', 'startsWith'] as const), value: chance.pick(['x', 'Y']) }
      : { property: 'total', op: chance.pick(['atLeast', 'less', 'known'] as const), value: chance.between(0, 4) }
  if (chance.maybe(0.8)) return leaf()
  return chance.maybe(0.5) ? { not: leaf() } : { any: [leaf(), leaf()] }
}

/** Hours of a day, some of them over midnight or a clock change. */
function randomHours(chance: Chance): Hours {
  const [from, to] = chance.pick([
    ['21:00', '09:00'],
    ['01:00', '02:30'],
    ['12:00', '14:00'],
    ['08:30', '20:00'],
  ] as const)
  return { from, to, ...(chance.maybe(0.3) && { weekdays: ['monday', 'tuesday', 'saturday'] }) }
}

function randomCap(chance: Chance): Cap {
  const atMost = chance.pick([1, 1, 2])
  const per = chance.pick(['rolling', 'day', 'week'] as const)
  return per === 'rolling' ? { per, atMost, period: chance.pick(['PT4H', 'P1D', 'P3D']) } : { per, atMost }
}

function randomGoal(chance: Chance): Goal {
  const always = {
    title: 'Won',
    within: chance.pick(long),
    from: chance.pick(['start', 'message'] as const),
    ends: chance.maybe(0.5),
  }
  if (chance.maybe(0.4)) return { by: 'condition', when: randomPredicate(chance, 'run'), ...always }
  const where = chance.maybe(0.3) ? { where: randomFilter(chance) } : {}
  return { by: 'event', event: chance.pick(eventNames), ...where, value: 'total', ...always }
}

/** When and how often a store sends. */
export function randomSending(chance: Chance, isCrowded = false): Sending {
  return {
    quietHours: chance.times(chance.pick([0, 0, 1, 1, 2]), () => randomHours(chance)),
    quietForTransactional: chance.maybe(0.3),
    caps: chance.times(isCrowded ? 1 : chance.pick([0, 1, 1, 2]), () => ({ channel: 'email', cap: randomCap(chance) })),
    giveUpAfter: chance.pick(['PT4H', 'P1D', 'P3D']),
    holdout: chance.pick([0, 0, 0, 30]),
  }
}

/** A condition on a customer, or one that a run asks, which may also read the run. */
export function randomPredicate(
  chance: Chance,
  asks: 'segment' | 'run',
  others: readonly string[] = segmentIds,
): Predicate {
  const leaf = () => randomLeaf(chance, asks, others)
  const shape = chance.weighed({ leaf: 5, not: 1, all: 2, any: 1 })
  if (shape === 'leaf') return leaf()
  if (shape === 'not') return { not: leaf() }
  return shape === 'all' ? { all: [leaf(), leaf()] } : { any: [leaf(), leaf()] }
}

function randomLeaf(chance: Chance, asks: 'segment' | 'run', others: readonly string[]): Predicate {
  const event = chance.pick(eventNames)
  const within = chance.maybe(0.7) ? { within: asks === 'run' && chance.maybe(0.4) ? 'run' : chance.pick(long) } : {}
  const where = chance.maybe(0.3) ? { where: randomFilter(chance) } : {}
  const test = chance.weighed({
    event: 6,
    sum: 2,
    plan: 3,
    renews: 2,
    consent: 1,
    firstOrLast: 1,
    order: 1,
    segment: others.length > 0 ? 1 : 0,
    trigger: asks === 'run' ? 2 : 0,
  })
  switch (test) {
    case 'event': {
      const op = chance.pick(['atLeast', 'exactly', 'atMost', 'less', 'greater'] as const)
      return { test: 'event', event, op, value: chance.between(0, 2), ...within, ...where }
    }
    case 'sum': {
      const op = chance.pick(['atLeast', 'less'] as const)
      return { test: 'sum', event, property: 'total', op, value: chance.between(1, 5), ...within, ...where }
    }
    case 'plan': {
      const op = chance.pick(['is', 'isNot', 'unknown'] as const)
      return {
        test: 'attribute',
        attribute: 'plan',
        op,
        ...(op !== 'unknown' && { value: chance.pick(['gold', 'Silver']) }),
      }
    }
    case 'renews':
      return {
        test: 'attribute',
        attribute: 'renews',
        op: chance.pick(['withinNext', 'withinLast'] as const),
        value: chance.pick(long),
      }
    case 'consent':
      return {
        test: 'consent',
        channel: 'email',
        purpose: 'marketing',
        is: chance.pick(['granted', 'denied', 'unknown'] as const),
      }
    case 'firstOrLast':
      return { test: chance.pick(['first', 'last'] as const), event, where: randomFilter(chance) }
    case 'order':
      return { test: 'orderNumber', op: chance.pick(['exactly', 'atLeast'] as const), value: chance.between(1, 2) }
    case 'segment':
      return { test: 'segment', segment: chance.pick(others) }
    case 'trigger':
      return { test: 'trigger', property: 'cart', op: 'is', value: chance.pick(['x', 'y']) }
  }
}

interface Passing {
  readonly kind: string
  readonly settings: unknown
  readonly ports: readonly string[]
  /** Rests for a day at least, so that a loop through it ends with the history. */
  readonly isLong?: boolean
}

function randomNode(chance: Chance): Passing {
  const kind = chance.weighed({
    delay: 4,
    waitEvent: 4,
    waitCondition: 3,
    branch: 3,
    split: 1,
    experiment: 1,
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
        { by: 'event', event: chance.pick(eventNames), within: chance.pick(long) },
        { by: 'segment', segment: chance.pick(segmentIds), within: chance.pick(long) },
      ])
      return {
        kind,
        settings: { paths: ports, ...(kind === 'experiment' && { goal, certainty: 95, takeOver: false }) },
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

const randomMoment = (chance: Chance) => ({
  ...(chance.maybe(0.5) && {
    offset: { by: chance.pick(['PT4H', 'P1D', 'P3D']), to: chance.pick(['before', 'after'] as const) },
  }),
  ...(chance.maybe(0.5) && { time: chance.pick(['02:30', '10:00']) }),
})

/** A trigger that plans starts ahead of time. */
function randomPlanner(chance: Chance) {
  const moment = randomMoment(chance)
  if (chance.maybe(0.4)) {
    const of = chance.pick([
      { from: 'attribute', attribute: chance.pick(['renews', 'birthday']) },
      { from: 'event', event: planningEvent, ...(chance.maybe(0.5) && { property: 'promised' }) },
    ])
    return { kind: 'date', settings: { of, repeat: chance.pick(['once', 'yearly']), ...moment } }
  }
  const where = () => (chance.maybe(0.3) ? { where: randomFilter(chance) } : {})
  const without = { event: chance.pick(eventNames), ...(chance.maybe(0.4) ? { where: sameCart } : where()) }
  const period = chance.pick(['PT1H', 'PT4H', 'P1D', 'P3D'])
  const deadline = chance.maybe(0.75)
    ? { by: 'period', within: period }
    : { by: 'date', property: 'promised', ...moment, ...(chance.maybe(0.5) && { otherwise: period }) }
  return { kind: 'absence', settings: { event: planningEvent, ...where(), without, deadline } }
}

/** Where runs of older versions go, wherever they may rest. */
export function randomMove(chance: Chance, { nodes }: Document): RunsMove {
  const resting = ['delay', 'wait', 'webhook', 'email'].flatMap((kind) =>
    [2, 3, 4, 5, 6, 7, 8].map((n) => `${kind}-${n}`),
  )
  const targets = nodes.map(({ id }) => id).filter((id) => !id.startsWith('start-1') && !id.startsWith('start-by'))
  const destinations = resting.flatMap((id) => {
    if (chance.maybe(0.3)) return []
    const same = targets.includes(id) && chance.maybe(0.6)
    return [[id, chance.maybe(0.1) ? { end: 'Moved' } : { to: same ? id : chance.pick(targets) }] as const]
  })
  return { nodes: Object.fromEntries(destinations), keepElapsed: chance.maybe(0.5) }
}

export const randomAudience = (chance: Chance): Audience =>
  chance.pick<Audience>([
    { of: 'everyone' },
    { of: 'segment', segment: chance.pick(segmentIds) },
    { of: 'condition', when: randomPredicate(chance, 'segment') },
  ])

function randomSchedule(chance: Chance) {
  const time = chance.pick(['02:30', '10:00', '23:30'])
  const recurs = chance.pick([
    { every: 'day', time },
    { every: 'week', on: ['monday', 'friday'], time },
    { every: 'month', day: 31, time },
  ])
  return {
    kind: 'schedule',
    settings: { recurs, audience: randomAudience(chance), ...(chance.maybe(0.5) && { missed: 'runLast' }) },
  }
}

function message(chance: Chance, marketing: number): Passing {
  const purpose = chance.maybe(marketing) ? 'marketing' : 'transactional'
  const condition = marketing < 1 && chance.maybe(0.2) && { if: randomPredicate(chance, 'run') }
  return { kind: 'email', settings: { subject: 'Hello', purpose, ...condition, mjml: mail }, ports: ['next'] }
}

const given = [
  { property: 'cart', value: { ref: 'trigger.cart' } },
  { property: 'total', value: 2 },
]
const sameCart: Filter = { property: 'cart', op: 'is', value: { ref: 'trigger.cart' } }
const mail = [
  '<mjml><mj-body><mj-section><mj-column><mj-text><a href="{{ unsubscribe_url }}">No more</a></mj-text></mj-column></mj-section></mj-body></mjml>',
]

const known: World = {
  ...emptyWorld,
  segments: Object.fromEntries(
    segmentIds.map((id) => [
      id,
      { title: id, when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 } },
    ]),
  ),
}

/** A workflow that may be published: drawn until `check` finds no error. */
export function randomWorkflow(chance: Chance, id: string, isCrowded = false): Document {
  for (;;) {
    const drawn = draw(chance, id, isCrowded)
    const { problems } = checkDocument(drawn, known)
    if (!problems.some(({ severity }) => severity === 'error')) return drawn
  }
}

/** @param isCrowded  all write at once to whoever fills a cart, so that caps and priorities decide between them */
function draw(chance: Chance, id: string, isCrowded: boolean): Document {
  const isSegment = !isCrowded && chance.maybe(0.25)
  const trigger = isSegment
    ? { kind: 'segment', settings: { segment: chance.pick(segmentIds), on: chance.pick(['join', 'leave']) } }
    : {
        kind: 'event',
        settings: {
          event: isCrowded || chance.maybe(0.5) ? 'Cart Updated' : chance.pick(eventNames),
          ...(!isCrowded && chance.maybe(0.15) && { where: randomFilter(chance) }),
        },
      }
  const others = [
    ...(chance.maybe(0.3) ? [randomPlanner(chance)] : []),
    ...(chance.maybe(0.15) ? [randomSchedule(chance)] : []),
    ...(chance.maybe(0.25) ? [{ kind: 'request', settings: {} }] : []),
    ...(chance.maybe(0.2)
      ? [
          {
            kind: 'workflow',
            settings: { workflow: chance.pick(workflowIds), how: chance.pick(['any', 'end', 'exit', 'goal']) },
          },
        ]
      : []),
  ]
  const nodes = chance.times(chance.between(2, 7), (index) =>
    isCrowded && index === 0 ? message(chance, 1) : randomNode(chance),
  )
  const idOf = (index: number) => `${(nodes[index] as Passing).kind}-${index + 2}`
  const target = (from: number, { isLong }: Passing, port: string): string | undefined => {
    if (port === 'again') return idOf(chance.between(0, from))
    if (isLong && chance.maybe(0.15)) return idOf(0)
    const next = from + 1 + (chance.maybe(0.15) ? 1 : 0)
    return next < nodes.length && chance.maybe(0.9) ? idOf(next) : undefined
  }
  const rule = isCrowded ? 'always' : chance.weighed({ once: 2, afterEnd: 2, always: 3, notBefore: 1, startAgain: 2 })
  return {
    format: 1,
    id,
    title: id,
    nextId: 100,
    settings: {
      ...(!isSegment && chance.maybe(0.4) && { key: 'cart' }),
      reentry: rule === 'notBefore' ? { rule, period: chance.pick(long) } : { rule },
      ...(!isCrowded && chance.maybe(0.12) && { filter: randomPredicate(chance, 'run') }),
      ...(chance.maybe(0.3) && { exits: [{ title: 'Enough', when: randomPredicate(chance, 'run') }] }),
      ...(chance.maybe(0.35) && { goal: randomGoal(chance) }),
      ...(chance.maybe(0.2) && { holdout: chance.pick([30, 50]) }),
      ...(chance.maybe(0.3) && { zone: chance.pick(zones.slice(0, 4)) }),
      ...(chance.maybe(0.6) && { priority: chance.pick([1, 5, 9]) }),
      ...(chance.maybe(0.15) && { sendWindow: randomHours(chance) }),
      ...(chance.maybe(0.2) && { caps: [randomCap(chance)] }),
      ...(chance.maybe(0.2) && { lateEvents: chance.pick(['PT1H', 'P3D', 'P1M']) }),
    },
    nodes: [
      { id: 'start-1', ...trigger, ports: { next: idOf(0) } },
      // A node keeps its id, and what its id was is no other's.
      ...others.map((other) => ({ id: `start-by-${other.kind}`, ...other, ports: { next: idOf(0) } })),
      ...nodes.map((node, index) => ({
        id: idOf(index),
        kind: node.kind,
        settings: node.settings,
        ports: Object.fromEntries(
          node.ports.flatMap((port) => {
            const to = target(index, node, port)
            return to ? [[port, to]] : []
          }),
        ),
      })),
    ],
  }
}
