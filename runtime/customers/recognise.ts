import type { Identity } from '../../shared/event.ts'
import type { EventPayload } from '../commit/entry.ts'
import type { Known } from '../workingSet.ts'

interface Person {
  readonly customer: { readonly id: number; readonly created: number }
  readonly identities: readonly Identity[]
}

/** Whoever is known, to the fold or ahead of it. */
interface People<Somebody> {
  who(identity: Identity): number | null
  customer(id: number): Somebody | null
}

/** Who an event belongs to, and who turns out to be the same person. */
export interface Recognised<Somebody = Known> {
  /** `null`: nobody yet. The event brings a new customer, unless it claims nothing either: then it is nobody's. */
  readonly customer: Somebody | null
  readonly joins: readonly Somebody[]
  /** Identities that are the customer's from now on. */
  readonly claims: readonly Identity[]
}

/**
 * Rule 5. Anonymous activity joins the first customer who identifies on it, by whatever name; what comes after another identify belongs to
 * that other. Two known customers join by alias, or by a shared e-mail, phone or loyalty id that both got from a trusted source. A browser
 * names its users and its devices, and no more. The customer created first keeps the id.
 */
export function recognise<Somebody extends Person>(known: People<Somebody>, event: EventPayload): Recognised<Somebody> {
  const claims: Identity[] = []
  const people: Somebody[] = []
  const isMet = (person: Somebody) => people.some(({ customer }) => customer.id === person.customer.id)

  for (const identity of believedOf(event)) {
    const person = personOf(known, identity)
    if (!person) claims.push(identity)
    else if (isMet(person)) continue
    // A shared device: somebody else is known on it.
    else if (isDevice(identity) && people.length + claims.length > 0 && isKnown(person)) claims.push(identity)
    else people.push(person)
  }

  if (event.previousId) {
    const previous = { kind: 'userId', value: event.previousId }
    const person = personOf(known, previous) ?? personOf(known, { ...previous, kind: 'anonymousId' })
    if (!person && event.trusted) claims.push(previous)
    if (person && !isMet(person) && (event.trusted || !isKnown(person))) people.push(person)
  }

  const [first, ...others] = people.sort(
    (a, b) => a.customer.created - b.customer.created || a.customer.id - b.customer.id,
  )
  return { customer: first ?? null, joins: others, claims }
}

function personOf<Somebody>(known: People<Somebody>, identity: Identity): Somebody | null {
  const id = known.who(identity)
  return id === null ? null : known.customer(id)
}

/** The names of an event that say whom it is about. */
export const believedOf = ({ trusted, identities }: EventPayload): readonly Identity[] =>
  trusted ? identities : identities.filter((identity) => identity.kind === 'userId' || isDevice(identity))

const isDevice = ({ kind }: Identity): boolean => kind === 'anonymousId'

/** By a device alone somebody else may be meant tomorrow. */
export const isOneself = (identity: Identity): boolean => !isDevice(identity)

/** By more than devices. */
const isKnown = ({ identities }: Person): boolean => !identities.every(isDevice)
