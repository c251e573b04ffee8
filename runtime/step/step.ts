import type { Json } from '../../shared/customer.ts'
import { evaluate, truthOf } from '../../shared/predicate/evaluate.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import type { WorkflowNode } from '../../shared/workflow.ts'
import type { EndReason, Run } from '../commit/commit.ts'
import type { Answer, Effect, Visit } from '../nodes/behaviour.ts'
import { behaviourOf } from '../nodes/index.ts'
import type { Plan } from '../plan.ts'
import { count, factsOf, Missing, type Move, note, runFactsOf, type Turn, type Why, zoneOf } from '../turn.ts'
import { assignmentOf, keepAssignment } from './assignment.ts'
import { end } from './machine.ts'

/** What a step hands to the stages after it. */
export interface Hands {
  /** Asks admission for an effect; the answer is a code of the catalogue. */
  admit(turn: Turn, run: Run, node: WorkflowNode, effect: Effect): { readonly admitted: boolean; readonly why: string }
  /** Writes attributes at once; answers with the names that changed. */
  write(turn: Turn, values: Readonly<Record<string, unknown>>): readonly string[]
}

type Resting = Extract<Answer, { do: 'rest' }>
type Asking = Extract<Answer, { do: 'ask' }>
type Taking = Extract<Answer, { do: 'take' }>

/** Nodes that one step may pass: a loop rests (rule 12), so more than these is a defect of the version. */
const longestStep = 2_000

/** Moves a run from where it rests to where it rests next, or to its end. A behaviour that throws fails this run alone (H12). */
export function step(turn: Turn, plan: Plan, move: Move, hands: Hands): void {
  const { run } = move
  try {
    if (move.move === 'leave') leave(turn, run, move.reason, move.why)
    else if (move.move === 'begin') begin(turn, plan, run, move.why, hands)
    else continueRun(turn, plan, move, hands)
  } catch (error) {
    if (error instanceof Missing) throw error
    const detail = error instanceof Error ? error.message : String(error)
    note(turn, run, { node: run.node, visit: run.visit, what: 'failed', why: 'failed', params: { detail } })
    endRun(turn, turn.runs.get(run.id) ?? run, { code: 'failed', detail })
  }
}

function begin(turn: Turn, plan: Plan, run: Run, why: Why, hands: Hands): void {
  turn.runs.set(run.id, run)
  note(turn, run, { node: run.node, visit: run.visit, what: 'entered', ...why })
  count(turn, run, run.node, 'started')
  count(turn, run, run.node, 'in')
  if (leftByExitRule(turn, plan, run)) return
  proceed(turn, plan, run, { do: 'take', port: 'next', why: 'entered', told: true }, hands)
}

function continueRun(turn: Turn, plan: Plan, move: Exclude<Move, { move: 'begin' | 'leave' }>, hands: Hands): void {
  const { run } = move
  if (move.move !== 'outcome' && leftByExitRule(turn, plan, run)) return
  if (heldOf(run)) {
    wakeAt(turn, run, exitsChangeAt(turn, plan, run))
    return
  }
  const node = nodeOf(plan, run)
  const behaviour = behaviourOf(node.kind)
  const visit = visitOf(turn, plan, run)
  const answer =
    move.move === 'hear'
      ? // What is not awaited may still have changed when an exit rule can hold.
        (behaviour.hear?.(node.settings as never, visit, move.event) ??
        behaviour.judge?.(node.settings as never, visit))
      : move.move === 'outcome'
        ? behaviour.outcome?.(node.settings as never, visit, move.outcome, move.detail)
        : behaviour.judge?.(node.settings as never, visit)
  if (!answer) {
    if (move.move !== 'outcome') rest(turn, plan, run, unchanged(run), false)
  } else if (answer.do === 'rest') rest(turn, plan, run, answer, false)
  else if (move.move === 'judge' && move.skips) leave(turn, run, { code: 'missed' }, { why: 'missed' })
  else if (turn.live.workflows.get(run.workflow)?.state === 'paused') hold(turn, plan, run, answer)
  else proceed(turn, plan, run, answer, hands, move.move === 'outcome' && move.assumed)
}

const unchanged = (run: Run): Resting => ({ do: 'rest', rest: run.rest, until: null, why: 'waiting' })

/** What a run was about to do when its workflow was paused. */
interface Held {
  readonly held: { readonly port: string | null; readonly why: string }
  readonly rest: Json
}

function heldOf({ rest }: Run): Held | null {
  return rest !== null && typeof rest === 'object' && 'held' in rest ? (rest as unknown as Held) : null
}

/** While a workflow is paused runs can leave but not advance (rule 26). */
function hold(turn: Turn, plan: Plan, run: Run, answer: Exclude<Answer, Resting>): void {
  const port = answer.do === 'take' ? answer.port : null
  replace(turn, {
    ...run,
    due: exitsChangeAt(turn, plan, run),
    rest: { held: { port, why: answer.why }, rest: run.rest },
  })
}

/** The pause is over: a run that was held goes on as if what it waited for came now. */
export function resumeHeld(turn: Turn, plan: Plan, run: Run, hands: Hands): void {
  const held = heldOf(run)
  if (!held) return
  const back = { ...run, rest: held.rest }
  replace(turn, back)
  const { port, why } = held.held
  if (port === null) step(turn, plan, { move: 'judge', run: back }, hands)
  else proceed(turn, plan, back, { do: 'take', port, why }, hands)
}

/** Follows ports, as XState leads, until the run rests or ends. Everything on the way is one step and one commit (rule 11). */
function proceed(turn: Turn, plan: Plan, from: Run, first: Answer, hands: Hands, assumed = false): void {
  let run: Run | null = from
  let answer = first
  for (let passed = 0; run && passed < longestStep; passed++) {
    if (answer.do === 'ask') answer = ask(turn, plan, run, answer, hands)
    if (answer.do === 'rest') {
      rest(turn, plan, run, answer, true)
      return
    }
    if (answer.do === 'end') {
      note(turn, run, { node: run.node, visit: run.visit, what: 'ended', ...whyOf(answer) })
      endRun(turn, run, { code: 'exitNode', detail: answer.reason })
      return
    }
    if (answer.do === 'take') run = take(turn, plan, run, answer, hands, assumed && passed === 0)
    if (run) answer = arrive(turn, plan, run)
  }
  if (run) throw new Error(`more than ${longestStep} nodes without a rest`)
}

/** Asks admission for an effect. Whether it may go or not, the run goes on (rule 16), unless it waits for the outcome. */
function ask(turn: Turn, plan: Plan, run: Run, asking: Asking, hands: Hands): Answer {
  const { admitted, why } = hands.admit(turn, run, nodeOf(plan, run), asking.effect)
  const port = 'port' in asking.after ? asking.after.port : admitted ? null : 'failed'
  note(turn, run, { node: run.node, visit: run.visit, what: 'asked', ...(port && { port }), why })
  if (port) return { do: 'take', port, why, told: true }
  return { do: 'rest', rest: 'rest' in asking.after ? asking.after.rest : null, until: null, why: 'awaitingOutcome' }
}

/** Leaves a node by a port; `null` when the port leads nowhere and the run has ended. */
function take(turn: Turn, plan: Plan, run: Run, taking: Taking, hands: Hands, assumed: boolean): Run | null {
  if (taking.set) {
    const changed = hands.write(turn, taking.set)
    if (changed.length > 0) turn.queue.push({ attributes: changed, mayStart: true, by: run })
  }
  if (taking.assigned) keepAssignment(turn, run, taking.assigned, taking.exposed ? taking.port : null)
  const next = plan.next(run.node, taking.port)
  if (!taking.told)
    note(turn, run, {
      node: run.node,
      visit: run.visit,
      what: 'took',
      port: taking.port,
      ...whyOf(taking),
      ...(assumed && { assumed }),
    })
  count(turn, run, run.node, `out:${taking.port}`)
  if (next === end) {
    note(turn, run, { node: run.node, visit: run.visit, what: 'ended', why: 'reachedEnd' })
    endRun(turn, run, { code: 'reachedEnd' })
    return null
  }
  const arrived: Run = { ...repeated(run, taking), node: next, visit: run.visit + 1, rest: null, due: null }
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

function nodeOf(plan: Plan, run: Run): WorkflowNode {
  const node = plan.nodes.get(run.node)
  if (!node) throw new Error(`node ${run.node} is not in version ${run.version} of ${run.workflow}`)
  return node
}

const whyOf = ({ why, params, because }: Why): Why => ({
  why,
  ...(params && { params }),
  ...(because && because.length > 0 && { because }),
})

/** A run rests until its node's instant, or until time can make an exit rule true; whichever is earlier. */
function rest(turn: Turn, plan: Plan, run: Run, answer: Resting, isNew: boolean): void {
  if (isNew && leftByExitRule(turn, plan, run)) return
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

/** When time alone may make an exit rule hold; `null`: never. */
function exitsChangeAt(turn: Turn, plan: Plan, run: Run): number | null {
  let at: number | null = null
  for (const { rule, reads } of plan.exits)
    if (reads.time) at = earlier(at, truthOf(rule.when, runFacts(turn, plan, run)).changesAt)
  return at
}

function wakeAt(turn: Turn, run: Run, due: number | null): void {
  if (due !== run.due) replace(turn, { ...run, due })
}

/** Exit rules are judged at once, not at the end of the current node (rule 15). */
function leftByExitRule(turn: Turn, plan: Plan, run: Run): boolean {
  for (const [index, { rule }] of plan.exits.entries()) {
    const facts = runFacts(turn, plan, run)
    if (!truthOf(rule.when, facts).holds) continue
    const { because } = evaluate(rule.when, facts, `/exits/${index}/when`)
    leave(
      turn,
      run,
      { code: 'exitRule', detail: rule.title },
      { why: 'exitRule', params: { rule: rule.title }, because },
    )
    return true
  }
  return false
}

/** Leaving cancels every message of the run that has not begun (rule 15). */
function leave(turn: Turn, run: Run, reason: EndReason, why: Why): void {
  note(turn, run, { node: run.node, visit: run.visit, what: 'ended', ...why })
  turn.result.cancelled.push({ run: run.id, at: turn.now, detail: reason.code })
  endRun(turn, run, reason)
}

function endRun(turn: Turn, run: Run, reason: EndReason): void {
  count(turn, run, run.node, 'ended')
  const ended: Run = { ...run, rest: null, due: null, ended: turn.now, reason }
  turn.runs.delete(run.id)
  turn.result.runs.set(run.id, ended)
}

function replace(turn: Turn, run: Run): void {
  turn.runs.set(run.id, run)
  turn.result.runs.set(run.id, run)
}

function visitOf(turn: Turn, plan: Plan, run: Run): Visit {
  return {
    node: run.node,
    visit: run.visit,
    now: turn.now,
    zone: zoneOf(turn, plan),
    facts: runFacts(turn, plan, run),
    rest: run.rest,
    repeated: run.repeats?.[run.node] ?? 0,
    winner: turn.live.winners.get(`${run.workflow} ${run.version} ${run.node}`),
    assigned: (salt) => assignmentOf(turn, run, salt),
  }
}

const runFacts = (turn: Turn, plan: Plan, run: Run) => factsOf(turn, runFactsOf(turn, run), zoneOf(turn, plan))
