import { definitionOf } from '../../shared/nodes/index.ts'
import type { Run } from '../commit/run.ts'
import { isPaused } from '../live.ts'
import type { Move } from '../move.ts'
import { behaviourOf } from '../nodes/index.ts'
import { count, note } from '../note.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { exitsChangeAt, leftByExitRule } from './exitRules.ts'
import type { Hands } from './hands.ts'
import { released } from './held.ts'
import { countOverdue, leave } from './leaving.ts'
import { arriveAt } from './proceed.ts'
import { replace, wakeAt } from './replace.ts'
import { nodeOf } from './visit.ts'

/**
 * A run comes to another version, at a node of it as a new visit, so that no key of an effect is ever used twice (rules 24 and 25); or it
 * ends. One that waits for an outcome keeps its visit where the node is the same, for what it asked for is on its way; where the node
 * would not wait for it, the run stays.
 */
export function changeVersion(
  turn: Turn,
  plan: Plan,
  { run, version, destination, keepElapsed }: Extract<Move, { move: 'change' }>,
  hands: Hands,
): void {
  if ('end' in destination) {
    leave(
      turn,
      run,
      { code: 'movedOut', detail: destination.end },
      { why: 'movedOut', params: { reason: destination.end } },
      hands.cancel,
    )
    return
  }
  const target = turn.reading.plan(run.workflow, version)
  const from = nodeOf(plan, run)
  const to = target.nodes.get(destination.to)
  if (!to) return
  const behaviour = behaviourOf(to.kind)
  const awaits = from.id === to.id && from.kind === to.kind && behaviour.outcome !== undefined
  if (awaits && !definitionOf(to.kind).rests(to.settings)) return
  const keeps = keepElapsed && from.kind === to.kind && behaviour.isTimed !== undefined
  const moved: Run = awaits
    ? { ...run, version }
    : { ...released(run), version, node: to.id, visit: run.visit + 1, arrived: keeps ? run.arrived : turn.now }
  countOverdue(turn, run, -1)
  count(turn, run, run.node, 'movedOut')
  count(turn, moved, moved.node, 'movedIn')
  const params = { from: run.version, to: version, ...(from.id !== to.id && { node: from.id }) }
  note(turn, moved, { node: moved.node, visit: moved.visit, what: 'moved', why: 'moved', params })
  replace(turn, moved)
  countOverdue(turn, moved, 1)
  if (leftByExitRule(turn, target, moved, hands)) return
  if (awaits) wakeAt(turn, moved, exitsChangeAt(turn, target, moved))
  else if (isPaused(turn.live, run.workflow) && !keeps)
    replace(turn, {
      ...moved,
      due: exitsChangeAt(turn, target, moved),
      rest: { held: { port: null, why: 'moved', arriving: 'anew' }, rest: null },
    })
  else arriveAt(turn, target, moved, hands)
}
