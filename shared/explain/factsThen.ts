import type { Json, Profile } from '../customer.ts'
import { attributeOf, consentKey, zoneAttribute } from '../customer.ts'
import { isZone } from '../duration.ts'
import { evaluate } from '../predicate/evaluate.ts'
import { type Because, type Fact, type Facts, historyOf, type RunFacts } from '../predicate/facts.ts'
import { leavesOf } from '../predicate/leavesOf.ts'
import { readsOf } from '../predicate/reads.ts'
import type { LeafOf } from '../predicate/schema.ts'
import type { DecidingCondition } from './decidingConditions.ts'
import { isOtherwise } from './explainDecision.ts'

/** What is known of a customer today. */
export interface KnownToday {
  readonly profile: Profile
  readonly memberships: readonly string[]
  /** Whether an event by this name has a history here, and its events in ascending order of own time. */
  events(name: string): readonly Arrived[]
  /** How many more there were, which are removed by now; absent: none. */
  removed?(name: string): number
  /** For customers without a zone of their own. */
  readonly zone: string
}

/** An event with the instant at which it was accepted. */
export interface Arrived extends Fact {
  readonly at: number
}

/**
 * When a decision was made: after the entry with this number, or, where time alone led to it, before any entry of its instant, unless a late
 * one asked for what was due already. A number below zero is of what a run made happen, which says nothing about the entries of its instant.
 */
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
  const valueless: { leaf: LeafOf<'attribute'>; found: Because }[] = []
  const zone = because.find((leaf) => leaf.zone !== undefined)?.zone
  for (const condition of conditions)
    for (const { at: pointer, leaf } of leavesOf(condition.predicate, condition.at)) {
      const found = known.get(pointer)
      if (!found) continue
      for (const [name, value] of Object.entries(found.others ?? {})) attributes.set(name, value)
      if (leaf.test === 'attribute' && found.aside && found.value === undefined) valueless.push({ leaf, found })
      else if (leaf.test === 'attribute' && !isGroup(found.value))
        attributes.set(leaf.attribute, together(attributes.get(leaf.attribute), found.value))
      if (leaf.test === 'segment') members.set(leaf.segment, found.holds)
      if (leaf.test === 'consent' && typeof found.value === 'string') consents.set(leaf.channel, found.value)
    }
  const own = attributeOf(today.profile, zoneAttribute)
  const factsWith = (last: Last): Facts => ({
    now: at,
    zone: zone ?? (because.length > 0 ? 'UTC' : typeof own === 'string' && isZone(own) ? own : today.zone),
    ...(run && { run }),
    attribute: (name) => (attributes.has(name) ? attributes.get(name) : attributeOf(today.profile, name)),
    events(name) {
      const events = today.events(name).filter((event) => had(event, last))
      return historyOf(events, events.length + (today.removed?.(name) ?? 0))
    },
    isMember: (segment) => members.get(segment) ?? today.memberships.includes(segment),
    consent: (channel, purpose) =>
      (consents.get(channel) as never) ?? today.profile.consents[consentKey(channel, purpose)]?.value ?? 'unknown',
  })
  const had = (event: Arrived, { made, came }: Last) =>
    event.at < at || (event.at === at && event.seq <= (event.seq < 0 ? made : came))
  // There was none, or it was left out for want of room: what stood aside is kept with less.
  for (const { leaf, found } of valueless) {
    if (attributes.has(leaf.attribute)) continue
    const now = evaluate(leaf, factsWith({ made: all, came: all }))
    if (now.holds !== found.holds) attributes.set(leaf.attribute, undefined)
  }
  const agrees = (facts: Facts) =>
    conditions
      .flatMap((condition) => evaluate(condition.predicate, facts, condition.at).because)
      .every((leaf) => !isOtherwise(leaf, known.get(leaf.at)))

  const came = seq === undefined ? none : seq > 0 ? seq : all
  if (conditions.length === 0) {
    const keptSeqs = because.flatMap((leaf) => leaf.events ?? [])
    return factsWith({ made: all, came: Math.max(came, ...keptSeqs) })
  }
  // What runs made happen has no place in the log. Of the very instant so much had happened as what was kept says.
  const seqs = seqsAt(today, at, conditions)
  const made = seqs.filter((each) => each < 0).reverse()
  const entries = seqs.filter((each) => each > 0)
  const cameBy = came === none ? [none, ...entries] : came === all ? [...entries.reverse(), none] : [came]
  const possible = cameBy.flatMap((last) => [...made, none].map((each) => factsWith({ made: each, came: last })))
  return possible.find(agrees) ?? factsWith({ made: none, came: came === all ? none : came })
}

/** Of one instant: the last that had happened of what runs made happen, and of the log. */
interface Last {
  readonly made: number
  readonly came: number
}
const [none, all] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

/** The numbers of what happened at an instant, in order, as far as conditions read it. */
function seqsAt(today: KnownToday, at: number, conditions: readonly DecidingCondition[]): number[] {
  const names = new Set(conditions.flatMap(({ predicate }) => [...readsOf(predicate).events]))
  const events = [...names].flatMap((name) => today.events(name)).filter((event) => event.at === at)
  return events.map((event) => event.seq).sort((a, b) => a - b)
}

/** Of an object only that it was one is kept. */
const isGroup = (value: Json | undefined): boolean => typeof value === 'object' && !Array.isArray(value)

/** Of a list each leaf keeps the element that decided it, or the first ones where none did: what is known of the list is all of them. */
function together(one: Json | undefined, other: Json | undefined): Json | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other
  return [...new Set([one, other].flat())]
}
