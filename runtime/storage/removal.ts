import type { Retention } from '../../shared/retention.ts'

/** The removal of old events, from customer to customer. Times are in milliseconds since 1970 UTC. */
export interface RetentionPass {
  /** By the fold's clock. */
  readonly begun: number
  /** Events of an own time earlier than this go. */
  readonly before: number
  /** What it goes by. */
  readonly setting: Retention
  /** Customers up to this number are done; null: all are. */
  readonly cursor: number | null
  /** Of the customer with the next number, the last name that is done; 0: none. */
  readonly name: number
  /** So many events are gone by it. */
  readonly removed: number
}

export interface OldHistories {
  readonly upTo: number | null
  readonly customers: readonly OldHistory[]
}

/** What may be removed of one customer's history: what is older than `before`, but for names that are kept for ever. */
export interface OldHistory {
  readonly customer: number
  readonly before: number
  /** Entries that something still reads: of their names nothing goes from the earliest of them on. */
  readonly needed: readonly number[]
  readonly forEver: ReadonlySet<string>
}
