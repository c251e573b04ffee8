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
  /** `null`: nobody yet, the event brings a new customer. */
  readonly customer: Somebody | null
  readonly joins: readonly Somebody[]
  /** Identities that are the customer's from now on. */
  readonly claims: readonly Identity[]
}

/**
 * Rule 5. The first identity decides. Anonymous activity joins the first customer who identifies on it; what comes after another
 * identify belongs to that other. Two known customers join by alias, or by a shared e-mail, phone or loyalty id that both got from a
 * trusted source. The customer created first keeps the id.
 */
export function recognise<Somebody extends Person>(known: People<Somebody>, event: EventPayload): Recognised<Somebody> {
  const identities = event.previousId
    ? [...event.identities, { kind: 'userId', value: event.previousId }]
    : event.identities
  const claims: Identity[] = []
  const people: Somebody[] = []
  for (const identity of identities) {
    const person =
      personOf(known, identity) ?? (identity.value === event.previousId ? personOf(known, anonymous(identity)) : null)
    if (!person) claims.push(identity)
    else if (people.some((other) => other.customer.id === person.customer.id)) continue
    else if (identity.kind === 'anonymousId' && people.length + claims.length > 0 && belongsToAnother(person, event))
      claims.push(identity)
    else if (identity.kind === 'anonymousId' || identity.kind === 'userId' || event.trusted) people.push(person)
  }
  const [first, ...others] = people.sort(
    (a, b) => a.customer.created - b.customer.created || a.customer.id - b.customer.id,
  )
  return { customer: first ?? null, joins: others, claims }
}

const anonymous = (identity: Identity): Identity => ({ kind: 'anonymousId', value: identity.value })

function personOf<Somebody>(known: People<Somebody>, identity: Identity): Somebody | null {
  const id = known.who(identity)
  return id === null ? null : known.customer(id)
}

/** An anonymous id on a shared device: somebody else identified on it before. */
function belongsToAnother(person: Person, event: EventPayload): boolean {
  const userId = event.identities.find(({ kind }) => kind === 'userId')
  return Boolean(userId && person.identities.some(({ kind, value }) => kind === 'userId' && value !== userId.value))
}
