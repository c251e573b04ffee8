import type { World } from '../../../shared/check.ts'
import { isTrigger } from '../../../shared/nodes/index.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { mjml } from '../drafts.ts'

/** A fault put into a clean workflow: the node at which `check` is to name it, none for the workflow itself, and the store that it lies in. */
export interface Planted {
  readonly workflow: Workflow
  readonly node?: string
  readonly world?: World
}

export type Plant = (workflow: Workflow, chance: Chance) => Planted

/** Planters by the code under which `check` is to find what they plant. */
export type Faults = Readonly<Record<string, readonly Plant[]>>

/** A node as a file may hold it, right or wrong. */
export interface Drawn {
  readonly id: string
  readonly kind: string
  readonly settings: object
  readonly ports?: object
}

/** The id of a node to be added. */
export const id = (kind: string, { nextId }: Workflow, more = 0): string => `${kind}-${nextId + more}`

/** Where the first trigger leads. */
export const led = ({ nodes }: Workflow): string => nodes[0]?.ports?.next ?? ''

/** The workflow with some nodes more, to the first of which the first trigger now leads. */
export function inserted(workflow: Workflow, ...nodes: readonly Drawn[]): Workflow {
  const [trigger, ...others] = workflow.nodes
  return {
    ...workflow,
    nextId: workflow.nextId + 50,
    nodes: [{ ...trigger, ports: { next: nodes[0]?.id } }, ...nodes, ...others] as WorkflowNode[],
  }
}

/** The workflow with some nodes more, to which nothing leads. */
export const appended = (workflow: Workflow, ...nodes: readonly Drawn[]): Workflow => ({
  ...workflow,
  nextId: workflow.nextId + 50,
  nodes: [...workflow.nodes, ...nodes] as WorkflowNode[],
})

/** A step before all others, which leads by `port` to where the trigger led. */
export function stepping(workflow: Workflow, kind: string, settings: object, port = 'next', world?: World): Planted {
  const node = id(kind, workflow)
  const step = { id: node, kind, settings, ports: { [port]: led(workflow) } }
  return { workflow: inserted(workflow, step), node, ...(world && { world }) }
}

/** One more trigger. */
export function beginning(workflow: Workflow, kind: string, settings: object): Planted {
  const node = id(kind, workflow)
  return { workflow: appended(workflow, { id: node, kind, settings, ports: { next: led(workflow) } }), node }
}

/** Another trigger in place of all. */
export function beginningOnly(workflow: Workflow, kind: string, settings: object): Workflow {
  const others = workflow.nodes.filter((node) => !isTrigger(node.kind))
  const trigger = { id: id(kind, workflow), kind, settings, ports: { next: led(workflow) } } as WorkflowNode
  return { ...workflow, nextId: workflow.nextId + 50, nodes: [trigger, ...others] }
}

/** A branch on a condition before all steps. */
export const asking = (workflow: Workflow, when: Predicate): Planted =>
  stepping(workflow, 'branch', { paths: [{ port: 'yes', when }] }, 'else')

/** A schedule for whoever fits a condition, as one more trigger. */
export const lettingIn = (workflow: Workflow, when: Predicate): Planted =>
  beginning(workflow, 'schedule', { recurs: { every: 'day', time: '09:00' }, audience: { of: 'condition', when } })

const link = '<a href="{{ unsubscribe_url }}">No more</a>'
export const marketing = { subject: 'Hello', purpose: 'marketing', mjml: mjml(link) }

/** A marketing mail before all steps. */
export const mailing = (workflow: Workflow, settings: object, world?: World): Planted =>
  stepping(workflow, 'email', { ...marketing, ...settings }, 'next', world)

/** One more segment that the file carries. */
export const defining = (workflow: Workflow, segment: string, when: Predicate): Workflow => ({
  ...workflow,
  segments: { ...workflow.segments, [segment]: { title: segment, when } },
})

/** Other settings of the whole workflow; undefined takes one away. */
export function set(workflow: Workflow, settings: object): Workflow {
  const all = Object.entries({ ...workflow.settings, ...settings }).filter(([, value]) => value !== undefined)
  return { ...workflow, settings: Object.fromEntries(all) } as Workflow
}

export const plan = (op: 'is' | 'isNot', value: string): Predicate => ({
  test: 'attribute',
  attribute: 'plan',
  op,
  value,
})

export const ordered = (op: 'atLeast' | 'less', value: number): Predicate => ({
  test: 'event',
  event: 'Order Completed',
  op,
  value,
  within: 'P30D',
})
