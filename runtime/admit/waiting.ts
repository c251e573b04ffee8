import { earlier } from '../../shared/predicate/truth.ts'
import { normalPriority } from '../../shared/workflow.ts'
import { type Change, isAboutWaiting } from '../change.ts'
import { isPaused } from '../live.ts'
import type { Ask } from '../move.ts'
import { byAge, type Turn } from '../turn.ts'
import { admitAgain, messageOf, withdraw } from './admit.ts'
import { enterCancelled, leaveUnasked, lineOf, waitingLines } from './ledger.ts'

/**
 * Messages that were judged again and wait in the outbox ask as runs do that are deferred (rule 22): when their time has come, and before when
 * what decides about them has changed. Where nobody may ask for now, because the workflow is paused or can't be read, delivery hands it back.
 * One whose time came in a gap goes no more if somebody chose to go on without what came due, as a run that waited for it ends (rule 21).
 */
export function askAgain(turn: Turn, change: Change): void {
  for (const { key, at, waiting } of waitingLines(turn)) {
    const isDue = change.time === true && waiting <= turn.now
    if (!isDue && !isAboutWaiting(change)) continue
    if (isDue && !change.mayStart) {
      withdraw(turn, key, 'missed')
      continue
    }
    const message = messageOf(turn, key)
    const plan = message && turn.reading.planOrWhy(message.workflow, message.version)
    if (plan && !(plan instanceof Error) && !isPaused(turn.live, plan.workflow))
      turn.asksAgain.set(key, { asked: at, priority: plan.document.settings.priority ?? normalPriority })
    else if (isDue) leaveUnasked(turn, key)
  }
}

/** Delivery will meet it in the outbox also when it may not go any more: until then its line says so. */
export function judgeWaiting(turn: Turn, key: string): void {
  turn.asksAgain.delete(key)
  const line = lineOf(turn, key)
  const message = messageOf(turn, key)
  if (!message || !line) return
  admitAgain(turn, message, 'waited')
  if (!lineOf(turn, key)) enterCancelled(turn, line)
}

/** As with planned starts the customer's wake-up is moved to earlier, never to later. */
export function wakeForWaiting(turn: Turn): void {
  let { wake } = turn.customer
  for (const { key, waiting } of waitingLines(turn)) if (!turn.asksAgain.has(key)) wake = earlier(wake, waiting)
  if (wake !== turn.customer.wake) turn.customer = { ...turn.customer, wake }
}

type Asking = Ask | { readonly key: string; readonly asked: number; readonly priority: number }

/** By priority, then by who asked first. */
export function mostUrgent(turn: Turn): Asking | undefined {
  if (turn.asks.size + turn.asksAgain.size === 0) return undefined
  let urgent: Asking | undefined
  for (const { key } of waitingLines(turn)) {
    const ask = turn.asksAgain.get(key)
    if (ask && (!urgent || isMoreUrgent(ask, urgent))) urgent = { key, ...ask }
  }
  for (const { id } of byAge(turn.runs)) {
    const ask = turn.asks.get(id)
    if (ask && (!urgent || isMoreUrgent(ask, urgent))) urgent = ask
  }
  if (!urgent) {
    turn.asks.clear()
    turn.asksAgain.clear()
  }
  return urgent
}

const isMoreUrgent = (a: Pick<Ask, 'asked' | 'priority'>, b: Pick<Ask, 'asked' | 'priority'>): boolean =>
  a.priority > b.priority || (a.priority === b.priority && a.asked < b.asked)
