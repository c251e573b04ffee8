import { titleOf } from '../chainOf.ts'
import type { Run } from '../commit/run.ts'
import { derive } from '../derived.ts'
import type { Why } from '../move.ts'
import type { Deed } from '../nodes/behaviour.ts'
import type { Plan } from '../plan.ts'
import { oldestFirst, type Turn } from '../turn.ts'
import type { Hands } from './hands.ts'
import { leave } from './leaving.ts'

/** Does what a node does beside leading on, and says what came of it so far. What it causes is judged once the step is over (rule 12). */
export function perform(turn: Turn, plan: Plan, run: Run, deed: Deed, hands: Hands): Why {
  switch (deed.do) {
    case 'start':
      return start(turn, run, deed)
    case 'stop':
      return stop(turn, plan, run, deed, hands)
    case 'emit': {
      const change = hands.emit(turn, run, deed.event, deed.properties)
      if (change) turn.queue.push(change)
      return { why: change ? 'emitted' : 'notEmitted', params: { event: deed.event } }
    }
  }
}

function start(turn: Turn, run: Run, { workflow, properties }: Extract<Deed, { do: 'start' }>): Why {
  const params = { workflow: titleOf(turn, workflow) }
  const entry = derive(turn, run, null, JSON.stringify({ type: 'start', workflow, properties }))
  if (!entry) return { why: 'notStarted', params: { ...params, reason: 'tooMuchDerived' } }
  turn.queue.push({ request: { workflow, properties, seq: entry.seq, fromRun: true }, mayStart: true, by: run })
  return { why: 'startAsked', params }
}

function stop(turn: Turn, plan: Plan, run: Run, deed: Extract<Deed, { do: 'stop' }>, hands: Hands): Why {
  const { workflow, sameKey, reason } = deed
  const stopped = [...turn.runs.values()]
    .filter((other) => other.workflow === workflow && other.id !== run.id && (!sameKey || other.key === run.key))
    .sort(oldestFirst)
  const by = plan.document.title
  const why = { why: 'stopped', params: { by, ...(reason && { reason }) } }
  for (const other of stopped) leave(turn, other, { code: 'stopped', detail: reason ?? by }, why, hands.cancel)
  const params = { workflow: titleOf(turn, workflow), runs: stopped.length }
  return { why: stopped.length > 0 ? 'stoppedRuns' : 'nothingToStop', params }
}
