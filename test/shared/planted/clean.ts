import type { World } from '../../../shared/check.ts'
import { checkDocument } from '../../../shared/checkDocument.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { initialRetention } from '../../../shared/retention.ts'
import { initialSending } from '../../../shared/sending.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { mjml, node } from '../drafts.ts'

/** A store that has seen a little: what it knows of exists, and of nothing else a template may speak. */
export const seen: World = {
  segments: {},
  attributes: new Set(['plan', 'city']),
  events: new Map([
    ['Signed Up', new Set(['plan'])],
    ['Order Completed', new Set(['total', 'cart_id'])],
  ]),
  marketingToUnknown: false,
  retention: initialRetention,
  sending: initialSending,
  workflows: new Map(),
  now: Date.UTC(2026, 5, 1),
}

const link = '<a href="{{ unsubscribe_url }}">No more</a>'

/** A workflow in which nothing is wrong, of every kind of node, joined at random: each port leads on, and every loop rests. */
export function cleanWorkflow(chance: Chance, most = 10): Workflow {
  const count = chance.between(2, most - 1)
  const shapes = chance.times(count, (index) => shapeOf(chance, index + 2))
  const ids = shapes.map(({ id }) => id)
  const nodes = [
    node('event-1', 'event', { event: 'Signed Up' }, { next: ids[0] as string }),
    ...shapes.map((shape, index) => {
      const ports: Record<string, string> = {}
      const [first, ...others] = shape.ports
      // The first way leads to the next node, so that everybody can be reached; others anywhere later, or, from a rest, back.
      if (first !== undefined && ids[index + 1] !== undefined) ports[first] = ids[index + 1] as string
      for (const port of others)
        if (chance.maybe(0.6)) {
          const target =
            ids[shape.rests && chance.maybe(0.3) ? chance.between(0, index) : chance.between(index + 1, count)]
          if (target !== undefined) ports[port] = target
        }
      return { ...shape.node, ports } as WorkflowNode
    }),
  ]
  return {
    format: 1,
    id: 'clean',
    title: 'Clean',
    nextId: count + 2,
    settings: {
      reentry: { rule: 'afterEnd' },
      ...(chance.maybe(0.4) && { filter: condition(chance) }),
      ...(chance.maybe(0.4) && { exits: [{ title: 'Bought', when: condition(chance) }] }),
    },
    nodes,
    segments: { loyal: { title: 'Loyal', when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 3 } } },
  }
}

interface Shape {
  readonly id: string
  readonly node: Omit<WorkflowNode, 'ports'>
  readonly ports: readonly string[]
  readonly rests?: boolean
}

function shapeOf(chance: Chance, number: number): Shape {
  const kind = chance.pick(['branch', 'waitEvent', 'waitCondition', 'delay', 'email', 'webhook', 'update'] as const)
  const of = (name: Parameters<typeof node>[1], settings: object, ports: readonly string[], rests = false): Shape => ({
    id: `${name}-${number}`,
    node: node(`${name}-${number}`, name, settings as never),
    ports,
    rests,
  })
  switch (kind) {
    case 'branch':
      return of('branch', { paths: [{ port: 'yes', when: condition(chance) }] }, ['yes', 'else'])
    case 'waitEvent':
      return of(
        'wait',
        { for: 'event', since: 'arrival', timeout: 'P1D', events: [{ port: 'came', event: 'Order Completed' }] },
        ['timeout', 'came'],
        true,
      )
    case 'waitCondition':
      return of('wait', { for: 'condition', until: condition(chance), timeout: 'P3D' }, ['holds', 'timeout'], true)
    case 'delay':
      return of('delay', { for: chance.pick(['PT4H', 'P3D']) }, ['next'], true)
    case 'email':
      return of(
        'email',
        {
          subject: 'Hello {{ customer.plan }}',
          purpose: chance.pick(['marketing', 'transactional']),
          mjml: mjml(link),
        },
        ['next'],
      )
    case 'webhook':
      return of('webhook', { url: 'https://example.com/', answer: 'goOn' }, ['next'])
    case 'update':
      return of('update', { set: [{ attribute: 'plan', to: { ref: 'trigger.plan' } }] }, ['next'])
  }
}

function condition(chance: Chance): Predicate {
  const leaves: readonly Predicate[] = [
    {
      test: 'event',
      event: 'Order Completed',
      op: 'atLeast',
      value: chance.between(1, 4),
      within: chance.pick(['P30D', 'P1M']),
    },
    { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' },
    { test: 'segment', segment: 'loyal' },
    { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' },
    { test: 'trigger', property: 'plan', op: 'known' },
    { test: 'sum', event: 'Order Completed', property: 'total', op: 'greater', value: 50 },
  ]
  const [one, other] = [chance.pick(leaves), chance.pick(leaves)]
  if (one === other || chance.maybe(0.5)) return one
  return chance.maybe(0.5) ? { all: [one, { not: other }] } : { any: [one, other] }
}

/** Whether a file may hold it at all. */
export const problemsOf = (workflow: Workflow, world: World) => checkDocument(workflow, world).problems
