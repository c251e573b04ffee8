import type { NodeKind, SettingsOf } from '../../../shared/nodes/index.ts'
import type { WorkflowNode } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { node } from '../drafts.ts'
import { anybodyIs, dear, sameCart } from './condition.ts'

/** What a trigger is set to, and a property that its runs know. */
interface Beginning {
  readonly settings: object
  readonly property?: string
}

/** One maker for each kind of trigger. `isKeyed`: the workflow compares by a key. */
const makers = {
  event: (chance) =>
    chance.maybe(0.5)
      ? { settings: { event: 'Signed Up' }, property: 'plan' }
      : { settings: { event: 'Order Completed', ...(chance.maybe(0.5) && { where: dear }) }, property: 'total' },
  segment: (chance) => ({
    settings: { segment: chance.pick(['loyal', 'regulars']), on: chance.pick(['join', 'leave']) },
  }),
  absence: (chance, isKeyed) => ({ settings: notShipped(chance, isKeyed), property: 'total' }),
  date: (chance) =>
    chance.maybe(0.5)
      ? { settings: { of: { from: 'attribute', attribute: 'birthday' }, repeat: 'yearly', time: '09:00' } }
      : { settings: promised(chance), property: 'total' },
  schedule: (chance) => ({
    settings: {
      recurs: recurrence(chance),
      audience: audience(chance),
      ...(chance.maybe(0.5) && { missed: 'runLast' }),
    },
  }),
  request: (chance) =>
    chance.maybe(0.5) ? { settings: { properties: ['plan'] }, property: 'plan' } : { settings: {} },
  workflow: (chance) => ({ settings: { workflow: 'onboarding', how: chance.pick(['any', 'end', 'exit', 'goal']) } }),
} satisfies { [Kind in NodeKind]?: (chance: Chance, isKeyed: boolean) => Beginning }

const triggerKinds = Object.keys(makers) as (keyof typeof makers)[]

/**
 * Triggers of any kind, the first of them more often an event, and a property that some of them bring.
 *
 * @param isKeyed  whether the workflow compares by a key
 */
export function beginnings(
  chance: Chance,
  count: number,
  isKeyed: boolean,
): { triggers: WorkflowNode[]; property?: string } {
  const made = chance.times(count, (index) => {
    const kind = index === 0 && chance.maybe(0.4) ? 'event' : chance.pick(triggerKinds)
    const beginning: Beginning = makers[kind](chance, isKeyed)
    return { ...beginning, trigger: node(`${kind}-${index + 1}`, kind, beginning.settings as never) }
  })
  const property = made.find((each) => each.property !== undefined)?.property
  return { triggers: made.map(({ trigger }) => trigger), ...(property !== undefined && { property }) }
}

function notShipped(chance: Chance, isKeyed: boolean): SettingsOf<'absence'> {
  return {
    event: 'Order Completed',
    without: { event: 'Order Shipped', ...((isKeyed || chance.maybe(0.5)) && { where: sameCart }) },
    deadline: chance.maybe(0.5)
      ? { by: 'period', within: 'P3D' }
      : { by: 'date', property: 'promised', offset: { by: 'P1D', to: 'after' }, time: '10:00', otherwise: 'P5D' },
  }
}

const promised = (chance: Chance): SettingsOf<'date'> => ({
  of: { from: 'event', event: 'Order Completed', ...(chance.maybe(0.5) && { property: 'promised' }) },
  repeat: 'once',
  offset: { by: 'P3D', to: chance.pick(['before', 'after']) },
})

const recurrence = (chance: Chance) =>
  chance.pick([
    { every: 'day', time: '09:00' },
    { every: 'week', on: ['monday', 'friday'], time: '10:00' },
    { every: 'month', day: 31, time: '10:00' },
    { every: 'rrule', rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', start: '2026-01-06', time: '10:00' },
    { every: 'rrule', rrule: 'FREQ=DAILY;UNTIL=20261231', start: '2026-01-01', time: '10:00' },
    { every: 'cron', cron: '0 10 * * 1' },
    { every: 'cron', cron: '0 */2 * * *' },
  ])

function audience(chance: Chance) {
  const of = chance.pick(['everyone', 'segment', 'condition'] as const)
  if (of === 'condition') return { of, when: anybodyIs(chance) }
  return of === 'segment' ? { of, segment: 'loyal' } : { of }
}
