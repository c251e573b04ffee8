import type { Json, Profile } from '../customer.ts'
import { attributeOf, consentKey, zoneAttribute } from '../customer.ts'
import { isZone } from '../duration.ts'
import type { Because, Fact, Facts, RunFacts } from '../predicate/facts.ts'
import { leavesOf } from '../predicate/leafChanges.ts'
import type { DecidingCondition } from './decidingConditions.ts'

/** What is known of a customer today. */
export interface KnownToday {
  readonly profile: Profile
  readonly memberships: readonly string[]
  /** Whether an event by this name has a history here, and its events in ascending order of own time. */
  events(name: string): readonly Arrived[]
  /** For customers without a zone of their own. */
  readonly zone: string
}

/** An event with the instant at which it was accepted. */
export interface Arrived extends Fact {
  readonly at: number
}

/** When a decision was made: after the entry with this number, or, where time alone led to it, before any entry of its instant. */
export interface Instant {
  readonly at: number
  readonly seq?: number | undefined
}

/**
 * The facts as they were when a decision was made: of the log, what had come by then; of what may have changed since, what the decision
 * kept. What it did not keep is as it is today.
 */
export function factsThen(
  today: KnownToday,
  { at, seq }: Instant,
  run: RunFacts | undefined,
  conditions: readonly DecidingCondition[],
  because: readonly Because[],
): Facts {
  const known = new Map(because.map((leaf) => [leaf.at, leaf]))
  const attributes = new Map<string, Json | undefined>()
  const members = new Map<string, boolean>()
  const consents = new Map<string, string>()
  const zone = because.find((leaf) => leaf.zone !== undefined)?.zone
  for (const condition of conditions)
    for (const { at: pointer, leaf } of leavesOf(condition.predicate, condition.at)) {
      const found = known.get(pointer)
      if (!found) continue
      for (const [name, value] of Object.entries(found.others ?? {})) attributes.set(name, value)
      if (leaf.test === 'attribute' && !isGroup(found.value)) attributes.set(leaf.attribute, found.value)
      if (leaf.test === 'segment') members.set(leaf.segment, found.holds)
      if (leaf.test === 'consent' && typeof found.value === 'string') consents.set(leaf.channel, found.value)
    }
  // What a run made happen has no place in the log; of the instant itself it counts as known.
  const had = (event: Arrived) =>
    event.seq < 0 ? event.at <= at : seq === undefined ? event.at < at : event.seq <= seq
  const own = attributeOf(today.profile, zoneAttribute)
  return {
    now: at,
    zone: zone ?? (because.length > 0 ? 'UTC' : typeof own === 'string' && isZone(own) ? own : today.zone),
    ...(run && { run }),
    attribute: (name) => (attributes.has(name) ? attributes.get(name) : attributeOf(today.profile, name)),
    events: (name) => today.events(name).filter(had),
    isMember: (segment) => members.get(segment) ?? today.memberships.includes(segment),
    consent: (channel, purpose) =>
      (consents.get(channel) as never) ?? today.profile.consents[consentKey(channel, purpose)]?.value ?? 'unknown',
  }
}

/** Of an object only that it was one is kept. */
const isGroup = (value: Json | undefined): boolean => typeof value === 'object' && !Array.isArray(value)
