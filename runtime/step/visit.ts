import type { WorkflowNode } from '../../shared/workflow.ts'
import type { Run } from '../commit/run.ts'
import { factsOf, runFactsOf, zoneOf } from '../factsOf.ts'
import type { Visit } from '../nodes/behaviour.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { assignmentOf } from './assignment.ts'

/** What a behaviour is told of a run that stands at its node. */
export function visitOf(turn: Turn, plan: Plan, run: Run): Visit {
  return {
    node: run.node,
    visit: run.visit,
    now: turn.now,
    zone: zoneOf(turn, plan),
    arrived: run.arrived,
    facts: runFacts(turn, plan, run),
    rest: run.rest,
    repeated: run.repeats?.[run.node] ?? 0,
    isBack: turn.passed.get(run.id)?.has(`${run.node} next`) ?? false,
    winner: () => turn.live.winners.get(`${run.workflow} ${run.version} ${run.node}`),
    assigned: (salt) => assignmentOf(turn, run, salt),
  }
}

/** What conditions of the run may know. */
export const runFacts = (turn: Turn, plan: Plan, run: Run) => factsOf(turn, runFactsOf(turn, run), zoneOf(turn, plan))

/** The node at which the run stands. */
export function nodeOf(plan: Plan, run: Run): WorkflowNode {
  const node = plan.nodes.get(run.node)
  if (!node) throw new Error(`node ${run.node} is not in version ${run.version} of ${run.workflow}`)
  return node
}
