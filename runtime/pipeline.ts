import { limits } from '../shared/limits.ts'
import { admit, admitAgain } from './admit/admit.ts'
import type { Run, Sweep } from './commit/commit.ts'
import type { ConsentPayload, EventPayload, OutcomePayload, RunsMove, StartPayload } from './commit/entry.ts'
import { applyConsent, applyEvent, refuseAddress, setAttributes } from './customers/applyEvent.ts'
import { joinCustomer } from './customers/joinCustomers.ts'
import { findMembers, judgeSegments } from './customers/judgeSegments.ts'
import { learnResponse } from './customers/learnResponse.ts'
import type { Recognised } from './customers/recognise.ts'
import { firesAt, gapAround } from './gaps.ts'
import { enrolMembers } from './route/enrol.ts'
import { dropPlanned, planAnew, wakeForPlanned } from './route/planStarts.ts'
import { route } from './route/route.ts'
import type { TriggerIndex } from './route/triggers.ts'
import { convert } from './step/convert.ts'
import { type Hands, step } from './step/step.ts'
import { type Change, count, type Move, oldestFirst, runFactsOf, type Turn } from './turn.ts'

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
  | { readonly input: 'time' }

export function takeTurn(turn: Turn, at: number, input: Input, triggers: TriggerIndex): void {
  fireTimers(turn, at, triggers)
  turn.now = at
  if (input.input === 'time') return
  follow(turn, firstChange(turn, input, triggers), triggers)
}

/**
 * The customer's timers that are due, each at its own due time, before anything later is looked at (rule 21, H1). One that came due when
 * nobody was running fires at the end of that.
 */
function fireTimers(turn: Turn, until: number, triggers: TriggerIndex): void {
  const { seq, depth } = turn
  for (let timer = nextTimer(turn); timer && timer.at <= until; timer = nextTimer(turn)) {
    const skips = gapAround(turn.live.gaps, timer.due)?.skips === true
    turn.now = timer.at
    turn.seq = 0
    turn.depth = 0
    if (timer.run === null) follow(turn, { time: true, mayStart: !skips }, triggers)
    else {
      const run = turn.runs.get(timer.run)
      if (run) {
        move(turn, { move: 'judge', run, skips })
        follow(turn, { mayStart: true }, triggers)
      }
    }
  }
  turn.seq = seq
  turn.depth = depth
}

/** The earliest timer; of two at once the customer's own wake-up, then the older run. */
function nextTimer({ customer, runs, live }: Turn): { due: number; at: number; run: string | null } | null {
  let next: { due: number; at: number; run: string | null } | null = null
  if (customer.wake !== null) next = { due: customer.wake, at: firesAt(live.gaps, customer.wake), run: null }
  for (const { due, id } of [...runs.values()].sort(oldestFirst)) {
    if (due === null) continue
    const at = firesAt(live.gaps, due)
    if (!next || at < next.at) next = { due, at, run: id }
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
      learnResponse(turn, input.event)
      return applyEvent(turn, input.event, customer === null || joins.length > 0)
    }
    case 'start':
      return { request: input.start, mayStart: true }
    case 'consent':
      return applyConsent(turn, input.consent)
    case 'outcome':
      return learnOutcome(turn, input.outcome)
    case 'sweep':
      return sweepCustomer(turn, input.sweep, triggers)
  }
}

/** First in, first out: segments are judged, then runs and triggers; what they change comes after (rule 12, H16). */
function follow(turn: Turn, first: Change, triggers: TriggerIndex): void {
  turn.queue.push(first)
  for (let taken = 0; turn.queue.length > 0; taken++) {
    const change = turn.queue.shift() as Change
    if (taken >= limits.consequences) {
      stopChain(turn, change)
      continue
    }
    convert(turn, change, triggers.byGoal(change))
    const caused = judgeSegments(turn, change)
    for (const next of route(turn, change, triggers)) move(turn, next)
    turn.queue.push(...caused)
  }
  wakeForPlanned(turn)
}

/** A change that is still causing others after so many stops the run that caused it. */
function stopChain(turn: Turn, change: Change): void {
  const run = change.by && turn.runs.get(change.by.id)
  const detail = `more than ${limits.consequences} consequences in one turn`
  if (run)
    move(turn, { move: 'leave', run, reason: { code: 'failed', detail }, why: { why: 'failed', params: { detail } } })
}

const hands: Hands = {
  admit: (turn, run, node, effect) =>
    admit(turn, run, {
      effect,
      variables: turn.reading.plan(run.workflow, run.version).variables(node.id),
      trigger: () => runFactsOf(turn, run).trigger,
    }),
  write: (turn, values) => setAttributes(turn, values, turn.now),
}

function move(turn: Turn, next: Move): void {
  step(turn, turn.reading.plan(next.run.workflow, next.run.version), next, hands)
}

/** What became of a message: written down, and told to the run that waits for it. */
function learnOutcome(turn: Turn, outcome: OutcomePayload): Change {
  // When the fold lags, the timer that admitted it may fire in this very turn.
  const message =
    turn.result.messages.findLast(({ key }) => key === outcome.message) ?? turn.reading.message(outcome.message)
  if (!message) return { mayStart: false }
  if (outcome.outcome === 'notSent') {
    admitAgain(turn, message, outcome.detail)
    return { mayStart: false }
  }
  turn.result.messageStates.push({
    key: message.key,
    state: outcome.outcome,
    at: turn.now,
    detail: outcome.detail,
    attempts: outcome.attempts,
  })
  count(turn, message, message.node, outcome.outcome)
  if (outcome.permanent && message.channel === 'email') refuseAddress(turn, message.address)
  const run = turn.runs.get(message.run)
  const isAwaited = run && message.key === `${run.id}:${run.node}:${run.visit}`
  if (isAwaited)
    move(turn, {
      move: 'outcome',
      run,
      outcome: outcome.outcome,
      detail: outcome.detail,
      assumed: outcome.assumed ?? false,
    })
  return { mayStart: true }
}

/** What a marker means for this customer, as of the marker's instant (H2). */
function sweepCustomer(turn: Turn, sweep: Sweep, triggers: TriggerIndex): Change {
  const { what } = sweep
  turn.customer = { ...turn.customer, swept: Math.max(turn.customer.swept, sweep.n) }
  if (what.kind === 'segment') return findMembers(turn, what.segment)
  if (what.kind === 'end') dropPlanned(turn, what.workflow)
  else planAnew(turn, what.workflow, triggers)
  if (what.kind === 'plan') return { mayStart: false }
  for (const run of [...turn.runs.values()].sort(oldestFirst)) {
    if (run.workflow !== what.workflow) continue
    if (what.kind === 'end')
      move(turn, { move: 'leave', run, reason: { code: 'workflowEnded' }, why: { why: 'workflowEnded' } })
    else if (what.kind === 'resume')
      move(turn, { move: 'resume', run, overdue: what.overdue ?? 'run', pausedAt: what.pausedAt ?? sweep.at })
    else if (what.kind === 'publish') moveRun(turn, run, what.version, what.move)
  }
  if (what.kind === 'publish' && what.include)
    for (const begun of enrolMembers(turn, turn.reading.plan(what.workflow, what.version))) move(turn, begun)
  return { mayStart: false }
}

/** A run of an older version goes where the map says, or stays (rule 25). */
function moveRun(turn: Turn, run: Run, version: number, map: RunsMove | undefined): void {
  const destination = map && Object.hasOwn(map.nodes, run.node) ? map.nodes[run.node] : undefined
  if (!map || !destination || run.version === version) return
  move(turn, { move: 'change', run, version, destination, keepElapsed: map.keepElapsed })
}
