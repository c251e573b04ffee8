import type { Json } from '../customer.ts'
import { type Facts, type History, historyOf, wholeOf } from './facts.ts'
import type { Channel, ConsentState } from './schema.ts'

/**
 * Something that might be otherwise about a customer, as data. `at` is the JSON pointer of the leaf that asked for it.
 *
 * - `events`    so many more events, with these properties, at that instant
 * - `noEvents`  these events, by log number, had not happened
 * - `property`  an event, by log number, had carried these properties
 * - `attribute` the attribute were `to`; `null`: it were not known
 * - `segment`   the customer were, or were not, a member
 * - `consent`   the customer had said so
 */
export type FactChange = { readonly at: string } & (
  | {
      readonly change: 'events'
      readonly event: string
      readonly count: number
      readonly properties: Readonly<Record<string, unknown>>
      readonly time: number
    }
  | { readonly change: 'noEvents'; readonly event: string; readonly events: readonly number[] }
  | {
      readonly change: 'property'
      readonly event: string
      readonly seq: number
      readonly properties: Readonly<Record<string, unknown>>
    }
  | { readonly change: 'attribute'; readonly attribute: string; readonly to: Json }
  | { readonly change: 'segment'; readonly segment: string; readonly member: boolean }
  | { readonly change: 'consent'; readonly channel: Channel; readonly to: ConsentState }
)

/** Log numbers of events that never happened lie above all others. */
const firstImagined = 9_000_000_000_000_000

/** The facts as they would be. What a change does not name stays as it is. */
export function changedFacts(facts: Facts, changes: readonly FactChange[]): Facts {
  const of = <Kind extends FactChange['change']>(kind: Kind) =>
    changes.filter((each): each is Extract<FactChange, { change: Kind }> => each.change === kind)
  const attributes = new Map(of('attribute').map(({ attribute, to }) => [attribute, to]))
  const segments = new Map(of('segment').map(({ segment, member }) => [segment, member]))
  const consents = new Map(of('consent').map(({ channel, to }) => [channel, to]))
  const gone = new Set(of('noEvents').flatMap(({ events }) => events))
  const properties = new Map(of('property').map((each) => [each.seq, each.properties]))
  const added = of('events')
  const { run } = facts
  const trigger = run && properties.get(run.triggerSeq)

  function eventsNamed(name: string): History {
    const history = facts.events(name)
    const whole = wholeOf(history)
    const kept = whole
      .filter(({ seq }) => !gone.has(seq))
      .map((event) => {
        const said = properties.get(event.seq)
        return said ? { seq: event.seq, time: event.time, properties: () => said } : event
      })
    const imagined = added.flatMap((each, nth) =>
      each.event === name
        ? Array.from({ length: each.count }, (_, index) => ({
            seq: firstImagined + nth * 1_000_000 + index,
            time: each.time,
            properties: () => each.properties,
          }))
        : [],
    )
    const all = imagined.length === 0 ? kept : [...kept, ...imagined].sort((a, b) => a.time - b.time || a.seq - b.seq)
    return historyOf(all, all.length + history.length - whole.length)
  }

  return {
    now: facts.now,
    zone: facts.zone,
    ...(run && { run: trigger ? { ...run, trigger } : run }),
    attribute: (name) => (attributes.has(name) ? (attributes.get(name) ?? undefined) : facts.attribute(name)),
    events: eventsNamed,
    isMember: (segment) => segments.get(segment) ?? facts.isMember(segment),
    consent: (channel, purpose) => consents.get(channel) ?? facts.consent(channel, purpose),
  }
}

/**
 * Both sets of changes as one; undefined when they want different things of the same fact.
 *
 * @param isAfterwards  the others are of the facts as the first ones make them: events come on top
 */
export function mergedChanges(
  one: readonly FactChange[],
  other: readonly FactChange[],
  isAfterwards = false,
): FactChange[] | undefined {
  const merged = [...one]
  for (const change of other) {
    const same = merged.findIndex((each) => subjectOf(each) === subjectOf(change))
    const known = merged[same]
    if (!known) merged.push(change)
    else if (known.change === 'events' && change.change === 'events')
      merged[same] = {
        ...known,
        count: isAfterwards ? known.count + change.count : Math.max(known.count, change.count),
      }
    else if (known.change === 'noEvents' && change.change === 'noEvents')
      merged[same] = { ...known, events: [...new Set([...known.events, ...change.events])] }
    else if (JSON.stringify({ ...known, at: '' }) !== JSON.stringify({ ...change, at: '' })) return undefined
  }
  return merged
}

/** What a change is about: two changes of one subject are one change or contradict each other. */
function subjectOf(change: FactChange): string {
  if (change.change === 'events') return JSON.stringify([change.change, change.event, change.properties, change.time])
  if (change.change === 'noEvents') return `noEvents ${change.event}`
  if (change.change === 'property') return `property ${change.seq}`
  if (change.change === 'attribute') return `attribute ${change.attribute}`
  return change.change === 'segment' ? `segment ${change.segment}` : `consent ${change.channel}`
}
