import { portsOf, triggersOf } from '../../../shared/graph.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { cleanWorkflow } from './clean.ts'
import { set } from './planting.ts'

/** A clean workflow of at most eight nodes whose ways were led anywhere, and that nothing ends but its ways. */
export function tangled(chance: Chance): Workflow {
  const workflow = set(cleanWorkflow(chance, 8), { exits: undefined, goal: undefined, holdout: undefined })
  const triggers = new Set(triggersOf(workflow).map(({ id }) => id))
  const steps = workflow.nodes.map(({ id }) => id).filter((id) => !triggers.has(id))
  const likely = chance.pick([0.5, 0.75, 1])
  const nodes = workflow.nodes.map((node) => ({
    ...node,
    ports: Object.fromEntries(
      portsOf(node).flatMap(({ id }) => (chance.maybe(likely) ? [[id, chance.pick(steps)]] : [])),
    ),
  })) as WorkflowNode[]
  return { ...workflow, nodes }
}
