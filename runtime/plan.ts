import type { Goal } from '../shared/goal.ts'
import type { HeldExperiment } from '../shared/nodes/define.ts'
import { definitionOf, isTrigger, type NodeKind } from '../shared/nodes/index.ts'
import { type Reads, readsOf, readsOfDate } from '../shared/predicate/reads.ts'
import type { Predicate } from '../shared/predicate/schema.ts'
import { templateVariables } from '../shared/templateVariables.ts'
import type { ExitRule, Workflow, WorkflowNode } from '../shared/workflow.ts'
import { tableOf } from './step/machine.ts'

/** What a resting run or a trigger listens to. */
export interface Listens {
  readonly events: ReadonlySet<string>
  readonly reads: readonly Reads[]
}

/** An experiment of a version. */
export interface Experiment extends HeldExperiment {
  readonly workflow: string
  readonly version: number
  readonly node: string
}

export type PlannedGoal =
  | { readonly goal: Extract<Goal, { by: 'event' }>; readonly reads: null }
  | { readonly goal: Extract<Goal, { by: 'condition' }>; readonly reads: Reads }

/** `customer.firstName` as its names. */
export type Path = readonly string[]

/** A workflow version made ready to run: looked up by node, by trigger and by port. Made once, kept in memory, never stored. */
export interface Plan {
  readonly workflow: string
  readonly version: number
  readonly document: Workflow
  readonly nodes: ReadonlyMap<string, WorkflowNode>
  readonly triggers: readonly WorkflowNode[]
  readonly exits: readonly { readonly rule: ExitRule; readonly reads: Reads }[]
  /** Whether a step or a message may ask for the properties of the event that began the run. */
  readonly readsTrigger: boolean
  readonly experiments: readonly Experiment[]
  /** Nodes that assign customers to paths, for which the workflow's goal counts. */
  readonly assigning: readonly string[]
  /** The workflow's goal, with what its condition reads. */
  readonly goal: PlannedGoal | null
  listens(node: string): Listens
  /** The condition under which a message is sent; null: it has none. */
  sendCondition(node: string): { readonly when: Predicate; readonly reads: Reads } | null
  /** Paths that the node's templates name, each as its names: what a message keeps of the customer and the trigger. */
  variables(node: string): readonly Path[]
  /** The node that a port leads to, or `end`. */
  next(node: string, port: string): string
}

export function planOf(workflow: string, version: number, document: Workflow): Plan {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]))
  const listening = new Map<string, Listens>()
  const named = new Map<string, readonly Path[]>()
  const conditions = new Map<string, ReturnType<Plan['sendCondition']>>()
  const plan: Plan = {
    workflow,
    version,
    document,
    nodes,
    triggers: document.nodes.filter((node) => isTrigger(node.kind)),
    exits: (document.settings.exits ?? []).map((rule) => ({ rule, reads: readsOf(rule.when) })),
    readsTrigger: mentionsTrigger(document),
    goal: document.settings.goal ? plannedGoal(document.settings.goal) : null,
    listens(id) {
      let listens = listening.get(id)
      if (!listens) {
        const node = nodes.get(id)
        listens = node ? listensOf(node.kind, node.settings) : { events: new Set(), reads: [] }
        listening.set(id, listens)
      }
      return listens
    },
    sendCondition(id) {
      let condition = conditions.get(id)
      if (condition === undefined) {
        const node = nodes.get(id)
        const when = node?.kind === 'email' ? node.settings.if : undefined
        condition = when ? { when, reads: readsOf(when) } : null
        conditions.set(id, condition)
      }
      return condition
    },
    variables(id) {
      let variables = named.get(id)
      if (!variables) {
        variables = variablesOf(nodes.get(id)).map((variable) => variable.split('.'))
        named.set(id, variables)
      }
      return variables
    },
    next: tableOf(document),
    experiments: document.nodes.flatMap((node): Experiment[] => {
      const held = definitionOf(node.kind).experiment?.(node.settings)
      return held ? [{ ...held, workflow, version, node: node.id }] : []
    }),
    assigning: document.nodes.filter(countsByWorkflowGoal).map(({ id }) => id),
  }
  return plan
}

/** A reference, a test, or a template that names it. */
const mentionsTrigger = (document: Workflow): boolean =>
  /"trigger["'.]/.test(JSON.stringify(document)) ||
  document.nodes.some((node) => variablesOf(node).some((variable) => variable.split('.')[0] === 'trigger'))
function countsByWorkflowGoal({ kind, settings }: WorkflowNode): boolean {
  const { assigns, experiment } = definitionOf(kind)
  return assigns !== undefined && (experiment?.(settings).goal.by ?? 'workflow') === 'workflow'
}

const plannedGoal = (goal: Goal): PlannedGoal =>
  goal.by === 'event' ? { goal, reads: null } : { goal, reads: readsOf(goal.when) }

/** A webhook without a body of its own sends all of the customer and the trigger. */
function variablesOf(node: WorkflowNode | undefined): readonly string[] {
  if (!node) return []
  const templates = definitionOf(node.kind).templates?.(node.settings) ?? []
  if (node.kind === 'webhook' && templates.length === 0) return ['customer', 'trigger']
  return [...new Set(templates.flatMap((template) => templateVariables(template.text)))]
}

function listensOf(kind: NodeKind, settings: unknown): Listens {
  const definition = definitionOf(kind)
  return {
    events: new Set(definition.events?.(settings) ?? []),
    reads: [
      ...(definition.predicates?.(settings) ?? []).filter((held) => held.stands).map((held) => readsOf(held.predicate)),
      ...(definition.references?.(settings) ?? [])
        .filter((held) => held.stands)
        .map((held) => readsOfDate(held.reference)),
    ],
  }
}
