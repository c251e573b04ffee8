import { instantOf } from '../shared/instant.ts'
import { limits } from '../shared/limits.ts'
import { Refusal } from '../shared/problem.ts'
import type { SegmentDefinition } from '../shared/segment.ts'
import type { Workflow } from '../shared/workflow.ts'
import { simulatedClock } from './clock.ts'
import type { NewEntry, OutcomePayload } from './commit/entry.ts'
import type { Message } from './commit/message.ts'
import { type DecisionLine, recordOf } from './decisionLog.ts'
import { type Engine, startEngine } from './engine.ts'
import { accept } from './ingest/accept.ts'
import { type ControlChange, type ControlResult, initialSettings } from './storage/control.ts'
import type { Storage } from './storage/port.ts'

export interface Rehearsal {
  readonly workflow: Workflow
  /** Others that are live too: those that it starts, stops or follows. */
  readonly beside?: readonly Workflow[]
  /** Segment-shaped events in order of arrival. `receivedAt`, else `timestamp`, says when each one arrives. */
  readonly events: Iterable<unknown>
  /** Timers fire up to here; absent: until none is left, or a year after the last event. A schedule comes once more after it. */
  readonly until?: number
  /** An empty store with clock `data`. */
  readonly storage: Storage
}

const year = 366 * 86_400_000
const atOnce = limits.batchEvents

/**
 * Runs a workflow over events under a simulated clock, by the same fold as live (law 4), and answers with the decision log: all trails, in
 * order of time and customer. Nothing leaves: that a message was delivered is assumed, and a decision that rests on it says so (H22).
 */
export async function rehearse({
  workflow,
  beside = [],
  events,
  until,
  storage,
}: Rehearsal): Promise<readonly DecisionLine[]> {
  const record = recordOf(storage, workflow.id)
  const clock = simulatedClock(0)
  const engine = await startEngine({ storage: record.storage, clock, changed: () => {} })
  let last = 0
  for (const event of events) {
    const entries = entriesOf(event, last)
    const at = entries[0]?.clock ?? last
    if (last === 0) await open(engine, [...beside, workflow], at)
    if (at > last) await letTimePass(engine, last, at - 1)
    last = Math.max(last, at)
    await engine.append(entries)
    await deliver(engine, last)
  }
  if (until !== undefined) await letTimePass(engine, last, until)
  else await letOneMoreRoundPass(engine, last)
  await engine.close()
  return record.lines()
}

/** Publishes workflows and the segments that they carry into an empty store; the last one's zone is the store's. */
async function open(engine: Engine, workflows: readonly Workflow[], at: number): Promise<void> {
  const change = async (asked: ControlChange): Promise<Extract<ControlResult, { ok: true }>> => {
    const result = await engine.control(asked)
    if (!result.ok) throw new Refusal(result.problems, result.status)
    return result
  }
  await change({ do: 'advanceClock', to: at - 1 })
  await change({ do: 'saveSettings', settings: { ...initialSettings, zone: workflows.at(-1)?.settings.zone ?? 'UTC' } })
  const segments = Object.entries(Object.assign({}, ...workflows.map((workflow) => workflow.segments ?? {})))
  for (const [segment, definition] of segments as [string, SegmentDefinition][])
    await change({ do: 'saveSegment', segment, definition, revision: null })
  for (const workflow of workflows) {
    const { id, title } = workflow
    const document = JSON.stringify(workflow)
    const { revision } = await change({ do: 'saveDraft', workflow: id, title, document, revision: null })
    await change({ do: 'publish', workflow: id, document, revision: revision ?? 1, compiled: [] })
  }
  await engine.idle()
}

/** From timer to timer, so that whatever one of them sends is delivered at that instant. */
async function letTimePass(engine: Engine, from: number, until: number): Promise<void> {
  for (let next = await engine.nextTimer(); next !== null && next <= until; next = await engine.nextTimer()) {
    await advance(engine, Math.max(next, from))
    await deliver(engine, Math.max(next, from))
  }
}

/** Until no timer is left, or for a year. Schedules have no end: the next one comes, and then time passes until the one after would. */
async function letOneMoreRoundPass(engine: Engine, last: number): Promise<void> {
  const scheduled = await engine.nextSchedule()
  const end = last + year
  if (scheduled === null || scheduled > end) return letTimePass(engine, last, end)
  await letTimePass(engine, last, scheduled)
  await letTimePass(engine, scheduled, Math.min(end, ((await engine.nextSchedule()) ?? end + 1) - 1))
}

async function advance(engine: Engine, to: number): Promise<void> {
  await engine.control({ do: 'advanceClock', to })
  await engine.idle()
}

function entriesOf(event: unknown, last: number): NewEntry[] {
  const said = event !== null && typeof event === 'object' ? (event as Record<string, unknown>) : {}
  const named = [said.receivedAt, said.timestamp, said.originalTimestamp].find((time) => typeof time === 'string')
  const instant = named === undefined ? last : instantOf(named)
  const arrived = Math.max(typeof instant === 'number' ? instant : last, last)
  let made = 0
  const { accepted, refused } = accept(
    { batch: [event] },
    {
      call: 'batch',
      source: 'rehearsal',
      kind: 'server',
      receivedAt: null,
      now: arrived,
      clock: 'data',
      newId: () => `rehearsal:${arrived}:${made++}`,
    },
  )
  if (refused.length > 0) throw new Refusal(refused.flatMap((item) => item.problems))
  return accepted.map(({ messageId, ...payload }) => ({
    id: messageId,
    payload: { type: 'event', ...payload },
    clock: arrived,
  }))
}

/**
 * Supposes that whatever may go is delivered at once, and what follows from that too; what may not go is handed back, to be judged again.
 * Webhooks that lead to one another in a circle would go round at one instant for ever, so the rounds are counted.
 */
async function deliver(engine: Engine, now: number): Promise<void> {
  for (let round = 0; round < limits.consequences; round++) {
    const outcomes = [...(await outcomesOf(engine, now, 'email')), ...(await outcomesOf(engine, now, 'webhook'))]
    if (outcomes.length === 0) return
    for (let next = 0; next < outcomes.length; next += atOnce) await engine.append(outcomes.slice(next, next + atOnce))
    await engine.idle()
  }
}

async function outcomesOf(engine: Engine, now: number, channel: Message['channel']): Promise<NewEntry[]> {
  const outcomes: NewEntry[] = []
  for (;;) {
    const { claimed, ...refused } = await engine.claim(now, atOnce, channel)
    for (const { message, attempt } of claimed) outcomes.push(supposed(message, attempt))
    if (claimed.length === atOnce) continue
    for (const detail of ['stale', 'vetoed', 'cancelled'] as const)
      for (const message of refused[detail]) outcomes.push(notSent(message, detail))
    return outcomes
  }
}

const supposed = (message: Message, attempt: number): NewEntry =>
  outcomeOf(message, `${message.key}:${attempt}`, { outcome: 'sent', detail: '', attempts: attempt, assumed: true })

const notSent = (message: Message, detail: string): NewEntry =>
  outcomeOf(message, `${message.key}:${detail}:${message.sendBefore}`, { outcome: 'notSent', detail, attempts: 0 })

const outcomeOf = (
  { key, customer, depth }: Message,
  id: string,
  outcome: Omit<OutcomePayload, 'type' | 'message' | 'customer'>,
): NewEntry => ({ id, depth, payload: { type: 'outcome', message: key, customer, ...outcome } })
