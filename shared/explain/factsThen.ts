import type { Json, Profile } from '../customer.ts'
import { attributeOf, consentKey, zoneAttribute } from '../customer.ts'
import { isZone } from '../duration.ts'
import { evaluate } from '../predicate/evaluate.ts'
import type { Because, Fact, Facts, RunFacts } from '../predicate/facts.ts'
import { leavesOf } from '../predicate/leafChanges.ts'
import { readsOf } from '../predicate/reads.ts'
import type { DecidingCondition } from './decidingConditions.ts'
import { isOtherwise } from './explainDecision.ts'

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
  const own = attributeOf(today.profile, zoneAttribute)
  const factsWith = (derived: number): Facts => ({
    now: at,
    zone: zone ?? (because.length > 0 ? 'UTC' : typeof own === 'string' && isZone(own) ? own : today.zone),
    ...(run && { run }),
    attribute: (name) => (attributes.has(name) ? attributes.get(name) : attributeOf(today.profile, name)),
    events: (name) => today.events(name).filter((event) => had(event, derived)),
    isMember: (segment) => members.get(segment) ?? today.memberships.includes(segment),
    consent: (channel, purpose) =>
      (consents.get(channel) as never) ?? today.profile.consents[consentKey(channel, purpose)]?.value ?? 'unknown',
  })
  // What runs made happen has numbers below zero, and no place in the log. Of the very instant so much had happened as what was kept says.
  const had = (event: Arrived, derived: number) => {
    if (event.seq < 0) return event.at < at || (event.at === at && event.seq >= derived)
    return seq === undefined ? event.at < at : event.seq <= seq
  }
  const agrees = (facts: Facts) =>
    conditions
      .flatMap((condition) => evaluate(condition.predicate, facts, condition.at).because)
      .every((leaf) => !isOtherwise(leaf, known.get(leaf.at)))
  if (conditions.length === 0) return factsWith(Number.NEGATIVE_INFINITY)
  const possible = [0, ...derivedAt(today, at, conditions)].map(factsWith)
  return possible.findLast(agrees) ?? (possible[0] as Facts)
}

/** The numbers of what runs made happen at an instant, the first one first, as far as conditions read it. */
function derivedAt(today: KnownToday, at: number, conditions: readonly DecidingCondition[]): number[] {
  const names = new Set(conditions.flatMap(({ predicate }) => [...readsOf(predicate).events]))
  const events = [...names].flatMap((name) => today.events(name)).filter((event) => event.seq < 0 && event.at === at)
  return events.map((event) => event.seq).sort((a, b) => b - a)
}

/** Of an object only that it was one is kept. */
const isGroup = (value: Json | undefined): boolean => typeof value === 'object' && !Array.isArray(value)
