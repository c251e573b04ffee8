import { earlier } from '../../shared/predicate/truth.ts'
import type { Run } from '../commit/run.ts'
import { isPaused } from '../live.ts'
import { type Ask, deferredOf, type Move, whyOf } from '../move.ts'
import { behaviourOf } from '../nodes/index.ts'
import { count, note } from '../note.ts'
import type { Plan } from '../plan.ts'
import { beginPursuit, extendPursuit } from '../pursuits.ts'
import { Missing, type Turn } from '../turn.ts'
import { changeVersion } from './changeVersion.ts'
import { exitsChangeAt, leftByExitRule } from './exitRules.ts'
import type { Hands } from './hands.ts'
import { heldOf, released } from './held.ts'
import { holdOut, isHeldOut } from './holdout.ts'
import { countOverdue, endRun, leave } from './leaving.ts'
import { arriveAt, hold, proceed, type Resting, rest } from './proceed.ts'
import { replace, wakeAt } from './replace.ts'
import { nodeOf, visitOf } from './visit.ts'

/**
 * Moves a run from where it rests to where it rests next, or to its end. A behaviour that throws, or a version that can't be read, fails this
 * run alone (H12).
 */
export function step(turn: Turn, plan: Plan | Error, move: Move, hands: Hands): void {
  const { run } = move
  try {
    if (move.move === 'leave') leave(turn, run, move.reason, move.why, hands.cancel)
    else if (plan instanceof Error) throw plan
    else if (move.move === 'admit') settle(turn, plan, run, move.ask, hands)
    else if (move.move === 'begin') begin(turn, plan, move, hands)
    else if (move.move === 'resume') resume(turn, plan, move, hands)
    else if (move.move === 'change') changeVersion(turn, plan, move, hands)
    else continueRun(turn, plan, move, hands)
  } catch (error) {
    if (error instanceof Missing) throw error
    const detail = error instanceof Error ? error.message : String(error)
    // It may have come further than where it began.
    const here = turn.runs.get(run.id) ?? run
    note(turn, here, { node: here.node, visit: here.visit, what: 'failed', why: 'failed', params: { detail } })
    endRun(turn, here, { code: 'failed', detail })
  }
}

function begin(turn: Turn, plan: Plan, { run, why, asker }: Extract<Move, { move: 'begin' }>, hands: Hands): void {
  const heldOut = isHeldOut(turn, plan, run)
  if (asker) {
    const params = { workflow: plan.document.title, ...(heldOut ? { reason: 'heldOut' } : { run: run.id }) }
    const { node, visit } = asker
    note(turn, asker, { node, visit, what: 'asked', why: heldOut ? 'notStarted' : 'started', params })
  }
  if (heldOut) {
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
  const recalls = move.move !== 'outcome' && move.recalls === true
  // What a run waits for may still come after its time, or its date move on, and then that is what it does when the pause is over.
  if (held && !(held.held.overdue && move.move !== 'outcome')) {
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
    move.move === 'outcome'
      ? behaviour.outcome?.(node.settings as never, visit, move.outcome, move.detail)
      : ((recalls ? behaviour.recall?.(node.settings as never, visit) : null) ??
        (move.move === 'hear' ? behaviour.hear?.(node.settings as never, visit, move.event) : null) ??
        behaviour.judge?.(node.settings as never, visit))
  if (!answer) {
    if (move.move !== 'outcome') rest(turn, plan, run, unchanged(run), false, hands)
  } else if (answer.do === 'rest') {
    countOverdue(turn, run, -1)
    rest(turn, plan, released(run), answer, held !== null, hands)
    // Overdue as before: what a pause keeps no gap lets go.
  } else if (held && answer.do === 'take' && answer.timer) hold(turn, plan, run, answer)
  else if (move.move === 'judge' && move.skips) leave(turn, run, { code: 'missed' }, { why: 'missed' }, hands.cancel)
  else if (isPaused(turn.live, run.workflow)) hold(turn, plan, run, answer)
  else proceed(turn, plan, run, answer, hands, move.move === 'outcome' && move.assumed)
}

const unchanged = (run: Run): Resting => ({ do: 'rest', rest: run.rest, until: null, why: 'waiting' })

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
  const node = nodeOf(plan, run)
  const isTimed = behaviourOf(node.kind).isTimed?.(node.settings as never)
  if (held?.arriving) {
    const arrived = held.arriving === 'elapsed' ? run.arrived + later : turn.now
    arriveAt(turn, plan, { ...back, arrived }, hands)
  } else if (overdue === 'shift' && (!held || held.overdue) && isTimed !== undefined) {
    const shifted = { ...back, arrived: run.arrived + later }
    if (back.rest === null || (!held && !isTimed)) replace(turn, shifted)
    else arriveAt(turn, plan, shifted, hands, isTimed ? 'shifted' : undefined)
  } else if (held) {
    replace(turn, back)
    const { port, ...why } = held
    if (port === null) step(turn, plan, { move: 'judge', run: back, asks: true }, hands)
    else proceed(turn, plan, back, { do: 'take', port, ...whyOf(why) }, hands)
  }
}

/** What admission says of a message: sent or skipped the run goes on (rule 16), deferred it rests until it asks again. */
function settle(turn: Turn, plan: Plan, run: Run, ask: Ask, hands: Hands): void {
  const { asked, giveUp, port } = ask
  const verdict = hands.admit(turn, plan, run, ask)
  const place = { node: run.node, visit: run.visit, what: 'asked' } as const
  if (verdict.do !== 'defer') {
    note(turn, run, { ...place, port, ...whyOf(verdict) })
    if (verdict.do === 'send') extendPursuit(turn, run.id, ask.giveUp)
    proceed(turn, plan, { ...run, rest: null }, { do: 'take', port, why: verdict.why, told: true }, hands)
    return
  }
  turn.passed.delete(run.id)
  const { until, why } = verdict
  const before = deferredOf(run)
  if (!before) count(turn, run, run.node, 'deferred')
  if (before?.until !== until || before.why !== why) note(turn, run, { ...place, until, ...whyOf(verdict) })
  const resting = { ...run, rest: { deferred: { asked, giveUp, until, why } } }
  replace(turn, { ...resting, due: earlier(until, exitsChangeAt(turn, plan, resting)) })
  if (!before) leftByExitRule(turn, plan, turn.runs.get(run.id) as Run, hands)
}
