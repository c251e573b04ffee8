import { addressIn, type Consent, type Profile } from '../../shared/customer.ts'
import type { Customer } from '../commit/customer.ts'
import type { Run } from '../commit/run.ts'
import { countPlanned, remember } from '../note.ts'
import { joinPursuits } from '../pursuits.ts'
import { oldestFirst, type Turn } from '../turn.ts'
import type { Known } from '../workingSet.ts'
import { laterConsent } from './applyEvent.ts'
import { refusedOf, setProfile } from './profile.ts'

/**
 * Another customer turns out to be this one (rule 5): attributes and consents by own time, a refusal wins; memberships of either count
 * once; of two runs for one workflow and key the older stays. Answers with the runs that must end as merged.
 */
export function joinCustomer(turn: Turn, other: Known): Run[] {
  const { customer: from } = other
  // Timers of this very turn may have led in somebody before.
  const after = { memberships: turn.result.memberships.length, enrolments: turn.result.enrolments.length }
  turn.result.joins.push({ from: from.id, to: turn.customer.id, after })
  turn.customer = {
    ...turn.customer,
    created: Math.min(turn.customer.created, from.created),
    wake: earlier(turn.customer.wake, from.wake),
    ...ledgerOfBoth(turn.customer, from),
  }
  setProfile(turn, joinProfiles(turn.customer.profile, from.profile))
  turn.identities = [...turn.identities, ...other.identities]
  turn.joinedFrom = [...turn.joinedFrom, from.id]
  turn.memberships = new Map([
    ...turn.memberships,
    ...[...other.memberships].filter(([id]) => !turn.memberships.has(id)),
  ])

  const own = [...turn.runs.values()]
  const theirs = [...other.runs.values()].map((run): Run => ({ ...run, customer: turn.customer.id }))
  for (const run of theirs) {
    turn.runs.set(run.id, run)
    turn.result.runs.set(run.id, run)
  }
  joinPursuits(turn, from)
  for (const [key, start] of other.planned) {
    const own = turn.planned.get(key)
    if (own) countPlanned(turn, own, -1)
    // The newer event is the one to be followed, as when it comes again for one customer.
    if (!own || (start.since ?? 0) > (own.since ?? 0)) turn.planned.set(key, { ...start, customer: turn.customer.id })
  }
  turn.result.planned.push(...turn.planned.values())
  remember(turn, 'customersJoined', { from: from.id, runs: other.runs.size })
  return rivals(own, theirs)
}

/** Of the runs that both had for one workflow and key the oldest stays; these are the others. */
function rivals(own: readonly Run[], theirs: readonly Run[]): Run[] {
  const both = [...own, ...theirs].filter(
    (run) => own.some((other) => isFor(other, run)) && theirs.some((other) => isFor(other, run)),
  )
  both.sort(oldestFirst)
  return both.filter((run, index) => both.findIndex((other) => isFor(other, run)) < index)
}

/** Messages of either count for caps. */
function ledgerOfBoth(a: Customer, b: Customer): Pick<Customer, 'ledger'> {
  const lines = [...(a.ledger ?? []), ...(b.ledger ?? [])]
  return lines.length > 0 ? { ledger: lines.sort((x, y) => x.at - y.at || (x.key < y.key ? -1 : 1)) } : {}
}

const isFor = (a: Run, b: Run): boolean => a.workflow === b.workflow && a.key === b.key

function joinProfiles(a: Profile, b: Profile): Profile {
  const attributes = { ...a.attributes }
  for (const [name, timed] of Object.entries(b.attributes)) {
    const known = attributes[name]
    if (!known || timed.time > known.time) attributes[name] = timed
  }
  const consents = { ...a.consents }
  for (const [key, consent] of Object.entries(b.consents)) {
    const known = consents[key]
    consents[key] = known ? consentOfBoth(known, consent) : consent
  }
  return { ...b, ...a, attributes, consents, ...refusedOf([a, b], addressIn(attributes.email?.value)) }
}

/** A refusal wins over whatever either has said by now, also when that comes once more. */
function consentOfBoth(a: Consent, b: Consent): Consent {
  const refusals = [a, b].filter(({ value }) => value === 'denied')
  if (refusals.length === 0) return laterConsent(a, b)
  return { ...refusals.reduce(laterConsent), time: Math.max(a.time, b.time) }
}

export const earlier = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b)
