import type { HeldFilter, HeldPredicate, NodeDefinition } from '../nodes/define.ts'
import { definitionOf, isTrigger } from '../nodes/index.ts'
import { pointer } from '../pointer.ts'
import type { Filter, Predicate } from '../predicate/schema.ts'
import type { Problem } from '../problem.ts'
import type { Workflow, WorkflowNode } from '../workflow.ts'
import type { World } from './world.ts'

/** A workflow laid out for the questions of `check`. */
export interface Subject {
  readonly workflow: Workflow
  readonly world: World
  /** All nodes, with those of a draft whose settings cannot be read; for them only edges are judged. */
  readonly nodes: readonly WorkflowNode[]
  readonly readable: readonly ReadableNode[]
  readonly unreadable: ReadonlySet<string>
  readonly conditions: readonly Condition[]
}

export interface ReadableNode {
  readonly node: WorkflowNode
  readonly definition: NodeDefinition
  /** JSON pointer to the node's settings. */
  readonly path: string
}

/** A predicate or a filter, where it stands in the document. */
export interface Condition {
  readonly path: string
  readonly node?: string
  /** Whose condition it is: those of a segment, and of customers who need not be in a run, are asked without one. */
  readonly of: 'node' | 'customer' | 'enrolment' | 'exit' | 'segment'
  readonly when: { readonly predicate: Predicate } | { readonly filter: Filter }
  /** It is judged again whenever something changes, not once as somebody passes. */
  readonly stands: boolean
}

/** One concept that `check` knows. */
export type Concern = (subject: Subject) => readonly Problem[]

export function subjectOf(workflow: Workflow, world: World, unreadable: ReadonlySet<string> = new Set()): Subject {
  const readable = workflow.nodes.flatMap((node, index) =>
    unreadable.has(node.id)
      ? []
      : [{ node, definition: definitionOf(node.kind), path: pointer(['nodes', index, 'settings']) }],
  )
  const conditions = [
    ...settingsConditions(workflow),
    ...readable.flatMap(nodeConditions),
    ...segmentConditions(workflow),
  ]
  return { workflow, world, nodes: workflow.nodes, readable, unreadable, conditions }
}

/** The events that let customers in. */
export const triggerEvents = ({ readable }: Subject): string[] =>
  readable.flatMap(({ node, definition }) => (isTrigger(node.kind) ? (definition.events?.(node.settings) ?? []) : []))

/** Whether some run begins with an event or a request, so that `trigger.…` has a meaning. Where a trigger cannot be read, it may. */
export const hasTriggerEvent = (subject: Subject): boolean =>
  triggerEvents(subject).length > 0 ||
  subject.readable.some(({ definition }) => definition.carries) ||
  subject.nodes.every((node) => !isTrigger(node.kind) || subject.unreadable.has(node.id))

export const error = (code: string, where: Omit<Problem, 'code' | 'severity'>): Problem => ({
  code,
  severity: 'error',
  ...where,
})

export const warning = (code: string, where: Omit<Problem, 'code' | 'severity'>): Problem => ({
  code,
  severity: 'warning',
  ...where,
})

/** Where a condition or a part of it stands. */
export const placeOf = ({
  path,
  node,
}: {
  path: string
  node?: string | undefined
}): { path: string; node?: string } => ({
  path,
  ...(node !== undefined && { node }),
})

function settingsConditions({ settings }: Workflow): Condition[] {
  const { filter, exits = [], goal } = settings
  return [
    ...(filter
      ? [{ path: '/settings/filter', of: 'enrolment' as const, when: { predicate: filter }, stands: false }]
      : []),
    ...exits.map(({ when }, index) => ({
      path: `/settings/exits/${index}/when`,
      of: 'exit' as const,
      when: { predicate: when },
      stands: true,
    })),
    ...(goal?.by === 'condition'
      ? [{ path: '/settings/goal/when', of: 'exit' as const, when: { predicate: goal.when }, stands: true }]
      : []),
    ...(goal?.by === 'event' && goal.where
      ? [{ path: '/settings/goal/where', of: 'exit' as const, when: { filter: goal.where }, stands: false }]
      : []),
  ]
}

function nodeConditions({ node, definition, path }: ReadableNode): Condition[] {
  const at = ({ path: inside, withoutRun }: HeldPredicate | HeldFilter) => ({
    path: path + inside,
    node: node.id,
    of: withoutRun ? ('customer' as const) : ('node' as const),
  })
  return [
    ...(definition.predicates?.(node.settings) ?? []).map((held) => ({
      ...at(held),
      when: { predicate: held.predicate },
      stands: held.stands,
    })),
    ...(definition.filters?.(node.settings) ?? []).flatMap((held) =>
      held.filter ? [{ ...at(held), when: { filter: held.filter }, stands: false }] : [],
    ),
  ]
}

function segmentConditions({ segments = {} }: Workflow): Condition[] {
  return Object.entries(segments).map(([id, { when }]) => ({
    path: pointer(['segments', id, 'when']),
    of: 'segment',
    when: { predicate: when },
    stands: true,
  }))
}
