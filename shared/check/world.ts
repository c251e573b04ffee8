import { initialRetention, type Retention } from '../retention.ts'
import type { SegmentDefinition } from '../segment.ts'
import { initialSending, type Sending } from '../sending.ts'
import type { LinkedWorkflow } from './links.ts'

/**
 * What a store has seen, as far as a workflow may refer to it. Names are offered, never demanded: an event that the world does not
 * know may still come.
 */
export interface World {
  readonly segments: Readonly<Record<string, SegmentDefinition>>
  /** Attributes that some customer has. */
  readonly attributes: ReadonlySet<string>
  /** The properties that each event was seen with. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>>
  /** Marketing also goes to people who never said no. */
  readonly marketingToUnknown: boolean
  /** The workflows of the store; `null` when nobody knows, as for a file alone. */
  readonly workflows: ReadonlyMap<string, LinkedWorkflow> | null
  /** When and how often the store sends. */
  readonly sending: Sending
  /** The store's time, milliseconds since 1970; `null` when nobody knows, as for a file alone, or before it has begun. */
  readonly now: number | null
  /** How long the store keeps events. */
  readonly retention: Retention
}

/** A store before its first event. */
export const emptyWorld: World = {
  segments: {},
  attributes: new Set(),
  events: new Map(),
  marketingToUnknown: false,
  workflows: null,
  sending: initialSending,
  now: null,
  retention: initialRetention,
}
