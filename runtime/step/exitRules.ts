import { evaluate, truthOf } from '../../shared/predicate/evaluate.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import type { Run } from '../commit/run.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import type { Hands } from './hands.ts'
import { leave } from './leaving.ts'
import { runFacts } from './visit.ts'

/** Exit rules are judged at once, not at the end of the current node (rule 15). */
export function leftByExitRule(turn: Turn, plan: Plan, run: Run, hands: Hands): boolean {
  for (const [index, { rule }] of plan.exits.entries()) {
    const facts = runFacts(turn, plan, run)
    if (!truthOf(rule.when, facts).holds) continue
    const { because } = evaluate(rule.when, facts, `/exits/${index}/when`)
    leave(
      turn,
      run,
      { code: 'exitRule', detail: rule.title },
      { why: 'exitRule', params: { rule: rule.title }, because },
      hands.cancel,
    )
    return true
  }
  return false
}

/** When time alone may make an exit rule hold; `null`: never. */
export function exitsChangeAt(turn: Turn, plan: Plan, run: Run): number | null {
  let at: number | null = null
  for (const { rule, reads } of plan.exits)
    if (reads.time) at = earlier(at, truthOf(rule.when, runFacts(turn, plan, run)).changesAt)
  return at
}
