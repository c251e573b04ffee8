import type { Json } from '../../shared/customer.ts'
import type { Because } from '../../shared/predicate/facts.ts'

/** One step of a run: the decisions between two rests, in order, with what decided them. At most 1 kB each. */
export interface TrailStep {
  readonly customer: number
  readonly run: string
  readonly at: number
  readonly decisions: readonly Decision[]
}

/**
 * A line of the decision log, with its step's time, customer, run, workflow and version added when written out.
 *
 * - `entered`: a trigger let the customer in      - `took`: a node was left by a port
 * - `rested`: the run rests until `until`         - `asked`: an effect was admitted, deferred or skipped
 * - `reached`: the workflow's goal, perhaps after the run's end
 * - `ended`: the run is over                      - `failed`: a behaviour threw; only this run stops
 * - `moved`: the run came to this node by a change of its version
 */
export interface Decision {
  readonly node: string
  readonly visit: number
  readonly what: 'entered' | 'took' | 'rested' | 'asked' | 'reached' | 'ended' | 'failed' | 'moved'
  readonly port?: string
  readonly until?: number
  /** A code of the catalogue (`because.*`), with parameters. */
  readonly why?: string
  readonly params?: { readonly [name: string]: Json }
  readonly because?: readonly Because[]
  /** Leaves for which there was no room. */
  readonly more?: number
  /** The log entry that led to it; absent when time did. */
  readonly seq?: number
  /** Rests on an assumption of a rehearsal, not on something that happened (H22). */
  readonly assumed?: true
}
