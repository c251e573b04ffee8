import { limits } from '../shared/limits.ts'
import {
  admit,
  admitAgain,
  admitWebhook,
  leaveLedgerOf,
  messageOf,
  settleLedger,
  withdrawUnsent,
} from './admit/admit.ts'
import type { Run, Sweep } from './commit/commit.ts'
import type { ConsentPayload, EventPayload, OutcomePayload, RunsMove, StartPayload } from './commit/entry.ts'
import { applyConsent, applyEvent, refuseAddress, setAttributes } from './customers/applyEvent.ts'
import { emitEvent } from './customers/emitEvent.ts'
import { joinCustomer } from './customers/joinCustomers.ts'
import { findMembers, judgeSegments } from './customers/judgeSegments.ts'
import { learnResponse } from './customers/learnResponse.ts'
import type { Recognised } from './customers/recognise.ts'
import { firesAt, gapAround } from './gaps.ts'
import type { Plan } from './plan.ts'
import { enrolAudience, enrolMembers } from './route/enrol.ts'
import { reachGoals } from './route/goals.ts'
import { dropPlanned, planAnew, wakeForPlanned } from './route/planStarts.ts'
import { route } from './route/route.ts'
import type { TriggerIndex } from './route/triggers.ts'
import { convert, convertReached } from './step/convert.ts'
import { type Hands, step } from './step/step.ts'
import { type Ask, type Change, chainOf, count, type Move, oldestFirst, runFactsOf, type Turn } from './turn.ts'

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
  turn.followed = 0
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
    turn.followed = 0
    const run = timer.run === null ? undefined : turn.runs.get(timer.run)
    if (run) move(turn, { move: 'judge', run, skips })
    turn.queue.push(timer.run === null ? { time: true, mayStart: !skips } : { mayStart: true })
    follow(turn, triggers)
    if (nextTimer(turn)?.at !== timer.at) judgeMessages(turn, triggers)
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
      return { request: { ...input.start, seq: turn.seq }, mayStart: true }
    case 'consent':
      return applyConsent(turn, input.consent)
    case 'outcome':
      return learnOutcome(turn, input.outcome)
    case 'sweep':
      return sweepCustomer(turn, input.sweep, triggers)
  }
}

/** First in, first out: segments are judged, then runs and triggers; what they change comes after (rule 12, H16). */
function follow(turn: Turn, triggers: TriggerIndex): void {
  while (turn.queue.length > 0) {
    const change = turn.queue.shift() as Change
    // Runs end all the time, and hardly any workflow follows another.
    if (change.ended && triggers.byEnd(change.ended.workflow).length === 0) continue
    if (turn.followed >= limits.consequences) {
      stopChain(turn, change)
      continue
    }
    turn.followed++
    turn.mayStart = change.mayStart
    convert(turn, change, triggers.byGoal(change))
    const caused = judgeSegments(turn, change)
    const before = turn.result.goals.length
    for (const next of reachGoals(turn, change)) move(turn, next)
    convertReached(turn, turn.result.goals.slice(before))
    for (const next of route(turn, change, triggers)) move(turn, next)
    if (withdrawUnsent(turn, change)) turn.queue.push(slotFreed)
    turn.queue.push(...caused)
  }
  turn.mayStart = true
  wakeForPlanned(turn)
}

const slotFreed: Change = { freed: true, mayStart: false }

/** Messages that want to go are judged one after another, the most urgent first: each may take what the next would have got (H5). */
function judgeMessages(turn: Turn, triggers: TriggerIndex): void {
  for (let ask = mostUrgent(turn); ask; ask = mostUrgent(turn)) {
    turn.asks.delete(ask.run)
    const run = turn.runs.get(ask.run)
    // It may have been left meanwhile.
    if (run?.visit === ask.visit) move(turn, { move: 'admit', run, ask })
    follow(turn, triggers)
  }
}

/** By priority, then by who asked first. */
function mostUrgent(turn: Turn): Ask | undefined {
  if (turn.asks.size === 0) return undefined
  const inOrder = [...turn.runs.values()].sort(oldestFirst).flatMap(({ id }) => turn.asks.get(id) ?? [])
  if (inOrder.length === 0) turn.asks.clear()
  return inOrder.sort((a, b) => b.priority - a.priority || a.asked - b.asked)[0]
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
  cancel(turn, run) {
    if (leaveLedgerOf(turn, run.id)) turn.queue.push(slotFreed)
  },
  write: (turn, values) => setAttributes(turn, values, turn.now),
  emit: emitEvent,
}

const renderingOf = (turn: Turn, plan: Plan, run: Run) => ({
  variables: plan.variables(run.node),
  trigger: () => runFactsOf(turn, run).trigger,
})

function move(turn: Turn, next: Move): void {
  step(turn, turn.reading.plan(next.run.workflow, next.run.version), next, hands)
}

/** What became of a message: written down, and told to the run that waits for it. */
function learnOutcome(turn: Turn, outcome: OutcomePayload): Change {
  // When the fold lags, the timer that admitted it may fire in this very turn.
  const message = messageOf(turn, outcome.message)
  if (!message) return { mayStart: false }
  if (outcome.outcome === 'notSent') {
    const isFree = admitAgain(turn, message, outcome.detail)
    return { mayStart: false, ...(isFree && { freed: true as const }) }
  }
  const isFree = settleLedger(turn, message, outcome.outcome)
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
  return { mayStart: true, ...(isFree && { freed: true as const }) }
}

/** What a marker means for this customer, as of the marker's instant (H2). */
function sweepCustomer(turn: Turn, sweep: Sweep, triggers: TriggerIndex): Change {
  const { what } = sweep
  turn.customer = { ...turn.customer, swept: Math.max(turn.customer.swept, sweep.n) }
  if (what.kind === 'segment') return findMembers(turn, what.segment)
  if (what.kind === 'enter') {
    const live = turn.live.workflows.get(what.workflow)
    const begun = live ? enrolAudience(turn, turn.reading.plan(live.id, live.version), what, sweep.n) : []
    for (const next of begun) move(turn, next)
    return { mayStart: false }
  }
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
