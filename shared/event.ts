import { z } from 'zod'
import { instantOf } from './instant.ts'
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
 * @property identities  the first decides the customer: userId, else an external id of a trusted source, else anonymousId
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

const Id = z.union([z.string().max(limits.nameLength), z.number()])
const SomeId = z.union([z.string().min(1).max(limits.nameLength), z.number()])
const Said = z.record(z.string().max(limits.nameLength), z.unknown()).nullish()
const Time = z
  .string()
  .refine((text) => typeof instantOf(text) === 'number')
  .meta({ format: 'date-time' })
  .nullish()
const text = z.string().max(limits.nameLength).nullish()
const common = {
  messageId: text.describe('Unique for at least 30 days; made on arrival when absent'),
  userId: Id.nullish(),
  anonymousId: Id.nullish(),
  previousId: Id.nullish(),
  groupId: Id.nullish(),
  externalIds: z
    .record(z.string(), Id.nullable())
    .refine((ids) => Object.keys(ids).length <= limits.externalIds)
    .meta({ maxProperties: limits.externalIds })
    .nullish()
    .describe('Other ids by kind: email, phone, loyalty, shopify'),
  timestamp: Time.describe('When it happened, with a zone; absent: on arrival'),
  originalTimestamp: Time.describe("The client's own stamp: counts where there is no timestamp"),
  sentAt: Time.describe("The client's clock when it sent; the difference to ours corrects the time"),
  traits: Said,
  properties: Said,
  context: z
    .looseObject({
      externalIds: z
        .array(z.looseObject({ id: SomeId, type: z.string().min(1).max(limits.nameLength) }))
        .max(limits.externalIds)
        .nullish(),
    })
    .nullish(),
  integrations: Said,
  name: text,
  category: text,
}

/**
 * An item as Segment's HTTP API takes it. Unknown keys are kept. Besides: no key `__proto__`, `constructor` or `prototype` at any
 * depth, at most 32 levels and 32 kB, at least one id of a customer. A refusal names the first 20 problems and counts the rest.
 */
export const IncomingEvent = z
  .discriminatedUnion('type', [
    z.looseObject({ ...common, type: z.literal('identify') }),
    z.looseObject({ ...common, type: z.literal('track'), event: EventText }),
    z.looseObject({ ...common, type: z.literal('page') }),
    z.looseObject({ ...common, type: z.literal('screen') }),
    z.looseObject({ ...common, type: z.literal('group'), groupId: SomeId }),
    z.looseObject({ ...common, type: z.literal('alias'), userId: SomeId, previousId: SomeId }),
  ])
  .meta({ id: 'IncomingEvent', description: "An event as Segment's HTTP API takes it" })
export type IncomingEvent = z.infer<typeof IncomingEvent>
