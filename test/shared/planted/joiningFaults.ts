import { isTrigger } from '../../../shared/nodes/index.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import {
  appended,
  type Drawn,
  type Faults,
  id,
  inserted,
  led,
  ordered,
  type Plant,
  plan,
  set,
  stepping,
} from './planting.ts'

const delay = (name: string, ports: object): Drawn => ({ id: name, kind: 'delay', settings: { for: 'P1D' }, ports })
const asks = (when: object, ...ports: readonly string[]) => ({ paths: ports.map((port) => ({ port, when })) })

/** A branch to a loop of two nodes; whoever does not go there goes on. */
function looping(workflow: Workflow, one: (next: string) => Drawn, back: (next: string) => Drawn): Workflow {
  const [first, second] = [one(''), back('')]
  const branch = {
    id: id('branch', workflow, 9),
    kind: 'branch',
    settings: asks(plan('is', 'gold'), 'round'),
    ports: { round: first.id, else: led(workflow) },
  }
  return inserted(workflow, branch, one(second.id), back(first.id))
}

/** Two nodes that lead to each other and nowhere else, where nothing else ends the run. */
const forEver =
  (kind: string, settings: object, ...ports: readonly string[]): Plant =>
  (workflow) => {
    const [one, other] = [id('delay', workflow), id(kind, workflow, 1)]
    const open = set(workflow, { exits: undefined, goal: undefined, holdout: undefined })
    const back = (to: string) => ({
      id: other,
      kind,
      settings,
      ports: Object.fromEntries(ports.map((port) => [port, to])),
    })
    return { workflow: looping(open, (to) => delay(one, { next: to }), back), node: one }
  }

/** A step and what leads back to it without a rest. */
const withoutRest =
  (kind: string, settings: object, port: string, by: readonly [kind: string, settings: object] = update): Plant =>
  (workflow) => {
    const [one, other] = [id(by[0], workflow), id(kind, workflow, 1)]
    const first = (to: string) => ({ id: one, kind: by[0], settings: by[1], ports: { next: to } })
    const back = (to: string) => ({ id: other, kind, settings, ports: { [port]: to } })
    return { workflow: looping(workflow, first, back), node: one }
  }

const update = ['update', { set: [{ attribute: 'plan', to: 'gold' }] }] as const
const hook = ['webhook', { url: 'https://example.com/', answer: 'goOn' }] as const

/** Nodes that are joined wrongly. */
export const joiningFaults: Faults = {
  noTrigger: [
    (workflow) => ({ workflow: { ...workflow, nodes: workflow.nodes.filter(({ kind }) => !isTrigger(kind)) } }),
  ],
  triggerLeadsNowhere: [
    (workflow) => ({
      workflow: {
        ...workflow,
        nodes: workflow.nodes.map((node, n) => (n === 0 ? { ...node, ports: {} } : node)) as WorkflowNode[],
      },
      node: workflow.nodes[0]!.id,
    }),
  ],
  edgeIntoTrigger: [
    (workflow) => {
      const node = id('branch', workflow)
      const ports = { yes: workflow.nodes[0]!.id, else: led(workflow) }
      return {
        workflow: inserted(workflow, { id: node, kind: 'branch', settings: asks(plan('is', 'gold'), 'yes'), ports }),
        node,
      }
    },
  ],
  unreachable: [
    (workflow) => {
      const node = id('delay', workflow)
      return { workflow: appended(workflow, delay(node, { next: led(workflow) })), node }
    },
    (workflow) => {
      // Two who lead to each other are reached by nobody else.
      const [one, other] = [id('delay', workflow), id('delay', workflow, 1)]
      return { workflow: appended(workflow, delay(one, { next: other }), delay(other, { next: one })), node: one }
    },
  ],
  loopWithoutRest: [
    withoutRest('branch', asks(plan('is', 'silver'), 'again'), 'again'),
    withoutRest('repeat', { times: 3 }, 'again'),
    withoutRest(
      'split',
      {
        paths: [
          { port: 'back', percent: 1 },
          { port: 'on', percent: 99 },
        ],
      },
      'back',
    ),
    withoutRest(
      'wait',
      { for: 'event', since: 'run', timeout: 'P1D', events: [{ port: 'came', event: 'Order Shipped' }] },
      'came',
    ),
    withoutRest('delay', { date: { of: { ref: 'customer.renewal' } } }, 'missing'),
    withoutRest('wait', { for: 'condition', until: ordered('atLeast', 2), timeout: 'P1D' }, 'holds', hook),
  ],
  neverEnds: [
    forEver('delay', { until: { time: '09:00' } }, 'next'),
    forEver('branch', asks(plan('is', 'gold'), 'yes'), 'yes', 'else'),
    forEver('webhook', { url: 'https://example.com/', answer: 'wait' }, 'delivered', 'failed'),
  ],
  missingTarget: [
    (workflow) => {
      const node = id('delay', workflow)
      return { workflow: inserted(workflow, delay(node, { next: 'gone-1' })), node }
    },
  ],
  unknownPort: [
    (workflow) => {
      const node = id('delay', workflow)
      return { workflow: inserted(workflow, delay(node, { next: led(workflow), other: led(workflow) })), node }
    },
    (workflow) => stepping(workflow, 'exit', { reason: 'Done' }),
  ],
  repeatedPort: [
    (workflow) =>
      stepping(
        workflow,
        'branch',
        {
          paths: [
            { port: 'yes', when: plan('is', 'gold') },
            { port: 'yes', when: plan('is', 'silver') },
          ],
        },
        'else',
      ),
    (workflow) =>
      stepping(workflow, 'split', { paths: [50, 50].map((percent) => ({ port: 'half', percent })) }, 'half'),
    (workflow) =>
      stepping(
        workflow,
        'wait',
        { for: 'event', since: 'arrival', timeout: 'P1D', events: [{ port: 'timeout', event: 'Order Shipped' }] },
        'timeout',
      ),
  ],
  portNeverTaken: [
    (workflow) => stepping(workflow, 'branch', asks(plan('is', 'gold'), 'one', 'two'), 'else'),
    (workflow) =>
      stepping(workflow, 'branch', asks({ any: [ordered('atLeast', 2), ordered('less', 2)] }, 'all'), 'all'),
    (workflow) => {
      const events = ['one', 'two'].map((port) => ({ port, event: 'Order Shipped' }))
      return stepping(workflow, 'wait', { for: 'event', since: 'arrival', timeout: 'P1D', events }, 'one')
    },
  ],
  waitWithoutTimeout: [
    (workflow) =>
      stepping(
        workflow,
        'wait',
        { for: 'event', since: 'arrival', events: [{ port: 'came', event: 'Order Shipped' }] },
        'came',
      ),
    (workflow) => stepping(workflow, 'wait', { for: 'condition', until: plan('is', 'gold') }, 'holds'),
  ],
  idNotBelowNext: [(workflow) => ({ workflow: { ...workflow, nextId: 1 }, node: workflow.nodes[0]!.id })],
}
