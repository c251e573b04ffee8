import type { Change } from './change.ts'
import { setMembership } from './customers/judgeSegments.ts'
import type { Move } from './move.ts'
import { remember } from './note.ts'
import { dropPlanned } from './route/planStarts.ts'
import { byAge, type Turn } from './turn.ts'

/**
 * A customer is about to be erased (rule 30): their runs are left, and they leave their segments, so that nothing counts them any more.
 * Nobody reacts to it. What is known of them is storage's to remove.
 */
export function* eraseCustomer(turn: Turn): Generator<Move, Change> {
  for (const run of byAge(turn.runs)) yield { move: 'leave', run, reason: { code: 'erased' }, why: { why: 'erased' } }
  for (const segment of turn.memberships.keys()) {
    setMembership(turn, segment, false, 'joined')
    remember(turn, 'segmentLeft', { segment })
  }
  dropPlanned(turn)
  turn.customer = { ...turn.customer, wake: null }
  return { mayStart: false }
}
