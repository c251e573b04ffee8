import fc from 'fast-check'
import type { Overdue } from '../../../runtime/commit/entry.ts'
import type { Audience } from '../../../shared/audience.ts'
import type { Goal } from '../../../shared/goal.ts'
import type { Hours } from '../../../shared/hours.ts'
import { mailEvents } from '../../../shared/mailEvents.ts'
import type { Filter, Predicate } from '../../../shared/predicate/schema.ts'
import type { Recurrence } from '../../../shared/recurrence.ts'
import type { SegmentDefinition } from '../../../shared/segment.ts'
import type { Cap, Sending } from '../../../shared/sending.ts'

/** Something that happens to a store, so many milliseconds after what happened before it. */
export interface Deed {
  readonly after: number
  readonly does: Doing
}

export type Doing =
  | {
      readonly do: 'say'
      readonly item: Readonly<Record<string, unknown>>
      readonly late: number
      readonly import: boolean
    }
  | {
      readonly do: 'publish'
      readonly document: Readonly<Record<string, unknown>>
      /** Where runs go, as numbers: of its nodes, the end, or nowhere. Absent: all stay. */
      readonly moves?: Moves | undefined
      readonly include?: boolean
    }
  | { readonly do: 'rollBack'; readonly workflow: string; readonly back: number; readonly moves?: Moves | undefined }
  | {
      readonly do: 'state'
      readonly workflow: string
      readonly state: 'live' | 'paused' | 'ended'
      readonly overdue?: Overdue
    }
  | { readonly do: 'segment'; readonly segment: string; readonly definition: SegmentDefinition | null }
  | {
      readonly do: 'settings'
      readonly zone: string
      readonly marketingToUnknown: boolean
      readonly sending: Sending
    }
  | { readonly do: 'unsubscribe'; readonly userId: string }
  /** Somebody asks that an audience enter. */
  | { readonly do: 'enter'; readonly workflow: string; readonly audience: Audience }
  /** Nobody was running since the deed before; what came due meanwhile waits for `release` or not. */
  | { readonly do: 'away'; readonly isHeld: boolean }
  | { readonly do: 'release'; readonly overdue: 'run' | 'skip' }

export interface Moves {
  readonly choices: readonly number[]
  readonly keepElapsed: boolean
}

export interface History {
  readonly settings: Extract<Doing, { do: 'settings' }> | null
  readonly segments: { readonly [id: string]: SegmentDefinition }
  readonly workflows: readonly Readonly<Record<string, unknown>>[]
  readonly deeds: readonly Deed[]
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** When every history begins: two days before clocks change in Rome. */
export const begin = Date.parse('2026-03-27T09:00:00Z')

const workflowIds = ['one', 'two', 'three'] as const
const segmentIds = ['first', 'second', 'third'] as const
const names = ['Cart Updated', 'Order Completed', 'Product Viewed'] as const
const name = fc.constantFrom(...names)
const zones = ['Europe/Rome', 'America/New_York', 'Asia/Kathmandu', 'UTC', 'Nowhere/City']

// Durations and gaps share values, so that timers and entries meet at the same instant.
const shortly = fc.constantFrom('PT30M', 'PT1H', 'PT4H', 'P1D')
const anyDuration = fc.constantFrom('PT30M', 'PT1H', 'PT4H', 'P1D', 'P3D', 'P1W')
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 0, 1, second, 10 * minute) },
  { weight: 4, arbitrary: fc.constantFrom(30 * minute, hour, 4 * hour, day) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 * hour }) },
  { weight: 1, arbitrary: fc.constantFrom(3 * day, 7 * day, 10 * day) },
)

const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ property: fc.constant('cart'), op: fc.constant('is' as const), value: fc.constantFrom('x', 'y') }),
  fc.record({
    property: fc.constant('total'),
    op: fc.constantFrom('atLeast' as const, 'less' as const),
    value: fc.nat(3),
  }),
)
const sameCart: Filter = { property: 'cart', op: 'is', value: { ref: 'trigger.cart' } }
// What a run gives to what it causes.
const givenCart = [
  { property: 'cart', value: { ref: 'trigger.cart' } },
  { property: 'total', value: 2 },
]

const leaf = (around: 'run' | 'customer'): fc.Arbitrary<Predicate> => {
  const within = around === 'run' ? fc.oneof(shortly, fc.constant('run')) : anyDuration
  const ofCustomer: fc.Arbitrary<Predicate>[] = [
    fc.record(
      {
        test: fc.constant('event' as const),
        event: name,
        op: fc.constantFrom('atLeast' as const, 'exactly' as const, 'atMost' as const),
        value: fc.integer({ min: 0, max: 2 }),
        within,
        where: filter,
      },
      { requiredKeys: ['test', 'event', 'op', 'value'] },
    ),
    fc.record(
      {
        test: fc.constant('sum' as const),
        event: name,
        property: fc.constant('total'),
        op: fc.constantFrom('atLeast' as const, 'less' as const),
        value: fc.integer({ min: 1, max: 5 }),
        within,
      },
      { requiredKeys: ['test', 'event', 'property', 'op', 'value'] },
    ),
    fc.record({
      test: fc.constant('attribute' as const),
      attribute: fc.constant('plan'),
      op: fc.constantFrom('is' as const, 'isNot' as const),
      value: fc.constantFrom('gold', 'silver'),
    }),
    fc.record({
      test: fc.constant('attribute' as const),
      attribute: fc.constant('renews'),
      op: fc.constantFrom('withinNext' as const, 'withinLast' as const),
      value: anyDuration,
    }),
    fc.record({
      test: fc.constant('consent' as const),
      channel: fc.constant('email' as const),
      purpose: fc.constant('marketing' as const),
      is: fc.constantFrom('granted' as const, 'denied' as const),
    }),
  ]
  const ofRun: fc.Arbitrary<Predicate>[] = [
    fc.record({ test: fc.constant('segment' as const), segment: fc.constantFrom(...segmentIds) }),
    fc.record({
      test: fc.constant('trigger' as const),
      property: fc.constant('cart'),
      op: fc.constant('is' as const),
      value: fc.constantFrom('x', 'y'),
    }),
  ]
  return fc.oneof(...ofCustomer, ...(around === 'run' ? ofRun : []))
}

const predicate = (around: 'run' | 'customer'): fc.Arbitrary<Predicate> =>
  fc.oneof(
    { weight: 4, arbitrary: leaf(around) },
    { weight: 1, arbitrary: leaf(around).map((not) => ({ not })) },
    { weight: 2, arbitrary: fc.array(leaf(around), { minLength: 2, maxLength: 3 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(leaf(around), { minLength: 2, maxLength: 2 }).map((any) => ({ any })) },
  )

/** A segment may name those before it, so that joining one may mean to join another. */
const segment = (index: number): fc.Arbitrary<SegmentDefinition> =>
  fc
    .tuple(predicate('customer'), fc.option(fc.constantFrom(...segmentIds.slice(0, Math.max(1, index))), { freq: 2 }))
    .map(([when, other]) => ({
      title: segmentIds[index]!,
      when: other && index > 0 ? { any: [when, { test: 'segment', segment: other }] } : when,
    }))

const hours: fc.Arbitrary<Hours> = fc.record(
  {
    from: fc.constantFrom('08:00', '20:00', '23:30'),
    to: fc.constantFrom('07:00', '10:00', '21:00'),
    weekdays: fc.constantFrom(['monday', 'tuesday', 'friday'], ['saturday', 'sunday']),
  },
  { requiredKeys: ['from', 'to'] },
)
const cap: fc.Arbitrary<Cap> = fc.oneof(
  fc.constantFrom('day' as const, 'week' as const).map((per) => ({ per, atMost: 1 })),
  fc.record({ per: fc.constant('rolling' as const), atMost: fc.constantFrom(1, 2), period: shortly }),
)
const sending: fc.Arbitrary<Sending> = fc.record({
  quietHours: fc.array(hours, { maxLength: 2 }),
  quietForTransactional: fc.boolean(),
  caps: fc.array(cap, { maxLength: 2 }).map((caps) => caps.map((each) => ({ channel: 'email' as const, cap: each }))),
  giveUpAfter: fc.constantFrom('PT4H', 'P1D', 'P3D'),
  holdout: fc.constantFrom(0, 0, 30),
})

const goal: fc.Arbitrary<Goal> = fc
  .record({
    within: fc.constantFrom('PT4H', 'P1D', 'P3D'),
    from: fc.constantFrom('start' as const, 'message' as const),
    ends: fc.boolean(),
    by: fc.oneof(
      fc.record(
        { by: fc.constant('event' as const), event: name, where: filter, value: fc.constant('total') },
        { requiredKeys: ['by', 'event'] },
      ),
      predicate('run').map((when) => ({ by: 'condition' as const, when })),
    ),
  })
  .map(({ by, ...always }) => ({ title: 'Done', ...by, ...always }) as Goal)

interface Passing {
  readonly kind: string
  readonly settings: unknown
  readonly ports: readonly string[]
  /** Rests for a day at least, so that a loop through it ends with the history. */
  readonly isLong?: boolean
}

const passing: fc.Arbitrary<Passing> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>('PT30M', 'PT1H', 'P1D', 'P3D').map((duration) => ({
      kind: 'delay',
      settings: { for: duration },
      ports: ['next'],
      isLong: duration === 'P1D' || duration === 'P3D',
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('10:00', '23:30').map((time) => ({
      kind: 'delay',
      settings: { until: { time, weekdays: ['monday', 'thursday', 'saturday'] } },
      ports: ['next'],
    })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        events: fc.uniqueArray(fc.tuple(name, fc.constantFrom(0, 1, 2)), {
          minLength: 1,
          maxLength: 2,
          selector: ([event]) => event,
        }),
        since: fc.constantFrom('arrival', 'run'),
        timeout: fc.option(shortly, { freq: 5 }),
      })
      .map(({ events, since, timeout }) => ({
        kind: 'wait',
        settings: {
          for: 'event',
          events: events.map(([event, match], index) => ({
            port: `event-${index + 1}`,
            event,
            ...(match === 1 && { where: sameCart }),
          })),
          since,
          ...(timeout && { timeout }),
        },
        ports: [...events.map((_, index) => `event-${index + 1}`), ...(timeout ? ['timeout'] : [])],
      })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(predicate('run'), fc.option(anyDuration, { freq: 5 })).map(([until, timeout]) => ({
      kind: 'wait',
      settings: { for: 'condition', until, ...(timeout && { timeout }) },
      ports: ['holds', ...(timeout ? ['timeout'] : [])],
    })),
  },
  {
    weight: 3,
    arbitrary: fc.array(predicate('run'), { minLength: 1, maxLength: 2 }).map((conditions) => ({
      kind: 'branch',
      settings: { paths: conditions.map((when, index) => ({ port: `path-${index + 1}`, when })) },
      ports: [...conditions.map((_, index) => `path-${index + 1}`), 'else'],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('gold', 'silver', null, { ref: 'trigger.cart' }).map((to) => ({
      kind: 'update',
      settings: { set: [{ attribute: 'plan', to }] },
      ports: ['next'],
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('start', 'stop'), fc.constantFrom(...workflowIds), fc.boolean())
      .map(([kind, other, isSame]) => ({
        kind,
        settings: {
          workflow: other,
          ...(isSame && (kind === 'start' ? { properties: givenCart } : { sameKey: true })),
        },
        ports: ['next'],
      })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.boolean()).map(([event, given]) => ({
      kind: 'emit',
      settings: { event, ...(given && { properties: givenCart }) },
      ports: ['next'],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('goOn', 'wait').map((answer) => ({
      kind: 'webhook',
      settings: { url: 'https://sink.example.com/', answer },
      ports: answer === 'wait' ? ['delivered', 'failed'] : ['next'],
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        purpose: fc.constantFrom('marketing', 'marketing', 'transactional'),
        when: fc.option(predicate('run'), { freq: 2 }),
      })
      .map(({ purpose, when }) => ({
        kind: 'email',
        settings: {
          subject: 'Hello {{ customer.plan }}',
          purpose,
          ...(when && { if: when }),
          mjml: ['<mjml><mj-body></mj-body></mjml>'],
        },
        ports: ['next'],
      })),
  },
)

const moment = fc.record(
  {
    offset: fc.record({ by: anyDuration, to: fc.constantFrom('before', 'after') }),
    time: fc.constantFrom('02:30', '10:00'),
  },
  { requiredKeys: [] },
)

const time = fc.constantFrom('02:30', '09:00', '10:00')
// Seldom enough that most of a history's month is not theirs; on the first Sunday clocks change in Rome.
const recurrence: fc.Arbitrary<Recurrence> = fc.oneof(
  fc.record({
    every: fc.constant('week' as const),
    on: fc.constantFrom('sunday' as const, 'monday' as const).map((day) => [day]),
    time,
  }),
  fc.record({
    every: fc.constant('rrule' as const),
    rrule: fc.constantFrom('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', 'FREQ=MONTHLY;BYDAY=-1SU', 'FREQ=WEEKLY;COUNT=2'),
    start: fc.constantFrom('2026-03-01', '2026-03-15'),
    time,
  }),
  fc.constantFrom('30 2,9 * * 0', '0 10 27-30 3 *').map((cron) => ({ every: 'cron' as const, cron })),
)
const audience: fc.Arbitrary<Audience> = fc.oneof(
  fc.constant({ of: 'everyone' as const }),
  fc.constantFrom(...segmentIds).map((segment) => ({ of: 'segment' as const, segment })),
  predicate('customer').map((when) => ({ of: 'condition' as const, when })),
)

const trigger = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(name, fc.option(filter, { freq: 3 }))
      .map(([event, where]) => ({ kind: 'event', settings: { event, ...(where && { where }) } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...segmentIds), fc.constantFrom('join', 'leave'))
      .map(([id, on]) => ({ kind: 'segment', settings: { segment: id, on } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ event: name, without: name, isSame: fc.boolean(), within: shortly, promised: fc.option(moment) })
      .map(({ event, without, isSame, within, promised }) => ({
        kind: 'absence',
        settings: {
          event,
          without: { event: without, ...(isSame && { where: sameCart }) },
          deadline: promised
            ? { by: 'date', property: 'promised', otherwise: within, ...promised }
            : { by: 'period', within },
        },
      })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.option(name), fc.constantFrom('once', 'yearly'), moment).map(([event, repeat, moment]) => ({
      kind: 'date',
      settings: {
        of: event ? { from: 'event', event } : { from: 'attribute', attribute: 'renews' },
        repeat,
        ...moment,
      },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'request', settings: {} }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...workflowIds), fc.constantFrom('any', 'end', 'exit', 'goal'))
      .map(([other, how]) => ({ kind: 'workflow', settings: { workflow: other, how } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ recurs: recurrence, audience, missed: fc.constantFrom('skip', 'runLast') })
      .map((settings) => ({ kind: 'schedule', settings })),
  },
)

const reentry = fc.oneof(
  fc.constantFrom('once', 'afterEnd', 'always', 'startAgain').map((rule) => ({ rule })),
  anyDuration.map((period) => ({ rule: 'notBefore', period })),
)

/** Ports lead on to later nodes or nowhere, and from a long rest perhaps back. */
const workflow = (id: string): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc
    .record({
      begins: trigger,
      also: fc.option(trigger, { freq: 3 }),
      nodes: fc.array(passing, { minLength: 1, maxLength: 6 }),
      leads: fc.array(fc.nat(5), { minLength: 24, maxLength: 24 }),
      reentry,
      isKeyed: fc.boolean(),
      filter: fc.option(predicate('run'), { freq: 3 }),
      exits: fc.array(predicate('run'), { maxLength: 1 }),
      sends: fc.record(
        {
          priority: fc.constantFrom(1, 5, 9),
          sendWindow: hours,
          caps: fc.array(cap, { maxLength: 1 }),
          goal,
          holdout: fc.constantFrom(10, 50),
          lateEvents: fc.constantFrom('PT30M', 'P3D'),
        },
        { requiredKeys: [] },
      ),
      zone: fc.option(fc.constantFrom(...zones.slice(0, 4))),
    })
    .map(({ begins, also, nodes, leads, reentry, isKeyed, filter, exits, sends, zone }) => {
      let taken = 0
      const idOf = (index: number) => `${nodes[index]!.kind}-${index + 2}`
      const target = ({ isLong }: Passing, from: number): string | undefined => {
        const lead = leads[taken++ % leads.length]
        if (isLong && lead === 4) return idOf(0)
        if (lead === 5) return undefined
        const next = from + 1 + (lead === 3 ? 1 : 0)
        return next < nodes.length ? idOf(next) : undefined
      }
      return {
        format: 1,
        id,
        title: id,
        nextId: 100,
        settings: {
          ...(isKeyed && (begins.kind === 'event' || begins.kind === 'absence') && { key: 'cart' }),
          reentry,
          ...(filter && { filter }),
          ...(exits.length > 0 && { exits: exits.map((when) => ({ title: 'Enough', when })) }),
          ...(zone && { zone }),
          ...sends,
        },
        nodes: [
          { id: 'start-1', ...begins, ports: { next: idOf(0) } },
          ...(also ? [{ id: 'start-90', ...also, ports: { next: idOf(0) } }] : []),
          ...nodes.map((node, index) => ({
            id: idOf(index),
            kind: node.kind,
            settings: node.settings,
            ports: Object.fromEntries(
              node.ports.flatMap((port) => {
                const to = target(node, index)
                return to ? [[port, to]] : []
              }),
            ),
          })),
        ],
      }
    })

// Few people with fewer devices: they meet, and join.
const userId = fc.constantFrom('ann', 'bob', 'cleo')
const anonymousId = fc.constantFrom('phone', 'laptop', 'kiosk')
const person = fc.oneof(
  { weight: 4, arbitrary: fc.record({ userId }) },
  { weight: 3, arbitrary: fc.record({ anonymousId }) },
  { weight: 2, arbitrary: fc.record({ userId, anonymousId }) },
)

const promisedDay = fc
  .integer({ min: -2, max: 40 })
  .map((days) => new Date(begin + days * day).toISOString().slice(0, 10))
const track = fc
  .tuple(
    person,
    name,
    fc.record({ cart: fc.constantFrom('x', 'y'), total: fc.nat(3), promised: promisedDay }, { requiredKeys: [] }),
  )
  .map(([who, event, properties]) => ({ type: 'track', event, ...who, properties }))
// What a provider says came back of a mail, of one of these people's runs or of none.
const response = fc
  .record({
    userId,
    event: fc.constantFrom(...Object.values(mailEvents)),
    properties: fc.record(
      {
        email_id: fc
          .tuple(
            fc.integer({ min: 1, max: 12 }),
            fc.nat(2),
            fc.integer({ min: 2, max: 4 }),
            fc.integer({ min: 1, max: 3 }),
          )
          .map(([born, number, node, visit]) => `${born}-${number}:email-${node}:${visit}`),
        bounce_type: fc.constantFrom('hard', 'soft'),
        machine: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  })
  .map((said) => ({ type: 'track', ...said }))
const identify = fc
  .tuple(
    person,
    fc.record(
      {
        plan: fc.constantFrom('gold', 'silver'),
        renews: fc.integer({ min: -5, max: 40 }).map((days) => new Date(begin + days * day).toISOString()),
        timezone: fc.constantFrom(...zones),
        email: fc.constantFrom('ann@example.com', 'bob@example.com', 'cleo@example.com'),
        consent: fc.record(
          { email: fc.constantFrom('granted', 'denied'), tracking: fc.constantFrom('granted', 'denied') },
          { requiredKeys: ['email'] },
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([who, traits]) => ({ type: 'identify', ...who, traits }))
const alias = fc
  .tuple(userId, fc.oneof(userId, anonymousId))
  .map(([to, from]) => ({ type: 'alias', userId: to, previousId: from }))

const say: fc.Arbitrary<Doing> = fc.record({
  do: fc.constant('say' as const),
  item: fc.oneof(
    { weight: 10, arbitrary: track },
    { weight: 3, arbitrary: identify },
    { weight: 1, arbitrary: alias },
    { weight: 1, arbitrary: response },
  ) as fc.Arbitrary<Record<string, unknown>>,
  late: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.constantFrom(minute, hour, 20 * hour) },
    { weight: 1, arbitrary: fc.constantFrom(day, 2 * day, 40 * day) },
  ),
  import: fc.nat(9).map((n) => n === 0),
})

const settings: fc.Arbitrary<Extract<Doing, { do: 'settings' }>> = fc.record({
  do: fc.constant('settings' as const),
  zone: fc.constantFrom(...zones.slice(0, 4)),
  marketingToUnknown: fc.boolean(),
  sending,
})

const moves: fc.Arbitrary<Moves> = fc.record({
  choices: fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }),
  keepElapsed: fc.boolean(),
})

export const control: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('state' as const),
      workflow: fc.constantFrom(...workflowIds),
      state: fc.constantFrom('live' as const, 'paused' as const, 'live' as const, 'ended' as const),
      overdue: fc.constantFrom('run' as const, 'skip' as const, 'shift' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...workflowIds).chain(workflow),
        fc.option(moves, { freq: 3, nil: undefined }),
        fc.boolean(),
      )
      .map(([document, moves, include]) => ({ do: 'publish' as const, document, moves, include })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rollBack' as const),
      workflow: fc.constantFrom(...workflowIds),
      back: fc.integer({ min: 1, max: 3 }),
      moves: fc.option(moves, { freq: 3, nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.nat(2).chain((index) =>
      fc.option(segment(index), { freq: 6 }).map((definition) => ({
        do: 'segment' as const,
        segment: segmentIds[index]!,
        definition,
      })),
    ),
  },
  {
    weight: 1,
    arbitrary: settings,
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), userId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('enter' as const),
      workflow: fc.constantFrom(...workflowIds),
      audience,
    }),
  },
)

const absence: fc.Arbitrary<Doing> = fc.oneof(
  fc.record({ do: fc.constant('away' as const), isHeld: fc.boolean() }),
  fc.record({ do: fc.constant('release' as const), overdue: fc.constantFrom('run' as const, 'skip' as const) }),
)

export const history = historyWith(1)

/**
 * @param edits    how often somebody changes the workflows, where customers do twelve things
 * @param longest  of so many deeds a long history is made; absent: mostly short ones
 */
export function historyWith(edits: number, longest?: number): fc.Arbitrary<History> {
  return fc.record({
    settings: fc.option(settings, { freq: 3 }),
    segments: fc
      .tuple(segment(0), segment(1), segment(2))
      .map((definitions) =>
        Object.fromEntries(definitions.map((definition, index) => [segmentIds[index]!, definition])),
      ),
    workflows: fc
      .tuple(workflow('one'), workflow('two'), workflow('three'))
      .chain((all) => fc.integer({ min: 1, max: 3 }).map((count) => all.slice(0, count))),
    deeds: fc.array(
      fc.record({
        after: gap,
        does: fc.oneof(
          { weight: 12, arbitrary: say },
          { weight: edits, arbitrary: control },
          { weight: 1, arbitrary: absence },
        ),
      }),
      longest === undefined
        ? { minLength: 5, maxLength: 40 }
        : { minLength: 5, maxLength: longest, size: 'max' as const },
    ),
  })
}
