import { type AcceptedEvent, propertiesOf } from '../../shared/event.ts'
import type { Change } from '../change.ts'
import type { Run } from '../commit/run.ts'
import { derive } from '../derived.ts'
import { addToHistory } from '../factsOf.ts'
import type { Turn } from '../turn.ts'

/**
 * An event that a run makes happen to its customer enters their history like one that came. It is no word of the customer's own: profile and
 * consents stay as they are. `null` when it can't be kept.
 */
export function emitEvent(
  turn: Turn,
  run: Run,
  event: string,
  properties: Readonly<Record<string, unknown>>,
): Change | null {
  const messageId: AcceptedEvent['messageId'] = `${run.id}:${run.node}:${run.visit}`
  const timestamp = new Date(turn.now).toISOString()
  const entry = derive(turn, run, event, JSON.stringify({ type: 'track', event, messageId, timestamp, properties }))
  if (!entry) return null
  let read: Readonly<Record<string, unknown>> | undefined
  const fact = { name: event, seq: entry.seq, time: turn.now, properties: () => (read ??= propertiesOf(entry.body)) }
  addToHistory(turn, fact)
  return { event: fact, mayStart: true, by: run }
}
