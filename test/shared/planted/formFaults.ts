import { limits } from '../../../shared/limits.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import {
  appended,
  asking,
  beginning,
  type Faults,
  inserted,
  led,
  mailing,
  type Plant,
  plan,
  set,
  stepping,
} from './planting.ts'

/** The document with something else at its top. */
const holding =
  (keys: object): Plant =>
  (workflow) => ({ workflow: { ...workflow, ...keys } })

/** Settings of a step that a file may not hold. */
const step =
  (kind: string, settings: object): Plant =>
  (workflow) =>
    stepping(workflow, kind, settings)

const mail =
  (settings: object): Plant =>
  (workflow) =>
    mailing(workflow, settings)

const trigger =
  (kind: string, settings: object): Plant =>
  (workflow) =>
    beginning(workflow, kind, settings)

/** Settings of the workflow that a file may not hold. */
const settings =
  (wrong: object): Plant =>
  (workflow) => ({ workflow: set(workflow, wrong) })

const condition =
  (when: unknown): Plant =>
  (workflow) =>
    asking(workflow, when as never)

const everyone = { of: 'everyone' }
const shares = (...percents: readonly number[]) => ({
  paths: percents.map((percent, n) => ({ port: `path-${n}`, percent })),
})
const awaiting = (event: unknown) => ({ for: 'event', since: 'arrival', timeout: 'P1D', events: [event] })

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { deeper: nested(levels - 1) }
}

/** Nodes that a file may not hold, each by its own id. */
const node =
  (drawn: { id: string; kind: string; settings: object; ports?: object }): Plant =>
  (workflow) => ({ workflow: inserted(workflow, { ports: { next: led(workflow) }, ...drawn }), node: drawn.id })

const again = (workflow: Workflow) => {
  const { id, kind, settings } = workflow.nodes[0]!
  return { workflow: appended(workflow, { id, kind, settings }), node: id }
}

/** Settings that are missing or wrong, and documents that no version of the format allows. */
export const formFaults: Faults = {
  newerFormat: [holding({ format: 2 })],
  repeatedId: [
    again,
    (workflow) => ({ workflow: { ...workflow, notes: [...(workflow.notes ?? []), ...(workflow.notes ?? [])] } }),
  ],
  unknownKey: [holding({ colour: 'red' }), step('delay', { for: 'P1D', until_: 1 }), settings({ speed: 9 })],
  forbiddenKey: [holding({ 'x-a': { constructor: 1 } })],
  tooDeep: [holding({ 'x-a': nested(limits.jsonDepth) })],
  moreProblems: [holding(Object.fromEntries(Array.from({ length: 1_100 }, (_, n) => [`k${n}`, n])))],

  missing: [
    mail({ subject: undefined }),
    step('webhook', { url: 'https://example.com/' }),
    step('stop', {}),
    trigger('event', {}),
    trigger('absence', { event: 'Paid', without: { event: 'Shipped' } }),
    settings({ reentry: undefined }),
    holding({ title: undefined }),
  ],
  empty: [
    mail({ subject: '' }),
    trigger('event', { event: '' }),
    step('branch', { paths: [] }),
    step('exit', { reason: '' }),
    condition({ any: [] }),
  ],
  wrongType: [mail({ mjml: 3 }), step('repeat', { times: 'twice' }), holding({ nodes: 'none' })],
  wrongChoice: [
    mail({ purpose: 'spam' }),
    trigger('segment', { segment: 'loyal', on: 'stay' }),
    settings({ reentry: { rule: 'weekly' } }),
    condition({ test: 'weather' }),
  ],
  wrongShape: [step('update', { set: [{ attribute: 'plan', to: [] }] })],
  tooLong: [mail({ subject: 'x'.repeat(201) }), mail({ mjml: ['x'.repeat(limits.mjmlBytes + 1)] })],
  tooMany: [
    settings({ exits: Array.from({ length: 21 }, () => ({ title: 'Gone', when: plan('is', 'gold') })) }),
    (workflow) => ({
      workflow: appended(
        workflow,
        ...Array.from({ length: limits.workflowNodes }, (_, n) => ({ id: `exit-${n}`, kind: 'exit', settings: {} })),
      ),
    }),
  ],
  tooFew: [step('split', shares(100))],
  tooBig: [step('repeat', { times: limits.repeats + 1 }), settings({ priority: 11 })],
  tooSmall: [step('repeat', { times: 0 }), settings({ holdout: 0 })],

  nodeId: [
    node({ id: 'Two!', kind: 'delay', settings: { for: 'P1D' } }),
    node({ id: 'delay-90', kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'B' } }),
  ],
  portId: [node({ id: 'delay-90', kind: 'delay', settings: { for: 'P1D' }, ports: { 1: 'delay-90' } })],
  slug: [trigger('segment', { segment: 'No Slug', on: 'join' }), holding({ id: '../etc' })],
  url: [step('webhook', { url: 'example', answer: 'goOn' })],
  duration: [step('delay', { for: 'three days' }), settings({ lateEvents: 'P0D' })],
  timeOfDay: [step('delay', { until: { time: '25:00' } }), settings({ sendWindow: { from: '9', to: '10:00' } })],
  zone: [settings({ zone: 'Mars/Olympus' })],
  capPeriod: [settings({ caps: [{ per: 'rolling', atMost: 1, period: 'P32D' }] })],
  delayEmpty: [step('delay', {})],
  delayTwice: [step('delay', { for: 'P1D', date: { of: { ref: 'customer.renewal' } } })],
  percentTotal: [step('split', shares(50, 49))],
  cron: [trigger('schedule', { recurs: { every: 'cron', cron: 'daily' }, audience: everyone })],
  rrule: [
    trigger('schedule', {
      recurs: { every: 'rrule', rrule: 'FREQ=HOURLY', start: '2026-01-01', time: '10:00' },
      audience: everyone,
    }),
  ],
  startDay: [
    trigger('schedule', {
      recurs: { every: 'rrule', rrule: 'FREQ=DAILY', start: '30 February', time: '10:00' },
      audience: everyone,
    }),
  ],
  reference: [step('delay', { date: { of: { ref: 'store.opened' } } })],
  literal: [condition({ test: 'attribute', attribute: 'plan', op: 'oneOf', value: [null] })],
  operand: [condition({ test: 'attribute', attribute: 'plan', op: 'is', value: null })],
  window: [condition({ test: 'event', event: 'Paid', op: 'atLeast', value: 1, within: 5 })],
  predicate: [
    condition('gold'),
    condition({ all: [plan('is', 'gold')], any: [plan('is', 'gold')] }),
    settings({ filter: {} }),
  ],
  filter: [
    step('wait', awaiting({ port: 'came', event: 'Paid', where: {} })),
    condition({ test: 'last', event: 'Paid', where: 5 }),
  ],
}
