import type { Message } from '../../commit/message.ts'
import type { MailLink, StoreSettings } from '../../storage/control.ts'
import type { PublishedVersion } from '../engine.ts'

/** One way out of Perennial. It sends what it is given, once, and says what became of it; it decides nothing else. */
export interface DeliveryChannel {
  readonly name: Message['channel']
  /** How many messages can be on their way at once. */
  readonly slots: number
  /** Whether the receiver honours the effect's key, so that a send of unknown fate is simply made again (rule 24). */
  readonly honoursKey: boolean
  /** A channel that is not ready is not asked to send: its messages wait in the outbox. */
  isReady(settings: StoreSettings): boolean
  send(message: Message, context: SendContext): Promise<SendResult>
  close(): Promise<void>
}

export interface SendContext {
  readonly version: PublishedVersion
  readonly settings: StoreSettings
  /** The customer refuses that it is noted what they open and click. */
  readonly refusesTracking: boolean
  /** Keeps where links of the message lead, on disk before it resolves. */
  keepLinks(links: readonly MailLink[]): Promise<void>
}

/**
 * - `sent`, `failed`, `uncertain`: the end of the delivery   - `permanent`: the address will never work
 * - `retry`: try again, not before `retryAfter` milliseconds  - `down`: nobody else would get through either
 */
export type SendResult =
  | { readonly outcome: 'sent' | 'failed' | 'uncertain'; readonly detail: string; readonly permanent?: boolean }
  | { readonly outcome: 'retry'; readonly detail: string; readonly retryAfter?: number; readonly down?: true }
