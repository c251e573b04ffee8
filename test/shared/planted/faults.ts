import { linkedWorkflows, linksOf } from '../../../shared/check/links.ts'
import type { World } from '../../../shared/check.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { mjml } from '../drafts.ts'
import { seen } from './clean.ts'

/** A fault put into a clean workflow: the code by which `check` is to name it, and where. */
export interface Planted {
  readonly workflow: Workflow
  readonly world?: World
  readonly node?: string
}

type Plant = (workflow: Workflow, chance: Chance) => Planted

const kindsOf = (workflow: Workflow, kind: string) => workflow.nodes.filter((node) => node.kind === kind)

/** The workflow with some nodes more, the first of which the trigger now leads to, and which leads to where the trigger led. */
function inserted(
  workflow: Workflow,
  ...nodes: readonly (Omit<WorkflowNode, 'ports'> & { ports?: object })[]
): Workflow {
  const [trigger, ...others] = workflow.nodes as [WorkflowNode, ...WorkflowNode[]]
  return {
    ...workflow,
    nextId: workflow.nextId + 50,
    nodes: [
      { ...trigger, ports: { next: (nodes[0] as WorkflowNode).id } } as WorkflowNode,
      ...(nodes as WorkflowNode[]),
      ...others,
    ],
  }
}

const led = (workflow: Workflow): string => workflow.nodes[0]?.ports?.next ?? ''
const id = (kind: string, workflow: Workflow, more = 0) => `${kind}-${workflow.nextId + more}`

/** A branch on a condition, put before everything else. */
function asking(workflow: Workflow, when: Predicate): Planted {
  const node = id('branch', workflow)
  const branch = {
    id: node,
    kind: 'branch',
    settings: { paths: [{ port: 'yes', when }] },
    ports: { else: led(workflow) },
  }
  return { workflow: inserted(workflow, branch as never), node }
}

/** A schedule as one more trigger. */
function scheduled(workflow: Workflow, settings: object): Planted {
  const node = id('schedule', workflow)
  const schedule = { id: node, kind: 'schedule', settings, ports: { next: led(workflow) } } as never
  return { workflow: { ...workflow, nextId: workflow.nextId + 50, nodes: [...workflow.nodes, schedule] }, node }
}

const everyone = { of: 'everyone' }
const cron = (pattern: string) => ({ every: 'cron', cron: pattern })

/** Before the time at which the store stands. */
const rule = (rrule: string) => ({ every: 'rrule', rrule, start: '2026-01-01', time: '10:00' })

function mailing(workflow: Workflow, settings: object, world?: World): Planted {
  const node = id('email', workflow)
  const text = mjml('<a href="{{ unsubscribe_url }}">No more</a>')
  const email = {
    id: node,
    kind: 'email',
    settings: { subject: 'Hello', purpose: 'marketing', mjml: text, ...settings },
    ports: { next: led(workflow) },
  }
  return { workflow: inserted(workflow, email as never), node, ...(world && { world }) }
}

const plan = (op: 'is' | 'isNot', value: string): Predicate => ({ test: 'attribute', attribute: 'plan', op, value })
/** A schedule for whoever fits a condition. */
const lettingIn = (workflow: Workflow, when: Predicate): Planted =>
  scheduled(workflow, { recurs: { every: 'day', time: '09:00' }, audience: { of: 'condition', when } })

const ordered = (op: 'atLeast' | 'less', value: number): Predicate => ({
  test: 'event',
  event: 'Order Completed',
  op,
  value,
  within: 'P30D',
})

/** A step that starts or stops another workflow, put before everything else, in a store that knows these workflows. */
function joining(workflow: Workflow, kind: 'start' | 'stop', other: string, ...store: readonly Workflow[]): Planted {
  const node = id(kind, workflow)
  const step = { id: node, kind, settings: { workflow: other }, ports: { next: led(workflow) } }
  return { workflow: inserted(workflow, step as never), node, world: { ...seen, workflows: knowing(store) } }
}

const knowing = (store: readonly Workflow[], state = 'live') =>
  linkedWorkflows(store.map((each) => ({ id: each.id, title: each.title, state, links: linksOf(each) })))

/** Another workflow of the store, with one step. */
const other = (of: string, trigger: readonly [string, object], step: readonly [string, object]): Workflow => ({
  format: 1,
  id: of,
  title: of,
  nextId: 9,
  settings: { reentry: { rule: 'afterEnd' } },
  nodes: [
    { id: `${trigger[0]}-1`, kind: trigger[0], settings: trigger[1], ports: { next: `${step[0]}-2` } },
    { id: `${step[0]}-2`, kind: step[0], settings: step[1] },
  ] as unknown as WorkflowNode[],
})
const rest = ['delay', { for: 'P1D' }] as const
const byRequest = ['request', {}] as const
const signsUp = ['emit', { event: 'Signed Up' }] as const

/** One planter for each class of fault that the contract and rule 32 name, by the code of its problem. */
export const faults: Readonly<Record<string, readonly Plant[]>> = {
  noTrigger: [(workflow) => ({ workflow: { ...workflow, nodes: workflow.nodes.slice(1) } })],
  triggerLeadsNowhere: [
    (workflow) => ({
      workflow: {
        ...workflow,
        nodes: workflow.nodes.map((node, index) => (index === 0 ? { ...node, ports: {} } : node)) as WorkflowNode[],
      },
      node: 'event-1',
    }),
  ],
  unreachable: [
    (workflow) => {
      const node = id('delay', workflow)
      const lonely = { id: node, kind: 'delay', settings: { for: 'P1D' }, ports: { next: led(workflow) } }
      return {
        workflow: { ...workflow, nextId: workflow.nextId + 50, nodes: [...workflow.nodes, lonely as WorkflowNode] },
        node,
      }
    },
    (workflow) => {
      // Two who lead to each other are reached by nobody else.
      const [one, other] = [id('delay', workflow), id('delay', workflow, 1)]
      const pair = [one, other].map((name, index) => ({
        id: name,
        kind: 'delay',
        settings: { for: 'P1D' },
        ports: { next: index ? one : other },
      }))
      return {
        workflow: {
          ...workflow,
          nextId: workflow.nextId + 50,
          nodes: [...workflow.nodes, ...(pair as WorkflowNode[])],
        },
        node: one,
      }
    },
  ],
  loopWithoutRest: [
    (workflow) => {
      const [one, other] = [id('update', workflow), id('branch', workflow, 1)]
      const update = {
        id: one,
        kind: 'update',
        settings: { set: [{ attribute: 'plan', to: 'gold' }] },
        ports: { next: other },
      }
      const branch = {
        id: other,
        kind: 'branch',
        settings: { paths: [{ port: 'again', when: plan('is', 'silver') }] },
        ports: { again: one, else: led(workflow) },
      }
      return { workflow: inserted(workflow, update as never, branch as never), node: one }
    },
  ],
  missingTarget: [
    (workflow) => ({
      workflow: inserted(workflow, {
        id: id('delay', workflow),
        kind: 'delay',
        settings: { for: 'P1D' },
        ports: { next: 'gone-1' },
      } as never),
      node: id('delay', workflow),
    }),
  ],
  unknownPort: [
    (workflow) => ({
      workflow: inserted(workflow, {
        id: id('delay', workflow),
        kind: 'delay',
        settings: { for: 'P1D' },
        ports: { next: led(workflow), other: led(workflow) },
      } as never),
      node: id('delay', workflow),
    }),
  ],
  repeatedPort: [
    (workflow) => {
      const node = id('branch', workflow)
      const paths = [plan('is', 'gold'), plan('is', 'silver')].map((when) => ({ port: 'yes', when }))
      return {
        workflow: inserted(workflow, {
          id: node,
          kind: 'branch',
          settings: { paths },
          ports: { else: led(workflow) },
        } as never),
        node,
      }
    },
  ],
  edgeIntoTrigger: [
    (workflow) => ({
      workflow: inserted(workflow, {
        id: id('branch', workflow),
        kind: 'branch',
        settings: { paths: [{ port: 'yes', when: plan('is', 'gold') }] },
        ports: { yes: 'event-1', else: led(workflow) },
      } as never),
      node: id('branch', workflow),
    }),
  ],
  unknownWorkflow: [
    (workflow) => joining(workflow, 'start', 'nowhere'),
    (workflow) => joining(workflow, 'stop', 'nowhere'),
  ],
  stopsItself: [(workflow) => joining(workflow, 'stop', workflow.id)],
  namesNotLive: [
    (workflow) => ({
      ...joining(workflow, 'start', 'other'),
      world: { ...seen, workflows: knowing([other('other', byRequest, rest)], 'draft') },
    }),
  ],
  startsByNoRequest: [
    (workflow) => joining(workflow, 'start', 'other', other('other', ['event', { event: 'Paid' }], rest)),
  ],
  startsWithoutKey: [
    (workflow) => {
      const keyed = other('other', byRequest, rest)
      return joining(workflow, 'start', 'other', { ...keyed, settings: { ...keyed.settings, key: 'cart_id' } })
    },
  ],
  workflowCircle: [
    // By an event that begins this one, directly or over others; and by itself.
    (workflow) => joining(workflow, 'start', 'other', other('other', byRequest, signsUp)),
    (workflow) =>
      joining(
        workflow,
        'start',
        'one',
        other('one', byRequest, ['update', { set: [{ attribute: 'plan', to: 'gold' }] }]),
        other('two', ['date', { of: { from: 'attribute', attribute: 'plan' }, repeat: 'once' }], rest),
        other('three', ['workflow', { workflow: 'two', how: 'any' }], signsUp),
      ),
    (workflow) => {
      const node = id('emit', workflow)
      const step = { id: node, kind: 'emit', settings: { event: 'Signed Up' }, ports: { next: led(workflow) } }
      return { workflow: inserted(workflow, step as never), node }
    },
    // By the end of this one, which no node has for its own.
    (workflow) => ({
      workflow,
      world: {
        ...seen,
        workflows: knowing([other('other', ['workflow', { workflow: workflow.id, how: 'any' }], signsUp)]),
      },
    }),
  ],
  scheduleNever: [
    (workflow) => scheduled(workflow, { recurs: cron('0 10 30 2 *'), audience: everyone }),
    (workflow) => scheduled(workflow, { recurs: cron('0 0 31 4,6 *'), audience: everyone }),
    (workflow) => scheduled(workflow, { recurs: rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), audience: everyone }),
    (workflow) => scheduled(workflow, { recurs: rule('FREQ=DAILY;UNTIL=20251231'), audience: everyone }),
  ],
  scheduleOver: [
    (workflow) => scheduled(workflow, { recurs: rule('FREQ=WEEKLY;BYDAY=MO;COUNT=3'), audience: everyone }),
    (workflow) => scheduled(workflow, { recurs: rule('FREQ=DAILY;UNTIL=20260531'), audience: everyone }),
  ],
  scheduleOften: [
    (workflow) => scheduled(workflow, { recurs: cron('*/5 * * * *'), audience: everyone }),
    (workflow) => scheduled(workflow, { recurs: cron('0,30 10 * * 1'), audience: everyone }),
  ],
  unknownSegment: [
    (workflow) => scheduled(workflow, { recurs: cron('0 10 * * *'), audience: { of: 'segment', segment: 'nobody' } }),
    (workflow) => asking(workflow, { test: 'segment', segment: 'nobody' }),
    (workflow) => asking(workflow, { any: [plan('is', 'gold'), { not: { test: 'segment', segment: 'nobody' } }] }),
  ],
  segmentCycle: [
    (workflow) => {
      const member = (segment: string): Predicate => ({ test: 'segment', segment })
      const segments = {
        ...workflow.segments,
        one: { title: 'One', when: member('two') },
        two: { title: 'Two', when: { not: member('one') } },
      }
      return { workflow: { ...workflow, segments } }
    },
  ],
  triggerInSegment: [
    (workflow) => ({
      workflow: {
        ...workflow,
        segments: {
          ...workflow.segments,
          odd: { title: 'Odd', when: { test: 'trigger', property: 'plan', op: 'known' } },
        },
      },
    }),
  ],
  triggerWithoutEvent: [
    (workflow) => {
      const [, ...others] = workflow.nodes
      const joining = {
        id: 'segment-1',
        kind: 'segment',
        settings: { segment: 'loyal', on: 'join' },
        ports: { next: led(workflow) },
      }
      return asking(
        { ...workflow, nodes: [joining as WorkflowNode, ...others] },
        { test: 'trigger', property: 'plan', op: 'known' },
      )
    },
  ],
  runWindowInSegment: [
    (workflow) => ({
      workflow: {
        ...workflow,
        segments: {
          ...workflow.segments,
          odd: { title: 'Odd', when: { ...ordered('atLeast', 1), within: 'run' } as Predicate },
        },
      },
    }),
  ],
  runWindowWithoutRun: [(workflow) => lettingIn(workflow, { ...ordered('less', 1), within: 'run' } as Predicate)],
  triggerWithoutRun: [(workflow) => lettingIn(workflow, { test: 'trigger', property: 'plan', op: 'known' })],
  wrongOperand: [(workflow) => asking(workflow, { test: 'attribute', attribute: 'age', op: 'greater', value: 'many' })],
  operandMissing: [(workflow) => asking(workflow, { test: 'attribute', attribute: 'age', op: 'greater' })],
  tooManyTerms: [
    (workflow) => {
      const where = { any: Array.from({ length: 26 }, (_, n) => ({ property: 'sku', op: 'is' as const, value: n })) }
      const last = (event: string): Predicate => ({ test: 'last', event, where })
      return asking(workflow, { any: [last('Signed Up'), last('Order Completed')] })
    },
  ],
  conditionTooDeep: [(workflow) => asking(workflow, { not: { not: { not: { not: { not: plan('is', 'gold') } } } } })],
  neverHolds: [
    (workflow) => asking(workflow, { all: [ordered('atLeast', 3), ordered('less', 2)] }),
    (workflow) => asking(workflow, { all: [plan('is', 'gold'), { not: plan('is', 'gold') }] }),
    (workflow) => asking(workflow, { all: [plan('is', 'gold'), { not: plan('isNot', 'silver') }] }),
  ],
  holdsOnlyForLists: [(workflow) => asking(workflow, { all: [plan('is', 'gold'), plan('is', 'silver')] })],
  failsOnlyForLists: [
    (workflow) => asking(workflow, { any: [{ not: plan('is', 'gold') }, { not: plan('is', 'silver') }] }),
  ],
  alwaysHolds: [
    (workflow) => asking(workflow, { any: [ordered('atLeast', 2), ordered('less', 2)] }),
    (workflow) => asking(workflow, { any: [plan('is', 'gold'), { not: plan('is', 'gold') }] }),
    (workflow) => asking(workflow, { test: 'event', event: 'Order Completed', op: 'atLeast', value: 0 }),
  ],
  waitWithoutTimeout: [
    (workflow) => {
      const node = id('wait', workflow)
      const settings = { for: 'event', since: 'arrival', events: [{ port: 'came', event: 'Order Completed' }] }
      return {
        workflow: inserted(workflow, { id: node, kind: 'wait', settings, ports: { came: led(workflow) } } as never),
        node,
      }
    },
    (workflow) => {
      const node = id('wait', workflow)
      const settings = { for: 'condition', until: plan('is', 'gold') }
      return {
        workflow: inserted(workflow, { id: node, kind: 'wait', settings, ports: { holds: led(workflow) } } as never),
        node,
      }
    },
  ],
  unknownVariable: [
    (workflow) => mailing(workflow, { subject: 'Hello {{ customer.shoe_size }}' }),
    (workflow) => mailing(workflow, { subject: 'Hello {{ trigger.price }}' }),
    (workflow) => mailing(workflow, { subject: 'Hello {{ shop.name }}' }),
  ],
  liquidSyntax: [(workflow) => mailing(workflow, { subject: 'Hello {{ customer.plan | shout }}' })],
  noUnsubscribeLink: [(workflow) => mailing(workflow, { mjml: mjml('Hello') })],
  marketingWithoutConsent: [(workflow) => mailing(workflow, {}, { ...seen, marketingToUnknown: true })],
  portNeverTaken: [
    (workflow) => {
      const node = id('branch', workflow)
      const paths = ['one', 'two'].map((port) => ({ port, when: plan('is', 'gold') }))
      return {
        workflow: inserted(workflow, {
          id: node,
          kind: 'branch',
          settings: { paths },
          ports: { else: led(workflow) },
        } as never),
        node,
      }
    },
  ],
  idNotBelowNext: [
    (workflow) => ({ workflow: { ...workflow, nextId: 1 }, node: kindsOf(workflow, 'event')[0]?.id ?? '' }),
  ],
}
