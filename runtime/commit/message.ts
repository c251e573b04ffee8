import type { Json } from '../../shared/customer.ts'
import type { MailResponse } from '../../shared/mailEvents.ts'
import type { Channel, Purpose } from '../../shared/predicate/schema.ts'

/** A message or webhook that admission let go: a row of the outbox until its outcome is folded, the record of it afterwards. */
export interface Message {
  /** run:node:visit */
  readonly key: string
  readonly customer: number
  readonly workflow: string
  readonly version: number
  readonly node: string
  readonly run: string
  readonly channel: Channel | 'webhook'
  readonly purpose: Purpose
  /** The address as it was when admitted; the URL for a webhook. */
  readonly address: string
  /** The values that its templates name, as they were when admitted: rendering needs nothing else. */
  readonly values: Json
  readonly admitted: number
  /** Delivery may not begin later (rule 22). */
  readonly sendBefore: number
  /** It was judged again and may not go yet: then it is judged once more; absent: it may go at once. */
  readonly notBefore?: number
  /** When it is given up; absent: it was admitted before there was such a time. */
  readonly giveUp?: number
  readonly depth: number
  /** In which ways it came back, absent: in none. */
  readonly responses?: readonly MailResponse[]
}

/** What became of a message, written by folding its outcome; `cancelled` when it was judged again and may no longer go. */
export interface MessageState {
  readonly key: string
  readonly state: 'sent' | 'failed' | 'uncertain' | 'cancelled'
  readonly at: number
  readonly detail: string
  readonly attempts: number
}

/** What first came back of a message, in one way: a person who clicks twice counts once. */
export interface Response {
  /** The message's. */
  readonly key: string
  readonly what: MailResponse
  readonly at: number
}

/** An admitted message of a customer, until it counts for no cap any more. A function of the log like everything here. */
export interface LedgerLine {
  readonly key: string
  readonly workflow: string
  readonly channel: Channel
  readonly purpose: Purpose
  /** When it was admitted. */
  readonly at: number
  /** What became of it is not known yet. */
  readonly open?: true
  /** It was cancelled before that was known, and counts until it is known that it did not go. */
  readonly cancelled?: true
  /** It was judged again and may not go yet: until when. It counts for no cap, and `at` is its place among those that wait. */
  readonly waiting?: number
  /** It waited, and nobody could ask when its time came: delivery hands it back. */
  readonly unasked?: true
  /** Its node asks nothing of the customer, so only who they are and what they allow may still stop it. */
  readonly unconditional?: true
}
