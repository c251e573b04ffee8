import { hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { attributeOf, consentKey, emptyProfile, type Profile } from '../../../shared/customer.ts'
import type { Identity } from '../../../shared/event.ts'
import type { Payload } from '../../commit/entry.ts'
import { type ConsentDecision, consentDecisions } from '../../consentDecisions.ts'

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
    /** Reads an entry's payload; what it says about consent is in force when the transaction is. Answers with what it withdraws. */
    apply(payload: Payload, seq: number): readonly ConsentDecision[] {
      const decisions = consentDecisions(payload)
      for (const decision of decisions) decide(decision, seq)
      return decisions.filter(({ is }) => is === 'denied')
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

function addressIn(profile: Profile): Identity[] {
  const email = attributeOf(profile, 'email')
  return typeof email === 'string' && email !== '' ? [{ kind: 'email', value: email }] : []
}

function hashOfIdentity(kind: string, value: string): Buffer {
  const said = kind === 'email' ? value.trim().toLowerCase() : value
  return hash('sha256', `${kind}\n${said}`, 'buffer').subarray(0, 16)
}
