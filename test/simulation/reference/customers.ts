import { joinAssignments } from './assignments.ts'
import type { EventPayload, Identity } from './log.ts'
import { addressOf, type Person } from './people.ts'
import { joinPlanned } from './starts.ts'

export const newPerson = (id: number, at: number): Person => ({
  id,
  created: at,
  lived: at,
  names: [],
  attributes: {},
  consent: { value: 'unknown', time: Number.NEGATIVE_INFINITY },
  refused: null,
  events: [],
  segments: new Set(),
  runs: [],
  begun: 0,
  enrolled: new Map(),
  assigned: new Map(),
  planned: new Map(),
  pursuits: [],
  counted: new Set(),
  made: 0,
  became: null,
})

/** Somebody who ever gave more than a device to know them by. */
const isKnown = ({ names }: Person): boolean => names.some((name) => !name.startsWith('anonymousId '))

/** Rule 5: whom an event names, and the names that it claims for them. */
export function recognise(
  { identities, previousId, trusted }: EventPayload,
  who: (identity: Identity) => Person | undefined,
): { people: Person[]; claims: string[] } {
  const people = new Set<Person>()
  const claims: string[] = []
  for (const { kind, value } of identities) {
    const isDevice = kind === 'anonymousId'
    // A browser is believed about its users and itself.
    if (!trusted && !isDevice && kind !== 'userId') continue
    const named = who({ kind, value })
    const isOthers = isDevice && named && isKnown(named) && !people.has(named)
    if (named && !(isOthers && people.size + claims.length > 0)) people.add(named)
    else if (!named || isOthers) claims.push(`${kind} ${value}`)
  }
  if (previousId !== undefined) {
    const before = who({ kind: 'userId', value: previousId }) ?? who({ kind: 'anonymousId', value: previousId })
    if (before && (trusted || !isKnown(before))) people.add(before)
    if (!before && trusted) claims.push(`userId ${previousId}`)
  }
  return { people: [...people], claims }
}

/** Rule 5: everything of one becomes the other's; a refusal wins, no segment counts as joined twice. */
export function join(person: Person, other: Person): void {
  for (const [name, timed] of Object.entries(other.attributes)) {
    const known = person.attributes[name]
    if (!known || timed.time > known.time) person.attributes[name] = timed
  }
  const [a, b] = [person.consent, other.consent]
  const { value } = [a, b].find((each) => each.value === 'denied') ?? (b.time > a.time ? b : a)
  person.consent = { value, time: Math.max(a.time, b.time) }
  const refused = [person.refused, other.refused].filter((each) => each !== null).sort((a, b) => b.at - a.at)
  person.refused = refused.find(({ address }) => address === addressOf(person)) ?? refused[0] ?? null
  person.created = Math.min(person.created, other.created)
  person.names.push(...other.names)
  person.events.push(...other.events)
  person.runs.push(...other.runs)
  for (const segment of other.segments) person.segments.add(segment)
  for (const [name, last] of other.enrolled)
    person.enrolled.set(name, Math.max(last, person.enrolled.get(name) ?? last))
  joinAssignments(person, other)
  joinPlanned(person, other)
  for (const event of other.counted) person.counted.add(event)
  if (other.pursuits.length > 0)
    person.pursuits = [...person.pursuits, ...other.pursuits].sort(
      (a, b) => a.run.since - b.run.since || (a.run.id < b.run.id ? -1 : 1),
    )
  other.became = person
}

/** Rule 3: an attribute keeps the value with the latest own time. Answers with the names that changed. */
export function setAttributes(person: Person, values: Readonly<Record<string, unknown>>, time: number): string[] {
  const changed: string[] = []
  for (const [name, value] of Object.entries(values)) {
    const known = person.attributes[name]
    if (name === 'consent' || (known && known.time > time)) continue
    if (!known || known.value !== value) changed.push(name)
    person.attributes[name] = { value, time }
  }
  return changed
}

/** Rule 3: the later decision holds, of two at once the stricter. */
export function setConsent(person: Person, value: string, time: number): boolean {
  const known = person.consent
  if (known.time > time || (known.time === time && known.value === 'denied')) return false
  person.consent = { value, time }
  return known.value !== value
}
