import type { Predicate } from '../../../shared/predicate/schema.ts'
import {
  asking,
  beginning,
  beginningOnly,
  defining,
  type Faults,
  lettingIn,
  ordered,
  type Plant,
  plan,
  set,
  stepping,
} from './planting.ts'
import { keepingEverything } from './store.ts'

const sinceTheRunBegan = { ...ordered('less', 1), within: 'run' } as Predicate
const readsTheTrigger: Predicate = { test: 'trigger', property: 'plan', op: 'known' }
const equalsTheTrigger: Predicate = { test: 'attribute', attribute: 'plan', op: 'is', value: { ref: 'trigger.plan' } }
const member = (segment: string): Predicate => ({ test: 'segment', segment })

const ofAge = (op: string, value?: unknown): Predicate =>
  ({ test: 'attribute', attribute: 'age', op, ...(value !== undefined && { value }) }) as Predicate

/** Where a condition may stand: in a step, in a trigger, in the settings, and in a segment. */
const standing = (when: Predicate): Plant[] => [
  (workflow) => asking(workflow, when),
  (workflow) => lettingIn(workflow, when),
  (workflow) => stepping(workflow, 'wait', { for: 'condition', until: when, timeout: 'P1D' }, 'timeout'),
  (workflow) => ({ workflow: set(workflow, { filter: when }) }),
  (workflow) => ({ workflow: set(workflow, { exits: [{ title: 'Gone', when }] }) }),
  (workflow) => ({ workflow: defining(workflow, 'odd', when) }),
]

const withoutEvent =
  (plant: Plant): Plant =>
  (workflow, chance) =>
    plant(beginningOnly(workflow, 'segment', { segment: 'loyal', on: 'join' }), chance)

/** In a store that never removes what happened. */
const keepingAll =
  (plant: Plant): Plant =>
  (workflow, chance) => ({ ...plant(workflow, chance), world: keepingEverything })

/** Conditions that cannot be asked where they stand, or say nothing. */
export const conditionFaults: Faults = {
  unknownSegment: [
    ...standing(member('nobody')),
    (workflow) => asking(workflow, { any: [plan('is', 'gold'), { not: member('nobody') }] }),
    (workflow) => beginning(workflow, 'segment', { segment: 'nobody', on: 'leave' }),
    (workflow) =>
      beginning(workflow, 'schedule', {
        recurs: { every: 'cron', cron: '0 10 * * *' },
        audience: { of: 'segment', segment: 'nobody' },
      }),
  ],
  segmentCycle: [
    (workflow) => ({ workflow: defining(defining(workflow, 'one', member('two')), 'two', { not: member('one') }) }),
    (workflow) => ({ workflow: defining(workflow, 'regulars', { any: [plan('is', 'gold'), member('regulars')] }) }),
  ],
  triggerInSegment: [
    (workflow) => ({ workflow: defining(workflow, 'odd', readsTheTrigger) }),
    (workflow) => ({ workflow: defining(workflow, 'odd', equalsTheTrigger) }),
  ],
  triggerWithoutEvent: [
    withoutEvent((workflow) => asking(workflow, readsTheTrigger)),
    withoutEvent((workflow) => asking(workflow, equalsTheTrigger)),
    withoutEvent((workflow) =>
      stepping(workflow, 'update', { set: [{ attribute: 'city', to: { ref: 'trigger.city' } }] }),
    ),
    withoutEvent((workflow) => ({ workflow: set(workflow, { filter: readsTheTrigger }) })),
  ],
  triggerWithoutRun: [(workflow) => lettingIn(workflow, readsTheTrigger)],
  runWindowInSegment: [(workflow) => ({ workflow: defining(workflow, 'odd', sinceTheRunBegan) })],
  runWindowWithoutRun: [(workflow) => lettingIn(workflow, sinceTheRunBegan)],
  windowBeyondRetention: [
    ...standing({ test: 'event', event: 'Signed Up', op: 'atLeast', value: 1, within: 'P400D' }),
    ...standing({ test: 'sum', event: 'Order Shipped', property: 'weight', op: 'less', value: 9, within: 'P2Y' }),
  ],
  notKeptForEver: [
    ...standing({ test: 'last', event: 'Signed Up', where: { property: 'plan', op: 'is', value: 'gold' } }),
    ...standing({ test: 'sum', event: 'Order Shipped', property: 'weight', op: 'less', value: 9 }),
    (workflow) => beginning(workflow, 'date', { of: { from: 'event', event: 'Signed Up' }, repeat: 'yearly' }),
  ],
  unlimitedHistory: [
    { test: 'sum', event: 'Paid', property: 'total', op: 'less', value: 9 } as const,
    { test: 'event', event: 'Paid', op: 'atLeast', value: 2, where: { property: 'sku', op: 'known' } } as const,
  ].flatMap((when) => [
    keepingAll((workflow) => ({ workflow: set(workflow, { exits: [{ title: 'Gone', when }] }) })),
    keepingAll((workflow) => ({ workflow: defining(workflow, 'odd', { not: when }) })),
    keepingAll((workflow) => stepping(workflow, 'wait', { for: 'condition', until: when, timeout: 'P1D' }, 'timeout')),
  ]),
  wrongOperand: [...standing(ofAge('greater', 'many')), (workflow) => asking(workflow, ofAge('withinLast', '30 days'))],
  operandMissing: standing(ofAge('greater')),
  tooManyTerms: standing({
    any: ['Signed Up', 'Order Completed'].map((event) => ({
      test: 'event',
      event,
      op: 'atLeast',
      value: 1,
      within: 'P30D',
      where: { any: Array.from({ length: 26 }, (_, n) => ({ property: 'sku', op: 'is' as const, value: n })) },
    })),
  }),
  conditionTooDeep: standing({ not: { not: { not: { not: { not: plan('is', 'gold') } } } } }),
  neverHolds: [
    ...standing({ all: [ordered('atLeast', 3), ordered('less', 2)] }),
    (workflow) => asking(workflow, { all: [plan('is', 'gold'), { not: plan('is', 'gold') }] }),
    (workflow) => asking(workflow, { all: [plan('is', 'gold'), { not: plan('isNot', 'silver') }] }),
  ],
  holdsOnlyForLists: standing({ all: [plan('is', 'gold'), plan('is', 'silver')] }),
  failsOnlyForLists: standing({ any: [{ not: plan('is', 'gold') }, { not: plan('is', 'silver') }] }),
  alwaysHolds: [
    ...standing({ any: [ordered('atLeast', 2), ordered('less', 2)] }),
    (workflow) => asking(workflow, { any: [plan('is', 'gold'), { not: plan('is', 'gold') }] }),
    (workflow) => asking(workflow, { test: 'event', event: 'Order Completed', op: 'atLeast', value: 0 }),
  ],
}
