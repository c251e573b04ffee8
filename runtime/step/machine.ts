import { type AnyStateMachine, createMachine, transition } from 'xstate'
import { definitionOf } from '../../shared/nodes/index.ts'
import type { Workflow } from '../../shared/workflow.ts'

/** The state in which every machine ends: a port that leads nowhere leads here. */
export const end = '(end)'

/**
 * The XState machine of a workflow version, of a restricted class (law 7): a node is an atomic state, a port a plain transition.
 * No guards, delays, history, parallel states or context: time belongs to timers, decisions to behaviours. XState's graph tools
 * enumerate its paths, its visualisers open it, an actor can run it.
 */
export function machineOf(workflow: Workflow): AnyStateMachine {
  const known = new Set(workflow.nodes.map((node) => node.id))
  const states: Record<string, object> = { [end]: { type: 'final' } }
  for (const node of workflow.nodes) {
    const on: Record<string, string> = {}
    for (const port of definitionOf(node.kind).ports(node.settings)) {
      const target = node.ports?.[port.id]
      on[port.id] = target && known.has(target) ? target : end
    }
    states[node.id] = { on }
  }
  return createMachine({
    id: workflow.id,
    initial: workflow.nodes[0]?.id ?? end,
    on: { leave: `.${end}` },
    states,
  } as never)
}

/** A node was left by a port that its version does not have. Only the run fails. */
export class NoSuchPort extends Error {
  override readonly name = 'NoSuchPort'
}

/**
 * Where a port of a node leads. Within the machine's class the answer is constant, so XState is asked once for each (node, port)
 * and a table remembers: 38 us against 0.03 us.
 */
export function tableOf(workflow: Workflow): (node: string, port: string) => string {
  const machine = machineOf(workflow)
  const table = new Map<string, Map<string, string>>()
  return (node, port) => {
    const known = table.get(node)?.get(port)
    if (known !== undefined) return known
    const target = askXState(machine, node, port)
    table.set(node, (table.get(node) ?? new Map()).set(port, target))
    return target
  }
}

export function askXState(machine: AnyStateMachine, node: string, port: string): string {
  const before = machine.resolveState({ value: node, context: {} } as never)
  if (!before.can({ type: port } as never)) throw new NoSuchPort(`node ${node} has no port ${port}`)
  const [after] = transition(machine, before as never, { type: port } as never)
  return (after as { value: string }).value
}
