import fc from 'fast-check'
import type { Audience } from '../../../shared/audience.ts'
import type { Goal } from '../../../shared/goal.ts'
import type { Recurrence } from '../../../shared/recurrence.ts'
import { anyDuration, filter, givenCart, name, predicate, sameCart, segmentIds, shortly } from './arbitraryCondition.ts'
import { cap, hours } from './arbitrarySending.ts'

export const workflowIds = ['one', 'two', 'three'] as const
export const zones = ['Europe/Rome', 'America/New_York', 'Asia/Kathmandu', 'UTC', 'Nowhere/City']

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
export const audience: fc.Arbitrary<Audience> = fc.oneof(
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
export const workflow = (id: string): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
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
