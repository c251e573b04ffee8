import type { Json } from '../../shared/customer.ts'
import { addDuration } from '../../shared/duration.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import { evaluate, truthOf } from '../../shared/predicate/evaluate.ts'
import { earlier } from '../../shared/predicate/truth.ts'
import { normalPriority, type WorkflowNode } from '../../shared/workflow.ts'
import type { Change } from '../change.ts'
import type { Run } from '../commit/run.ts'
import { factsOf, runFactsOf, zoneOf } from '../factsOf.ts'
import { type Ask, deferredOf, type Move, type Why } from '../move.ts'
import type { Answer, Effect, Visit } from '../nodes/behaviour.ts'
import { behaviourOf } from '../nodes/index.ts'
import { count, note } from '../note.ts'
import type { Plan } from '../plan.ts'
import { beginPursuit, extendPursuit } from '../pursuits.ts'
import { Missing, type Turn } from '../turn.ts'
import { assignmentOf, keepAssignment } from './assignment.ts'
import { perform } from './deeds.ts'
import { type Held, heldOf, released } from './held.ts'
import { holdOut, isHeldOut } from './holdout.ts'
import { type Cancel, countOverdue, endRun, leave } from './leaving.ts'
import { end } from './machine.ts'

/** What a step hands to the stages after it. */
export interface Hands {
  /** Asks admission whether a message may go now, waits, or is skipped. */
  admit(turn: Turn, plan: Plan, run: Run, ask: Ask): Verdict
  /** A webhook goes without asking. */
  call(turn: Turn, plan: Plan, run: Run, effect: Extract<Effect, { kind: 'webhook' }>): void
  readonly cancel: Cancel
  /** Writes attributes at once; answers with the names that changed. */
  write(turn: Turn, values: Readonly<Record<string, unknown>>): readonly string[]
  /** Makes an event happen to the customer; answers with the change that it is, or `null` when it can't be kept. */
  emit(turn: Turn, run: Run, event: string, properties: Readonly<Record<string, unknown>>): Change | null
}

/** What admission answers, as far as a step needs it. */
export type Verdict = Why & ({ readonly do: 'send' | 'skip' } | { readonly do: 'defer'; readonly until: number })

type Resting = Extract<Answer, { do: 'rest' }>
type Asking = Extract<Answer, { do: 'ask' }>
type Taking = Extract<Answer, { do: 'take' }>

/** Nodes that one step may pass: a loop rests (rule 12), so more than these is a defect of the version. */
const longestStep = 2_000

/** Moves a run from where it rests to where it rests next, or to its end. A behaviour that throws fails this run alone (H12). */
export function step(turn: Turn, plan: Plan, move: Move, hands: Hands): void {
  const { run } = move
  try {
    if (move.move === 'leave') leave(turn, run, move.reason, move.why, hands.cancel)
    else if (move.move === 'admit') settle(turn, plan, run, move.ask, hands)
    else if (move.move === 'begin') begin(turn, plan, run, move.why, hands)
    else if (move.move === 'resume') resume(turn, plan, move, hands)
    else if (move.move === 'change') changeVersion(turn, plan, move, hands)
    else continueRun(turn, plan, move, hands)
  } catch (error) {
    if (error instanceof Missing) throw error
    const detail = error instanceof Error ? error.message : String(error)
    note(turn, run, { node: run.node, visit: run.visit, what: 'failed', why: 'failed', params: { detail } })
    endRun(turn, turn.runs.get(run.id) ?? run, { code: 'failed', detail })
  }
}

function begin(turn: Turn, plan: Plan, run: Run, why: Why, hands: Hands): void {
  if (isHeldOut(turn, plan, run)) {
    holdOut(turn, plan, run)
    return
  }
  turn.runs.set(run.id, run)
  note(turn, run, {
    node: run.node,
    visit: run.visit,
    what: 'entered',
    ...why,
    ...(run.trigger < 0 && { seq: run.trigger }),
  })
  count(turn, run, run.node, 'started')
  count(turn, run, run.node, 'in')
  beginPursuit(turn, plan, run, false)
  if (leftByExitRule(turn, plan, run, hands)) return
  proceed(turn, plan, run, { do: 'take', port: 'next', why: 'entered', told: true }, hands)
}

type Continuing = Extract<Move, { move: 'hear' | 'judge' | 'outcome' }>

function continueRun(turn: Turn, plan: Plan, move: Continuing, hands: Hands): void {
  const { run } = move
  if (move.move !== 'outcome' && leftByExitRule(turn, plan, run, hands)) return
  const held = heldOf(run)
  // What a run waits for may still come after its time, and then that is what it does when the pause is over.
  if (held && !(held.held.overdue && move.move === 'hear')) {
    wakeAt(turn, run, exitsChangeAt(turn, plan, run))
    return
  }
  const deferred = deferredOf(run)
  // A look for the sake of an exit rule decides nothing about a message that waits.
  if (deferred && turn.now < deferred.until && !(move.move === 'judge' && move.asks)) {
    wakeAt(turn, run, earlier(deferred.until, exitsChangeAt(turn, plan, run)))
    return
  }
  const node = nodeOf(plan, run)
  const behaviour = behaviourOf(node.kind)
  const visit = visitOf(turn, plan, released(run))
  const answer =
    move.move === 'hear'
      ? // What is not awaited may still have changed when an exit rule can hold.
        (behaviour.hear?.(node.settings as never, visit, move.event) ??
        (held ? null : behaviour.judge?.(node.settings as never, visit)))
      : move.move === 'outcome'
        ? behaviour.outcome?.(node.settings as never, visit, move.outcome, move.detail)
        : behaviour.judge?.(node.settings as never, visit)
  if (held && (!answer || answer.do === 'rest')) wakeAt(turn, run, exitsChangeAt(turn, plan, run))
  else if (!answer) {
    if (move.move !== 'outcome') rest(turn, plan, run, unchanged(run), false, hands)
  } else if (answer.do === 'rest') rest(turn, plan, run, answer, false, hands)
  else if (move.move === 'judge' && move.skips) leave(turn, run, { code: 'missed' }, { why: 'missed' }, hands.cancel)
  else if (isPaused(turn, run)) hold(turn, plan, run, answer)
  else proceed(turn, plan, run, answer, hands, move.move === 'outcome' && move.assumed)
}

const unchanged = (run: Run): Resting => ({ do: 'rest', rest: run.rest, until: null, why: 'waiting' })

const isPaused = (turn: Turn, run: Run): boolean => turn.live.workflows.get(run.workflow)?.state === 'paused'

/** While a workflow is paused runs can leave but not advance (rule 26). What came for them is kept. */
function hold(turn: Turn, plan: Plan, run: Run, answer: Exclude<Answer, Resting>): void {
  countOverdue(turn, run, -1)
  const isOverdue = answer.do === 'take' && answer.timer === true
  const held: Held['held'] = {
    port: answer.do === 'take' && !isOverdue ? answer.port : null,
    ...whyOf(answer),
    ...(isOverdue && { overdue: true }),
  }
  const rest = { held, rest: released(run).rest } as unknown as Json
  const waiting = { ...run, due: exitsChangeAt(turn, plan, run), rest }
  replace(turn, waiting)
  countOverdue(turn, waiting, 1)
}

/** The pause is over: a run that was held goes on as if what it waited for came now, unless its time alone came and the choice is another. */
function resume(
  turn: Turn,
  plan: Plan,
  { run, overdue, pausedAt }: Extract<Move, { move: 'resume' }>,
  hands: Hands,
): void {
  const held = heldOf(run)?.held
  if (held?.overdue && overdue === 'skip') {
    leave(turn, run, { code: 'skipped' }, { why: 'skipped' }, hands.cancel)
    return
  }
  countOverdue(turn, run, -1)
  const later = overdue === 'shift' ? turn.now - pausedAt : 0
  const back = released(run)
  if (held?.arriving) {
    const arrived = held.arriving === 'elapsed' ? run.arrived + later : turn.now
    arriveAt(turn, plan, { ...back, arrived }, hands)
  } else if (overdue === 'shift' && (!held || held.overdue) && behaviourOf(nodeOf(plan, run).kind).isTimed) {
    const shifted = { ...back, arrived: run.arrived + later }
    if (back.rest === null) replace(turn, shifted)
    else arriveAt(turn, plan, shifted, hands, 'shifted')
  } else if (held) {
    replace(turn, back)
    const { port, ...why } = held
    if (port === null) step(turn, plan, { move: 'judge', run: back, asks: true }, hands)
    else proceed(turn, plan, back, { do: 'take', port, ...whyOf(why) }, hands)
  }
}

/**
 * A run comes to another version, at a node of it as a new visit, so that no key of an effect is ever used twice (rules 24 and 25); or it
 * ends. One that waits for an outcome keeps its visit where the node is the same, for what it asked for is on its way; where the node
 * would not wait for it, the run stays.
 */
function changeVersion(
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
  const keeps = keepElapsed && from.kind === to.kind && behaviour.isTimed === true
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
  else if (isPaused(turn, run))
    replace(turn, {
      ...moved,
      due: exitsChangeAt(turn, target, moved),
      rest: { held: { port: null, why: 'moved', arriving: keeps ? 'elapsed' : 'anew' }, rest: null },
    })
  else arriveAt(turn, target, moved, hands)
}

/** Comes to rest at the node where the run stands already, or goes on from it at once. */
function arriveAt(turn: Turn, plan: Plan, run: Run, hands: Hands, why?: string): void {
  const here = { ...run, rest: null, due: null }
  replace(turn, here)
  const answer = arrive(turn, plan, here)
  proceed(turn, plan, here, why && answer.do === 'rest' ? { ...answer, why } : answer, hands)
}

/** Follows ports, as XState leads, until the run rests or ends. Everything on the way is one step and one commit (rule 11). */
function proceed(turn: Turn, plan: Plan, from: Run, first: Answer, hands: Hands, assumed = false): void {
  let run: Run | null = from
  let answer = first
  for (let passed = 0; run && passed < longestStep; passed++) {
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
    if (answer.do === 'take') run = take(turn, plan, run, answer, hands, assumed && passed === 0)
    if (run) answer = arrive(turn, plan, run)
  }
  if (run) throw new Error(`more than ${longestStep} nodes without a rest`)
}

/** A message is asked for, and the run stands still until all that want to go in this turn are judged together (H5). */
function ask(turn: Turn, plan: Plan, run: Run, asking: Asking, effect: Ask['effect']): void {
  const { asked, giveUp } = deferredOf(run) ?? {
    asked: turn.now,
    giveUp: addDuration(turn.now, turn.live.settings.sending.giveUpAfter, zoneOf(turn, plan)),
  }
  const port = 'port' in asking.after ? asking.after.port : 'next'
  const priority = plan.document.settings.priority ?? normalPriority
  turn.asks.set(run.id, { run: run.id, visit: run.visit, effect, port, asked, giveUp, priority })
  turn.runs.set(run.id, { ...run, due: null })
}

/** What admission says of a message: sent or skipped the run goes on (rule 16), deferred it rests until it asks again. */
function settle(turn: Turn, plan: Plan, run: Run, ask: Ask, hands: Hands): void {
  const { asked, giveUp, port } = ask
  const verdict = hands.admit(turn, plan, run, ask)
  const place = { node: run.node, visit: run.visit, what: 'asked' } as const
  if (verdict.do !== 'defer') {
    note(turn, run, { ...place, port, ...whyOf(verdict) })
    if (verdict.do === 'send') extendPursuit(turn, plan, run)
    proceed(turn, plan, { ...run, rest: null }, { do: 'take', port, why: verdict.why, told: true }, hands)
    return
  }
  const { until, why } = verdict
  const before = deferredOf(run)
  if (!before) count(turn, run, run.node, 'deferred')
  if (before?.until !== until || before.why !== why) note(turn, run, { ...place, until, ...whyOf(verdict) })
  const resting = { ...run, rest: { deferred: { asked, giveUp, until, why } } }
  replace(turn, { ...resting, due: earlier(until, exitsChangeAt(turn, plan, resting)) })
  if (!before) leftByExitRule(turn, plan, turn.runs.get(run.id) as Run, hands)
}

/** A webhook may always go; the run goes on, unless it waits for the outcome. */
function call(turn: Turn, plan: Plan, run: Run, asking: Asking, hands: Hands): Answer {
  hands.call(turn, plan, run, asking.effect as Extract<Effect, { kind: 'webhook' }>)
  const why = 'webhookAdmitted'
  const port = 'port' in asking.after ? asking.after.port : null
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
function rest(turn: Turn, plan: Plan, run: Run, answer: Resting, isNew: boolean, hands: Hands): void {
  if (isNew && leftByExitRule(turn, plan, run, hands)) return
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
function leftByExitRule(turn: Turn, plan: Plan, run: Run, hands: Hands): boolean {
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
    arrived: run.arrived,
    facts: runFacts(turn, plan, run),
    rest: run.rest,
    repeated: run.repeats?.[run.node] ?? 0,
    winner: turn.live.winners.get(`${run.workflow} ${run.version} ${run.node}`),
    assigned: (salt) => assignmentOf(turn, run, salt),
  }
}

const runFacts = (turn: Turn, plan: Plan, run: Run) => factsOf(turn, runFactsOf(turn, run), zoneOf(turn, plan))
