import type { EndReason, Run } from '../commit/run.ts'
import type { Why } from '../move.ts'
import { count, note } from '../note.ts'
import { cutPursuit, dropPursuit } from '../pursuits.ts'
import type { Turn } from '../turn.ts'
import { heldOf } from './held.ts'

/** A run was left: its messages that have not begun are cancelled. */
export type Cancel = (turn: Turn, run: Run) => void

/** Leaving cancels every message of the run that has not begun (rule 15). */
export function leave(turn: Turn, run: Run, reason: EndReason, why: Why, cancel: Cancel): void {
  note(turn, run, { node: run.node, visit: run.visit, what: 'ended', ...why })
  turn.result.cancelled.push({ run: run.id, at: turn.now, detail: reason.code })
  cancel(turn, run)
  // Another run goes on in its place, and would count the same.
  if (reason.code === 'merged') dropPursuit(turn, run.id)
  else if (reason.code === 'replaced') cutPursuit(turn, run.id)
  endRun(turn, run, reason)
}

const ownEnds: ReadonlySet<string> = new Set(['reachedEnd', 'exitNode'])

/** Why a run was left; `null` while it goes on, and when it came to its own end: then its messages still go. */
export function leftBy(turn: Turn, id: string): string | null {
  if (turn.runs.has(id)) return null
  const reason = (turn.result.runs.get(id) ?? turn.reading.run(id))?.reason
  return reason && !ownEnds.has(reason.code) ? reason.code : null
}

export function endRun(turn: Turn, run: Run, reason: EndReason): void {
  countOverdue(turn, run, -1)
  count(turn, run, run.node, 'ended')
  count(turn, run, run.entered, `endedBy:${countedReason(reason)}`)
  const ended: Run = { ...run, rest: null, due: null, ended: turn.now, reason }
  turn.runs.delete(run.id)
  turn.result.runs.set(run.id, ended)
  const ending = endingOf(reason)
  if (ending) turn.queue.push({ ended: { workflow: run.workflow, ...ending }, ...turn.lateness, by: ended })
}

/** What went wrong is told by each run: there are as many texts as there are errors. */
const countedReason = (reason: EndReason): string =>
  'detail' in reason && reason.code !== 'failed' ? `${reason.code}:${reason.detail}` : reason.code

/** How a run ended of its own accord, for workflows that follow; `null` when somebody or something else ended it. */
function endingOf(reason: EndReason): { readonly how: 'end' | 'exit' | 'goal'; readonly detail: string } | null {
  if (reason.code === 'reachedEnd') return { how: 'end', detail: '' }
  if (reason.code === 'goalReached') return { how: 'goal', detail: reason.detail }
  return reason.code === 'exitNode' || reason.code === 'exitRule' ? { how: 'exit', detail: reason.detail } : null
}

export function countOverdue(turn: Turn, run: Run, by: 1 | -1): void {
  if (heldOf(run)?.held.overdue) count(turn, run, run.node, 'overdue', by)
}
