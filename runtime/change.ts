import type { Json } from '../shared/customer.ts'
import type { Fact } from '../shared/predicate/facts.ts'
import type { Reads } from '../shared/predicate/reads.ts'
import type { Run } from './commit/run.ts'

/** What changed for a customer: an event, time, or what a step did. Segments, waits, exit rules and triggers are judged by it. */
export interface Change {
  readonly event?: Fact & { readonly name: string }
  readonly attributes?: readonly string[]
  readonly segments?: readonly { readonly id: string; readonly on: 'join' | 'leave' }[]
  /** A new definition found them in these segments, or out of them: they have not joined, nor left (rule 29). */
  readonly found?: true
  readonly consents?: true
  /** Everything may have changed: the customer is new, or another joined them. */
  readonly all?: true
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
  /** Late and historical events can end waits and runs; they never start any (rule 4). */
  readonly mayStart: boolean
  /** Not historical: a workflow's own limit says how late its event may come. */
  readonly isLive?: true
  /** The run that caused it, if one did. */
  readonly by?: Run
}

/** Whether a change may have made something else of what is read. */
export function isRead(reads: Reads, change: Change): boolean {
  if (change.all) return true
  if (change.event && reads.events.has(change.event.name)) return true
  if (change.attributes?.some((name) => reads.attributes.has(name))) return true
  if (change.segments?.some(({ id }) => reads.segments.has(id))) return true
  return Boolean(change.consents && reads.consents)
}
