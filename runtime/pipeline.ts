import { limits } from '../shared/limits.ts'
import { admit, admitWebhook, cancelUnsentOf, withdrawUnsent } from './admit/admit.ts'
import { askAgain, judgeWaiting, mostUrgent, wakeForWaiting } from './admit/waiting.ts'
import { chainOf } from './chainOf.ts'
import { type Change, latenessOf } from './change.ts'
import type { ConsentPayload, EventPayload, OutcomePayload, StartPayload } from './commit/entry.ts'
import type { Run } from './commit/run.ts'
import type { Sweep } from './commit/sweep.ts'
import { applyConsent, applyEvent } from './customers/applyEvent.ts'
import { emitEvent } from './customers/emitEvent.ts'
import { joinCustomer } from './customers/joinCustomers.ts'
import { judgeSegments } from './customers/judgeSegments.ts'
import { learnResponse } from './customers/learnResponse.ts'
import { setAttributes } from './customers/profile.ts'
import type { Recognised } from './customers/recognise.ts'
import { eraseCustomer } from './eraseCustomer.ts'
import { runFactsOf } from './factsOf.ts'
import { firesAt, gapAround } from './gaps.ts'
import { learnOutcome } from './learnOutcome.ts'
import type { Ask, Move } from './move.ts'
import type { Plan } from './plan.ts'
import { reachGoals } from './route/goals.ts'
import { wakeForPlanned } from './route/planStarts.ts'
import { route } from './route/route.ts'
import type { TriggerIndex } from './route/triggers.ts'
import { convert, convertReached } from './step/convert.ts'
import type { Hands } from './step/hands.ts'
import { step } from './step/step.ts'
import { sweepCustomer } from './sweepCustomer.ts'
import { byAge, type Turn } from './turn.ts'

/**
 * One customer's turn, stage by stage:
 *
 *     events ─▶ ingest ─▶ customers ─▶ route ─▶ step ─▶ admit ─▶ commit ═▶ deliver
 *                           ▲                     │
 *                           └── what it changed ──┘
 *
 * A turn is an input and what follows from it, first in, first out. The stages are pure: they read the turn's facts and `now`, and replace
 * the turn's values. Nothing outside changes until the turn has ended well; nothing is durable until its batch is committed.
 */
export type Input =
  | { readonly input: 'event'; readonly event: EventPayload; readonly recognised: Recognised }
  | { readonly input: 'start'; readonly start: StartPayload }
  | { readonly input: 'consent'; readonly consent: ConsentPayload }
  | { readonly input: 'outcome'; readonly outcome: OutcomePayload }
  | { readonly input: 'sweep'; readonly sweep: Sweep }
  | { readonly input: 'erase' }
  | { readonly input: 'time' }

export function takeTurn(turn: Turn, at: number, input: Input, triggers: TriggerIndex): void {
  fireTimers(turn, at, triggers)
  turn.now = at
  beginCounting(turn)
  if (input.input === 'time') return
  turn.queue.push(firstChange(turn, input, triggers))
  follow(turn, triggers)
  judgeMessages(turn, triggers)
}

/**
 * The customer's timers that are due, each at its own due time, before anything later is looked at (rule 21, H1). One that came due when
 * nobody was running fires at the end of that. Messages that timers of one instant ask for are judged together.
 */
function fireTimers(turn: Turn, until: number, triggers: TriggerIndex): void {
  const { seq, depth } = turn
  for (let timer = nextTimer(turn); timer && timer.at <= until; timer = nextTimer(turn)) {
    const skips = gapAround(turn.live.gaps, timer.due)?.skips === true
    turn.now = timer.at
    turn.seq = 0
    turn.depth = 0
    beginCounting(turn)
    const run = timer.run === null ? undefined : turn.runs.get(timer.run)
    if (run) move(turn, { move: 'judge', run, skips })
    turn.queue.push(timer.run === null ? { time: true, mayStart: !skips } : { mayStart: true })
    follow(turn, triggers)
    if (nextTimer(turn)?.at !== timer.at) judgeMessages(turn, triggers)
  }
  turn.seq = seq
  turn.depth = depth
}

/** The earliest timer; of those that a gap's end fires the customer's own wake-up, then what was due first; of two at once the older run. */
function nextTimer({ customer, runs, live }: Turn): { due: number; at: number; run: string | null } | null {
  let next: { due: number; at: number; run: string | null } | null = null
  if (customer.wake !== null) next = { due: customer.wake, at: firesAt(live.gaps, customer.wake), run: null }
  for (const { due, id } of byAge(runs)) {
    if (due === null) continue
    const at = firesAt(live.gaps, due)
    const isFirst = !next || at < next.at || (at === next.at && next.run !== null && due < next.due)
    if (isFirst) next = { due, at, run: id }
  }
  return next
}

/** The input itself, applied to the customer. */
function firstChange(turn: Turn, input: Exclude<Input, { input: 'time' }>, triggers: TriggerIndex): Change {
  switch (input.input) {
    case 'event': {
      const { customer, joins, claims } = input.recognised
      for (const identity of claims) turn.result.identities.push({ identity, customer: turn.customer.id })
      turn.identities = [...turn.identities, ...claims]
      for (const other of joins)
        for (const run of joinCustomer(turn, other))
          move(turn, { move: 'leave', run, reason: { code: 'merged' }, why: { why: 'merged' } })
      const refused = learnResponse(turn, input.event) ? { undeliverable: true as const } : {}
      const change = { ...applyEvent(turn, input.event, customer === null || joins.length > 0), ...refused }
      return joins.length > 0 ? { ...change, joined: joins.map((other) => other.customer) } : change
    }
    case 'start':
      return { request: { ...input.start, seq: turn.seq }, mayStart: true }
    case 'consent':
      return applyConsent(turn, input.consent)
    case 'outcome':
      return carryOut(turn, learnOutcome(turn, input.outcome))
    case 'sweep':
      return carryOut(turn, sweepCustomer(turn, input.sweep, triggers))
    case 'erase':
      return carryOut(turn, eraseCustomer(turn))
  }
}

/** First in, first out: segments are judged, then runs and triggers; what they change comes after (rule 12, H16). */
function follow(turn: Turn, triggers: TriggerIndex): void {
  while (turn.queue.length > 0) {
    const change = turn.queue.shift() as Change
    // Runs end all the time, and hardly any workflow follows another.
    if (change.ended && triggers.byEnd(change.ended.workflow).length === 0) continue
    if (isTooMuch(turn, change)) {
      stopChain(turn, change)
      continue
    }
    turn.lateness = latenessOf(change)
    convert(turn, change, triggers.byGoal(change))
    const caused = judgeSegments(turn, change)
    const before = turn.result.goals.length
    for (const next of reachGoals(turn, change)) move(turn, next)
    convertReached(turn, turn.result.goals.slice(before))
    for (const next of route(turn, change, triggers)) move(turn, next)
    withdrawUnsent(turn, change)
    askAgain(turn, change)
    turn.queue.push(...caused)
  }
  turn.lateness = { mayStart: true }
  wakeForPlanned(turn)
  wakeForWaiting(turn)
}

function beginCounting(turn: Turn): void {
  turn.followed = 0
  turn.moved = 0
}

/**
 * What runs make happen is bounded. What comes from an input ends by itself, however many segments it concerns; only those that read one
 * another in a circle would go on for ever, and are left.
 */
function isTooMuch(turn: Turn, { by, pursued, segments }: Change): boolean {
  // That a goal's time begins makes nothing happen by itself.
  if (pursued !== undefined) return false
  if (by) return ++turn.followed > limits.consequences
  return segments !== undefined && ++turn.moved > limits.consequences + turn.live.segments.size
}

/** Messages that want to go are judged one after another, the most urgent first: each may take what the next would have got (H5). */
function judgeMessages(turn: Turn, triggers: TriggerIndex): void {
  beginCounting(turn)
  for (let ask = mostUrgent(turn); ask; ask = mostUrgent(turn)) {
    if ('key' in ask) judgeWaiting(turn, ask.key)
    else judgeAsk(turn, ask)
    follow(turn, triggers)
  }
}

function judgeAsk(turn: Turn, ask: Ask): void {
  turn.asks.delete(ask.run)
  const run = turn.runs.get(ask.run)
  turn.lateness = ask.lateness
  // It may have been left meanwhile.
  if (run?.visit === ask.visit) move(turn, { move: 'admit', run, ask })
}

/** A change that is still causing others after so many stops the run that caused it. */
function stopChain(turn: Turn, change: Change): void {
  const run = change.by && turn.runs.get(change.by.id)
  if (!run) return
  const detail = `more than ${limits.consequences} consequences in one turn`
  const params = { limit: limits.consequences, chain: chainOf(turn, run) }
  move(turn, { move: 'leave', run, reason: { code: 'failed', detail }, why: { why: 'tooManyConsequences', params } })
}

const hands: Hands = {
  admit: (turn, plan, run, ask) => admit(turn, plan, run, ask, renderingOf(turn, plan, run)),
  call: (turn, plan, run, { url }) => admitWebhook(turn, run, url, renderingOf(turn, plan, run)),
  cancel: (turn, run) => cancelUnsentOf(turn, run.id),
  write: (turn, values) => setAttributes(turn, values, turn.now),
  emit: emitEvent,
}

const renderingOf = (turn: Turn, plan: Plan, run: Run) => ({
  variables: plan.variables(run.node),
  trigger: () => runFactsOf(turn, run).trigger,
})

/** Move after move, since each may change what the next one meets; then what the input itself changed. */
function carryOut(turn: Turn, moves: Generator<Move, Change>): Change {
  for (;;) {
    const { done, value } = moves.next()
    if (done) return value
    move(turn, value)
  }
}

function move(turn: Turn, next: Move): void {
  step(turn, turn.reading.planOrWhy(next.run.workflow, next.run.version), next, hands)
}
