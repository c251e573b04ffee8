import type { Json } from '../../shared/customer.ts'
import { addDuration } from '../../shared/duration.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import { normalPriority } from '../../shared/workflow.ts'
import type { Run } from '../commit/run.ts'
import { zoneOf } from '../factsOf.ts'
import { isPaused } from '../live.ts'
import { type Ask, deferredOf, whyOf } from '../move.ts'
import type { Answer, Effect } from '../nodes/behaviour.ts'
import { behaviourOf } from '../nodes/index.ts'
import { count, note } from '../note.ts'
import type { Plan } from '../plan.ts'
import type { Turn } from '../turn.ts'
import { keepAssignment } from './assignment.ts'
import { perform } from './deeds.ts'
import { exitsChangeAt, leftByExitRule } from './exitRules.ts'
import type { Hands } from './hands.ts'
import { type Held, released } from './held.ts'
import { countOverdue, endRun } from './leaving.ts'
import { end } from './machine.ts'
import { replace, wakeAt } from './replace.ts'
import { nodeOf, visitOf } from './visit.ts'

export type Resting = Extract<Answer, { do: 'rest' }>

type Asking = Extract<Answer, { do: 'ask' }>

type Taking = Extract<Answer, { do: 'take' }>

/** Follows ports, as XState leads, until the run rests or ends. Everything on the way is one step and one commit (rule 11). */
export function proceed(turn: Turn, plan: Plan, from: Run, first: Answer, hands: Hands, isAssumed = false): void {
  let run: Run | null = from
  let answer = first
  for (let assumed = isAssumed; run; assumed = false) {
    if (answer.do === 'ask' && answer.effect.kind === 'message') {
      ask(turn, plan, run, answer, answer.effect)
      return
    }
    if (answer.do === 'ask') answer = call(turn, plan, run, answer, hands)
    if (answer.do === 'rest') {
      rest(turn, plan, run, answer, true, hands)
      return
    }
    if (answer.do === 'end') {
      note(turn, run, { node: run.node, visit: run.visit, what: 'ended', ...whyOf(answer) })
      endRun(turn, run, { code: 'exitNode', detail: answer.reason })
      return
    }
    if (answer.do === 'take') run = take(turn, plan, run, answer, hands, assumed)
    if (run) answer = arrive(turn, plan, run)
  }
}

/**
 * A loop rests (rule 12), but a version may hold one whose waits are over whenever a run comes to them: that run would go round for ever, and
 * a message would go each time.
 */
function refuseToGoRound({ passed }: Turn, { id, node }: Run, port: string): void {
  if (passed.get(id)?.has(`${node} ${port}`)) throw new Error(`goes round by ${port} of ${node} without a rest`)
}

/** Comes to rest at the node where the run stands already, or goes on from it at once, unless its workflow is paused. */
export function arriveAt(turn: Turn, plan: Plan, run: Run, hands: Hands, why?: string): void {
  const here = { ...run, rest: null, due: null }
  replace(turn, here)
  const answer = arrive(turn, plan, here)
  if (answer.do !== 'rest' && isPaused(turn.live, here.workflow)) hold(turn, plan, here, answer)
  else proceed(turn, plan, here, why && answer.do === 'rest' ? { ...answer, why } : answer, hands)
}

/** A message is asked for, and the run stands still until all that want to go in this turn are judged together (H5). */
function ask(turn: Turn, plan: Plan, run: Run, asking: Asking, effect: Ask['effect']): void {
  const { asked, giveUp } = deferredOf(run) ?? {
    asked: turn.now,
    giveUp: addDuration(turn.now, turn.live.settings.sending.giveUpAfter, zoneOf(turn, plan)),
  }
  const port = 'port' in asking.after ? asking.after.port : 'next'
  refuseToGoRound(turn, run, port)
  const priority = plan.document.settings.priority ?? normalPriority
  const { lateness } = turn.asks.get(run.id) ?? turn
  turn.asks.set(run.id, { run: run.id, visit: run.visit, effect, port, asked, giveUp, priority, lateness })
  turn.runs.set(run.id, { ...run, due: null })
}

/** A webhook may always go; the run goes on, unless it waits for the outcome. */
function call(turn: Turn, plan: Plan, run: Run, asking: Asking, hands: Hands): Answer {
  const why = 'webhookAdmitted'
  const port = 'port' in asking.after ? asking.after.port : null
  if (port) refuseToGoRound(turn, run, port)
  hands.call(turn, plan, run, asking.effect as Extract<Effect, { kind: 'webhook' }>)
  note(turn, run, { node: run.node, visit: run.visit, what: 'asked', ...(port && { port }), why })
  if (port) return { do: 'take', port, why, told: true }
  return { do: 'rest', rest: 'rest' in asking.after ? asking.after.rest : null, until: null, why: 'awaitingOutcome' }
}

/** Leaves a node by a port; `null` when the port leads nowhere and the run has ended. */
function take(turn: Turn, plan: Plan, run: Run, taking: Taking, hands: Hands, assumed: boolean): Run | null {
  refuseToGoRound(turn, run, taking.port)
  const ways = turn.passed.get(run.id) ?? new Set()
  turn.passed.set(run.id, ways.add(`${run.node} ${taking.port}`))
  if (taking.set) {
    const changed = hands.write(turn, taking.set)
    if (changed.length > 0) turn.queue.push({ attributes: changed, mayStart: true, by: run })
  }
  const why = taking.deed ? perform(turn, plan, run, taking.deed, hands) : whyOf(taking)
  if (taking.assigned) keepAssignment(turn, run, taking.assigned, taking.exposed ? taking.port : null)
  const next = plan.next(run.node, taking.port)
  if (!taking.told)
    note(turn, run, {
      node: run.node,
      visit: run.visit,
      what: 'took',
      port: taking.port,
      ...why,
      ...(assumed && { assumed }),
    })
  count(turn, run, run.node, `out:${taking.port}`)
  if (next === end) {
    note(turn, run, { node: run.node, visit: run.visit, what: 'ended', why: 'reachedEnd' })
    endRun(turn, run, { code: 'reachedEnd' })
    return null
  }
  const arrived: Run = {
    ...repeated(run, taking),
    node: next,
    visit: run.visit + 1,
    rest: null,
    arrived: turn.now,
    due: null,
  }
  turn.runs.set(run.id, arrived)
  count(turn, run, next, 'in')
  return arrived
}

/** The run with how often it went round again from this node. */
function repeated(run: Run, { repeated: times }: Taking): Run {
  if (times === undefined) return run
  const { repeats, ...others } = run
  const counts = Object.entries({ ...repeats, [run.node]: times }).filter(([, count]) => count > 0)
  return counts.length > 0 ? { ...others, repeats: Object.fromEntries(counts) } : others
}

function arrive(turn: Turn, plan: Plan, run: Run): Answer {
  const node = nodeOf(plan, run)
  return behaviourOf(node.kind).arrive(node.settings as never, visitOf(turn, plan, run))
}

/** A run rests until its node's instant, or until time can make an exit rule true; whichever is earlier. */
export function rest(turn: Turn, plan: Plan, run: Run, answer: Resting, isNew: boolean, hands: Hands): void {
  if (isNew && leftByExitRule(turn, plan, run, hands)) return
  turn.passed.delete(run.id)
  const due = earlier(answer.until, exitsChangeAt(turn, plan, run))
  const isPlannedAgain = answer.rest !== run.rest
  if (isNew || isPlannedAgain)
    note(turn, run, {
      node: run.node,
      visit: run.visit,
      what: 'rested',
      ...(answer.until !== null && { until: answer.until }),
      ...whyOf(answer),
    })
  if (isNew || isPlannedAgain) replace(turn, { ...run, rest: answer.rest, due })
  else wakeAt(turn, run, due)
}

/** While a workflow is paused runs can leave but not advance (rule 26). What came for them is kept. */
export function hold(turn: Turn, plan: Plan, run: Run, answer: Exclude<Answer, Resting>): void {
  countOverdue(turn, run, -1)
  const timer = answer.do === 'take' ? answer.timer : undefined
  const held: Held['held'] = {
    port: answer.do === 'take' && !timer ? answer.port : null,
    ...whyOf(answer),
    ...(timer && { overdue: true }),
  }
  // One that was moved here has not rested yet.
  const rest = { held, rest: released(run).rest ?? timer?.rest ?? null } as unknown as Json
  const waiting = { ...run, due: earlier(timer?.until ?? null, exitsChangeAt(turn, plan, run)), rest }
  replace(turn, waiting)
  countOverdue(turn, waiting, 1)
}
