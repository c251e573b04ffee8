import type { Json } from '../shared/customer.ts'
import type { Fact } from '../shared/predicate/facts.ts'
import type { Reads } from '../shared/predicate/reads.ts'
import type { Customer } from './commit/customer.ts'
import type { Run } from './commit/run.ts'

/** Late and historical events can end waits and runs; they never start any (rule 4). */
export interface Lateness {
  /** Nothing that happened outside caused it, or nothing that is historical or older than a day. */
  readonly mayStart: boolean
  /** The event or decision that caused it, with its own time: a workflow's own limit says how late it may come. */
  readonly cause?: { readonly time: number; readonly historical: boolean }
}

export const latenessOf = ({ mayStart, cause }: Lateness): Lateness => ({ mayStart, ...(cause && { cause }) })

/** What changed for a customer: an event, time, or what a step did. Segments, waits, exit rules and triggers are judged by it. */
export interface Change extends Lateness {
  readonly event?: Fact & { readonly name: string }
  readonly attributes?: readonly string[]
  readonly segments?: readonly { readonly id: string; readonly on: 'join' | 'leave' }[]
  /** A new definition found them in these segments, or out of them: they have not joined, nor left (rule 29). */
  readonly found?: true
  readonly consents?: true
  /** The customer's address was refused for good. */
  readonly undeliverable?: true
  /** Everything may have changed: the customer is new, or another joined them. */
  readonly all?: true
  /** Those who joined the customer by it, as they were. */
  readonly joined?: readonly Customer[]
  /** Somebody asks that the customer enter this workflow, with the entry that carries the properties; perhaps a run, at its present node. */
  readonly request?: {
    readonly workflow: string
    readonly properties: Readonly<Record<string, Json>>
    readonly seq: number
    readonly fromRun?: true
  }
  /** A run, the one that caused this, ended of its own accord. */
  readonly ended?: { readonly workflow: string; readonly how: 'end' | 'exit' | 'goal'; readonly detail: string }
  /** The customer's own wake-up: only time passed. */
  readonly time?: true
  /** A message does not count for caps any more: one that waits may go. */
  readonly freed?: true
  /** The time begins in which this run's goal counts. */
  readonly pursued?: string
  /** The run that caused it, if one did. */
  readonly by?: Run
}

/** Who the customer is, where they live and what they allow decides whether a message that waits may go. */
export const isAboutWaiting = (change: Change): boolean =>
  Boolean(change.attributes || change.consents || change.all || change.freed)

/** Whether a change may have made something else of what is read. */
export function isRead(reads: Reads, change: Change): boolean {
  if (change.all) return true
  if (change.event && reads.events.has(change.event.name)) return true
  if (change.attributes?.some((name) => reads.attributes.has(name))) return true
  if (change.segments?.some(({ id }) => reads.segments.has(id))) return true
  return Boolean(change.consents && reads.consents)
}
