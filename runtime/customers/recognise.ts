import type { Identity } from '../../shared/event.ts'
import type { EventPayload } from '../commit/entry.ts'
import type { Known, WorkingSet } from '../workingSet.ts'

/** Who an event belongs to, and who turns out to be the same person. */
export interface Recognised {
  /** `null`: nobody yet, the event brings a new customer. */
  readonly customer: Known | null
  readonly joins: readonly Known[]
  /** Identities that are the customer's from now on. */
  readonly claims: readonly Identity[]
}

/**
 * Rule 5. The first identity decides. Anonymous activity joins the first customer who identifies on it; what comes after another
 * identify belongs to that other. Two known customers join by alias, or by a shared e-mail, phone or loyalty id that both got from a
 * trusted source. The customer created first keeps the id.
 */
export function recognise(known: WorkingSet, event: EventPayload): Recognised {
  const identities = event.previousId
    ? [...event.identities, { kind: 'userId', value: event.previousId }]
    : event.identities
  const claims: Identity[] = []
  const people: Known[] = []
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

function personOf(known: WorkingSet, identity: Identity): Known | null {
  const id = known.who(identity)
  return id === null ? null : known.customer(id)
}

/** An anonymous id on a shared device: somebody else identified on it before. */
function belongsToAnother(person: Known, event: EventPayload): boolean {
  const userId = event.identities.find(({ kind }) => kind === 'userId')
  return Boolean(userId && person.identities.some(({ kind, value }) => kind === 'userId' && value !== userId.value))
}
