import type { NodeKind } from '../../../shared/nodes/index.ts'
import type { WorkflowNode } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { mjml, node } from '../drafts.ts'
import { conditions, customerIs, dear } from './condition.ts'

/** A node that runs pass, and its ways out, the first of which everybody may take. */
export interface Shape {
  readonly node: Omit<WorkflowNode, 'ports'>
  readonly ports: readonly string[]
  /** Ports by which whoever leaves has rested here. */
  readonly rested: readonly string[]
}

/** What steps may speak of: a property of the trigger, and the goal of the workflow. */
export interface Known {
  readonly property?: string
  readonly hasGoal: boolean
}

type Parts = readonly [settings: object, ports: readonly string[], rested?: readonly string[]]

const next = ['next'] as const
const link = '<a href="{{ unsubscribe_url }}">No more</a>'

/** One maker for each kind that is neither a trigger nor an exit. */
const makers = {
  branch: (chance, { property }) => {
    const paths = conditions(chance, property, 3).map((when, n) => ({ port: `path-${n + 1}`, when }))
    return [{ paths }, [...paths.map(({ port }) => port), 'else']]
  },
  split: (chance) =>
    shared(
      chance.pick([
        [50, 50],
        [0, 30, 70],
      ]),
    ),
  experiment: (chance, { hasGoal }) => {
    const [{ paths }, ports] = shared([40, 60])
    const goals = [
      { by: 'event', event: 'Order Completed', within: 'P7D', ...(chance.maybe(0.5) && { where: dear }) },
      { by: 'segment', segment: 'loyal', within: 'P30D' },
      ...(hasGoal ? [{ by: 'workflow' }] : []),
    ]
    return [{ paths, goal: chance.pick(goals), certainty: 95, takeOver: chance.maybe(0.5) }, ports]
  },
  repeat: (chance) => [{ times: chance.between(1, 5) }, ['done', 'again']],
  start: (chance, { property }) => {
    const plan = { property: 'plan', value: property && chance.maybe(0.5) ? { ref: `trigger.${property}` } : 'gold' }
    return chance.maybe(0.5)
      ? [{ workflow: 'gift', properties: [plan] }, next]
      : [{ workflow: 'survey', ...(chance.maybe(0.5) && { properties: [plan] }) }, next]
  },
  stop: (chance) => [{ workflow: chance.pick(['survey', 'onboarding']), reason: 'Not now' }, next],
  wait: (chance, { property }) => {
    if (chance.maybe(0.4))
      return [
        { for: 'condition', until: customerIs(chance, property), timeout: 'P3D' },
        ['holds', 'timeout'],
        ['timeout'],
      ]
    const since = chance.pick(['arrival', 'run'] as const)
    const events = [
      { port: 'dear', event: 'Order Completed', where: dear },
      { port: 'came', event: 'Order Completed' },
    ].slice(chance.between(0, 1))
    const came = events.map(({ port }) => port)
    return [
      { for: 'event', since, timeout: 'P1D', events },
      ['timeout', ...came],
      ['timeout', ...(since === 'arrival' ? came : [])],
    ]
  },
  delay: (chance) => {
    const until = { time: '10:00', ...(chance.maybe(0.5) && { weekdays: ['monday', 'thursday'] }) }
    if (chance.maybe(0.2))
      return [
        { date: { of: { ref: 'customer.renewal' }, offset: { by: 'P3D', to: 'before' } } },
        ['next', 'past', 'missing'],
        next,
      ]
    return [chance.pick([{ for: 'PT4H' }, { for: 'P3D' }, { until }, { for: 'P2D', until }]), next, next]
  },
  email: (chance, { property }) => [
    {
      subject: property && chance.maybe(0.5) ? `Your {{ trigger.${property} }}` : 'Hello {{ customer.plan }}',
      ...(chance.maybe(0.5) && { preheader: 'From {{ store.name }}, {{ customer.shoe_size | default: "you" }}' }),
      purpose: chance.pick(['marketing', 'transactional']),
      ...(chance.maybe(0.3) && { if: customerIs(chance, property) }),
      mjml: mjml(link),
    },
    next,
  ],
  webhook: (chance) => {
    const settings = {
      url: 'https://example.com/',
      ...(chance.maybe(0.5) && { body: ['{ "plan": "{{ customer.plan }}" }'] }),
    }
    const ports = ['delivered', 'failed']
    return chance.maybe(0.5) ? [{ ...settings, answer: 'goOn' }, next] : [{ ...settings, answer: 'wait' }, ports, ports]
  },
  update: (chance, { property }) => {
    const set = [
      { attribute: 'plan', to: property ? { ref: `trigger.${property}` } : 'gold' },
      { attribute: 'city', to: chance.maybe(0.5) ? null : { ref: 'customer.plan' } },
    ]
    return [{ set: set.slice(chance.between(0, 1)) }, next]
  },
  emit: (chance, { property }) => {
    const properties = [{ property: 'about', value: property ? { ref: `trigger.${property}` } : 7 }]
    return [{ event: 'Gift Offered', ...(chance.maybe(0.5) && { properties }) }, next]
  },
} satisfies { [Kind in NodeKind]?: (chance: Chance, known: Known) => Parts }

export const stepKinds = Object.keys(makers) as (keyof typeof makers)[]

export function shapeOf(chance: Chance, kind: keyof typeof makers, number: number, known: Known): Shape {
  const [settings, ports, rested = []] = (makers[kind] as (chance: Chance, known: Known) => Parts)(chance, known)
  return { node: node(`${kind}-${number}`, kind, settings as never), ports, rested }
}

function shared(percents: readonly number[]): [{ paths: { port: string; percent: number }[] }, string[]] {
  const paths = percents.map((percent, n) => ({ port: `path-${n + 1}`, percent }))
  return [{ paths }, paths.map(({ port }) => port)]
}
