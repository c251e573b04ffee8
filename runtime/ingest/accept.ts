import type { AcceptedEvent, EventKind, SourceKind } from '../../shared/event.ts'
import { instantOf } from '../../shared/instant.ts'
import { limits } from '../../shared/limits.ts'
import { type Problem, Refusal } from '../../shared/problem.ts'
import { shown } from '../../shared/problemsOf.ts'
import { isWithdrawal } from '../consentDecisions.ts'
import { checkEvent, checkSize, isObject } from './checkEvent.ts'
import { identitiesOf, type Naming } from './identities.ts'
import { ownTime } from './ownTime.ts'

/** Where a body came from, and when. */
export interface Arrival {
  readonly call: Call
  readonly source: string
  readonly kind: SourceKind
  /** The machine's clock, by which the client's is corrected. Null for what arrived before: only its own `receivedAt` may say when. */
  readonly receivedAt: number | null
  /** The store's clock: the time of an event that names none. */
  readonly now: number
  /** In a store with clock `data` an event's own time moves the clock, so it may lie ahead of `now`. */
  readonly clock: 'wall' | 'data'
  newId(): string
}

export interface Acceptance {
  readonly accepted: readonly AcceptedEvent[]
  readonly refused: readonly RefusedItem[]
}

export interface RefusedItem {
  readonly index: number
  readonly problems: readonly Problem[]
  /** Empty where nobody is to keep it. */
  readonly body: string
}

/** The calls of the HTTP API; a browser's Segment client shortens them to their first letter. */
export const calls = {
  identify: 'identify',
  track: 'track',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  import: 'import',
  i: 'identify',
  t: 'track',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
} as const
export type Call = (typeof calls)[keyof typeof calls]

/**
 * Sorts a parsed body into events and refused items. Throws a Refusal of the whole body when it is no event and no batch.
 * Lawful input is kept as it came; nothing here reads a clock or a table.
 */
export function accept(body: unknown, arrival: Arrival): Acceptance {
  if (!isObject(body)) throw wrong('', 'object', body)
  const isBatch = arrival.call === 'batch' || arrival.call === 'import'
  if (!isBatch) return sorted([typed(body, arrival.call as EventKind)], undefined, arrival)
  if (!Array.isArray(body.batch)) throw wrong('/batch', 'array', body.batch)
  if (body.batch.length > limits.batchEvents) {
    const params = { limit: limits.batchEvents, came: body.batch.length }
    throw new Refusal([{ code: 'tooMany', severity: 'error', path: '/batch', params }], 413)
  }
  return sorted(body.batch, body.sentAt, arrival)
}

function sorted(items: readonly unknown[], sentAt: unknown, arrival: Arrival): Acceptance {
  const accepted: AcceptedEvent[] = []
  const refused: RefusedItem[] = []
  for (const [index, item] of items.entries()) {
    const problems = checkEvent(item)
    const text = problems.length === 0 ? JSON.stringify(item) : asText(item)
    const problem = problems[0] ?? checkSize(text)
    if (problem) {
      refused.push({ index, problems: problems.length > 0 ? problems : [problem], body: text })
      continue
    }
    const event = eventOf(item as Item, text, sentAt, arrival)
    if ('messageId' in event) accepted.push(event)
    else refused.push({ index, problems: [event], body: text })
  }
  return { accepted, refused }
}

/** An item that `checkEvent` found nothing wrong with. */
interface Item extends Naming {
  readonly type: EventKind
  readonly messageId?: string | null
  readonly event?: string
  readonly previousId?: string | number
  readonly timestamp?: string | null
  readonly originalTimestamp?: string | null
  readonly sentAt?: string | null
  readonly receivedAt?: unknown
}

function eventOf(item: Item, body: string, batchSentAt: unknown, arrival: Arrival): AcceptedEvent | Problem {
  const trusted = arrival.kind !== 'browser'
  const identities = identitiesOf(item, trusted, item.type === 'identify')
  if (identities.length === 0) return { code: 'nobody', severity: 'error', path: '' }
  const sentAt = item.sentAt ?? batchSentAt ?? undefined
  const sent = typeof sentAt === 'string' ? instantOf(sentAt) : undefined
  if (typeof sent === 'string' || (sent === undefined && sentAt !== undefined))
    return { code: 'instant', severity: 'error', path: '/sentAt', params: { came: shown(sentAt) } }
  const event: AcceptedEvent = {
    messageId: item.messageId || arrival.newId(),
    kind: item.type,
    name: item.type === 'track' ? (item.event as string) : item.type,
    time: timeOf(item, sent, arrival),
    identities,
    ...(item.type === 'alias' ? { previousId: String(item.previousId) } : {}),
    source: arrival.source,
    trusted,
    historical: arrival.call === 'import',
    body,
  }
  const isBelieved = trusted || identities.some(({ kind }) => kind === 'userId' || kind === 'anonymousId')
  // Whoever says it, no mail goes to an address that is unsubscribed.
  if (!isBelieved && !isWithdrawal({ type: 'event', ...event }))
    return { code: 'nobodyBelieved', severity: 'error', path: '' }
  return event
}

function timeOf(item: Item, sentAt: number | undefined, arrival: Arrival): number {
  const said = item.timestamp ?? item.originalTimestamp
  if (said === undefined || said === null) return arrival.now
  // RudderStack's clients stamp every event themselves; a timestamp beside that stamp was named by a person and stands as it is.
  const isNamed = said === item.timestamp && typeof item.originalTimestamp === 'string'
  const time = ownTime(instantOf(said) as number, isNamed ? undefined : sentAt, receivedAt(item, arrival))
  return arrival.clock === 'data' ? time : Math.min(time, arrival.now)
}

function receivedAt(item: Item, arrival: Arrival): number | undefined {
  if (arrival.receivedAt !== null) return arrival.receivedAt
  const said = typeof item.receivedAt === 'string' ? instantOf(item.receivedAt) : undefined
  return typeof said === 'number' ? said : undefined
}

// The path says what a single call is; what is stored must say it too, because it is read without its path. A key is no part of it.
function typed(body: Record<string, unknown>, kind: EventKind): Record<string, unknown> {
  if (body.type === kind && !('writeKey' in body)) return body
  const { writeKey: _, ...item } = body
  return { ...item, type: kind }
}

const wrong = (path: string, expected: string, came: unknown) =>
  new Refusal([
    came === undefined
      ? { code: 'missing', severity: 'error', path, params: { expected } }
      : { code: 'wrongType', severity: 'error', path, params: { expected, came: shown(came) } },
  ])

// What is nested by the thousand can be parsed and yet not be written again.
function asText(item: unknown): string {
  try {
    return JSON.stringify(item)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return JSON.stringify(cutAt(item, limits.jsonDepth))
  }
}

function cutAt(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return '…'
  if (Array.isArray(value)) return value.map((inner) => cutAt(inner, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutAt(inner, levels - 1)]))
}
