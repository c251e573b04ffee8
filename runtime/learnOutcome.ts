import { admitAgain, isJudgedSince, messageOf, settleCancelled, settleLedger } from './admit/admit.ts'
import { leaveLedger, lineOf } from './admit/ledger.ts'
import type { Change } from './change.ts'
import type { OutcomePayload } from './commit/entry.ts'
import { refuseAddress } from './customers/applyEvent.ts'
import type { Move } from './move.ts'
import { count } from './note.ts'
import { leftBy } from './step/leaving.ts'
import type { Turn } from './turn.ts'

const cancelled = { state: 'cancelled', attempts: 0 } as const

/** What became of a message: written down, and told to the run that waits for it. */
export function* learnOutcome(turn: Turn, outcome: OutcomePayload): Generator<Move, Change> {
  // When the fold lags, the timer that admitted it may fire in this very turn.
  const message = messageOf(turn, outcome.message)
  if (!message) return { mayStart: false }
  if (outcome.outcome === 'notSent') {
    const line = lineOf(turn, message.key)
    // For good, also when delivery had handed it back before it was cancelled (rule 15).
    if (line?.cancelled || outcome.detail === 'cancelled') {
      const isFree = settleCancelled(turn, message.key)
      return { mayStart: false, ...(isFree && { freed: true as const }) }
    }
    // Handed back a second time before it was known what came of the first.
    if (!line && message.channel !== 'webhook') return { mayStart: false }
    // Not cancelled with its run: that failed, or it is a webhook.
    const left = leftBy(turn, message.run)
    if (left) {
      const isFree = leaveLedger(turn, ({ key }) => key === message.key)
      turn.result.messageStates.push({ ...cancelled, key: message.key, at: turn.now, detail: left })
      return { mayStart: false, ...(isFree && { freed: true as const }) }
    }
    if (outcome.detail === 'stale' && isJudgedSince(turn, message)) return { mayStart: false }
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
  const isRefused = outcome.permanent && message.channel === 'email'
  if (isRefused) refuseAddress(turn, message.address)
  const run = turn.runs.get(message.run)
  const isAwaited = run && message.key === `${run.id}:${run.node}:${run.visit}`
  if (isAwaited)
    yield {
      move: 'outcome',
      run,
      outcome: outcome.outcome,
      detail: outcome.detail,
      assumed: outcome.assumed ?? false,
    }
  return {
    mayStart: true,
    ...(isFree && { freed: true as const }),
    ...(isRefused && { undeliverable: true as const }),
  }
}
