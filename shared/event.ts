import { z } from 'zod'
import { limits } from './limits.ts'

/** The calls of Segment's HTTP API that concern one customer or the store (segment.com/docs/connections/sources/catalog/libraries/server/http-api). */
export const eventKinds = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export const EventKind = z.enum(eventKinds).meta({ id: 'EventKind' })
export type EventKind = z.infer<typeof EventKind>

/** Where what is said about a customer comes from decides how far it is trusted: a browser's word never joins two customers. */
export const SourceKind = z.enum(['server', 'browser', 'connection', 'import']).meta({ id: 'SourceKind' })
export type SourceKind = z.infer<typeof SourceKind>

/** A pair that names a customer: kind `userId`, `anonymousId`, or one under `externalIds` such as `email`, `phone`, `loyalty`. */
export interface Identity {
  readonly kind: string
  readonly value: string
}

/**
 * An event as it was accepted: what folding needs to know beside the body. The body is the item as it came, as JSON text,
 * with numbers above 2^53 as the text of their digits.
 *
 * @property name     what predicates call it: a track call's event, else `identify`, `page`, `screen`, `group`, `alias`
 * @property time     own time in milliseconds: when the event says it happened, corrected for the client's clock (never later than `at`
 *                    once it has been stamped)
 * @property identities  the first decides the customer: userId, else an external id, else anonymousId
 * @property historical  enters history and segments, ends waits and runs, never starts any (rule 4)
 */
export interface AcceptedEvent {
  readonly messageId: string
  readonly kind: EventKind
  readonly name: string
  readonly time: number
  readonly identities: readonly Identity[]
  readonly previousId?: string
  readonly source: string
  readonly trusted: boolean
  readonly historical: boolean
  readonly body: string
}

/** The event's properties (traits for identify), parsed from its body. */
export function propertiesOf(body: string): Readonly<Record<string, unknown>> {
  const item = JSON.parse(body) as {
    properties?: Record<string, unknown>
    traits?: Record<string, unknown>
    type?: string
  }
  return (item.type === 'identify' || item.type === 'group' ? item.traits : item.properties) ?? {}
}

export const EventText = z.string().min(1).max(limits.nameLength)
