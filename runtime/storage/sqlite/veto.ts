import { hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import {
  attributeOf,
  type ConsentPurpose,
  consentIn,
  consentKey,
  consentPurposes,
  emptyProfile,
  type Profile,
} from '../../../shared/customer.ts'
import type { Identity } from '../../../shared/event.ts'
import { deniesMarketing } from '../../../shared/mailEvents.ts'
import type { Channel } from '../../../shared/predicate/schema.ts'
import type { EventPayload, Payload } from '../../commit/entry.ts'

interface ConsentDecision {
  readonly channel: Channel
  readonly purpose: ConsentPurpose
  readonly is: 'granted' | 'denied'
  readonly time: number
  readonly identities: readonly Identity[]
}

const forbidding = `
  insert into veto (partition, who, channel, purpose, time, seq) values (0, @who, @channel, @purpose, @time, @seq)
  on conflict (partition, who, channel, purpose) do update set
    time = max(time, excluded.time), seq = max(seq, excluded.seq)`
// Of two decisions at once the stricter holds.
const allowing = `
  delete from veto where partition = 0 and who = @who and channel = @channel and purpose = @purpose and time < @time`
const finding = `
  select 1 from veto where partition = 0 and who = ? and channel = ? and purpose = ?`
const owning = 'select customer from identity where partition = 0 and kind = ? and value = ?'
const naming = 'select kind, value from identity where partition = 0 and customer = ?'
const describing = 'select profile from profile where customer = ?'

/**
 * Withdrawals of consent, in force from the transaction that accepted them, ahead of the fold (rule 23). A veto holds for the address
 * and for every identity of whoever withdrew, so that it also meets a message of somebody whom the fold does not know yet.
 */
export function vetoes(db: Database) {
  const forbid = db.prepare(forbidding)
  const allow = db.prepare(allowing)
  const find = db.prepare<[Buffer, string, string]>(finding)
  const owner = db.prepare<[string, string], { customer: number }>(owning)
  const identitiesOf = db.prepare<[number], Identity>(naming)
  const profileOf = db.prepare<[number], { profile: string }>(describing)

  function decide({ channel, purpose, is, time, identities }: ConsentDecision, seq: number): void {
    const customer = identities.map((identity) => owner.get(identity.kind, identity.value)).find(Boolean)
    const described = customer && profileOf.get(customer.customer)
    const profile = described ? (JSON.parse(described.profile) as Profile) : emptyProfile
    const latest = profile.consents[consentKey(channel, purpose)]
    if (latest && latest.time > time) return

    const known = customer ? [...identitiesOf.all(customer.customer), ...addressIn(profile)] : []
    for (const { kind, value } of [...identities, ...known]) {
      const row = { who: hashOfIdentity(kind, value), channel, purpose, time, seq }
      if (is === 'denied') forbid.run(row)
      else allow.run(row)
    }
  }

  return {
    /** Reads an entry's payload; what it says about consent is in force when the transaction is. */
    apply(payload: Payload, seq: number): void {
      for (const decision of decisionsIn(payload)) decide(decision, seq)
    },

    /** Whether something for that purpose may not go; what is for none of those that people decide about always may. */
    forbids(channel: string, purpose: string, address: string, customer: number): boolean {
      if (purpose === 'transactional' || channel === 'webhook') return false
      if (find.get(hashOfIdentity('email', address), channel, purpose)) return true
      return identitiesOf
        .all(customer)
        .some(({ kind, value }) => find.get(hashOfIdentity(kind, value), channel, purpose) !== undefined)
    },
  }
}

function decisionsIn(payload: Payload): readonly ConsentDecision[] {
  if (payload.type === 'consent') {
    const { channel, purpose, is, time, identity } = payload
    return [{ channel, purpose, is, time, identities: [identity] }]
  }
  if (payload.type !== 'event') return []
  const decision = (purpose: ConsentPurpose, is: unknown): ConsentDecision[] =>
    is === 'granted' || is === 'denied'
      ? [{ channel: 'email', purpose, is, time: payload.time, identities: identitiesIn(payload) }]
      : []
  if (deniesMarketing(payload)) return decision('marketing', 'denied')
  // Parsing costs more than storing: only a body that may hold the trait is parsed.
  if (payload.kind !== 'identify' || !/consent|\\u/.test(payload.body)) return []
  const { traits } = JSON.parse(payload.body) as { traits?: { consent?: unknown } | null }
  return consentPurposes.flatMap((purpose) => decision(purpose, consentIn(traits?.consent, purpose)))
}

function identitiesIn({ identities, body }: EventPayload): readonly Identity[] {
  if (!/email|\\u/i.test(body)) return identities
  const item = JSON.parse(body) as {
    traits?: { email?: unknown } | null
    properties?: { email?: unknown } | null
    context?: { traits?: { email?: unknown } | null } | null
  }
  const addresses = [item.traits?.email, item.properties?.email, item.context?.traits?.email]
  return [
    ...identities,
    ...addresses
      .filter((address) => typeof address === 'string' && address !== '')
      .map((address) => ({ kind: 'email', value: address as string })),
  ]
}

function addressIn(profile: Profile): Identity[] {
  const email = attributeOf(profile, 'email')
  return typeof email === 'string' && email !== '' ? [{ kind: 'email', value: email }] : []
}

function hashOfIdentity(kind: string, value: string): Buffer {
  const said = kind === 'email' ? value.trim().toLowerCase() : value
  return hash('sha256', `${kind}\n${said}`, 'buffer').subarray(0, 16)
}
