import { hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { attributeOf, type Consent, type Profile } from '../../../shared/customer.ts'
import type { Identity } from '../../../shared/event.ts'
import type { EventPayload, Payload } from '../../commit/entry.ts'
import type { Message } from '../../commit/message.ts'
import { type ConsentDecision, consentDecisions } from '../../consentDecisions.ts'
import { believedOf, isOneself, recognise } from '../../customers/recognise.ts'
import type { Withdrawal } from './withdrawals.ts'

const forbidding = `
  insert into veto (partition, who, channel, purpose, time, seq) values (0, @who, @channel, @purpose, @time, @seq)
  on conflict (partition, who, channel, purpose) do update set
    time = max(time, excluded.time), seq = max(seq, excluded.seq)`
// Of two decisions at once the stricter holds.
const allowing = `
  delete from veto where partition = 0 and who = @who and channel = @channel and purpose = @purpose and time < @time`
// What is not folded yet was said by whoever has it then.
const passing = 'delete from veto where partition = 0 and who = ? and seq <= ?'
const finding = `
  select time from veto where partition = 0 and who = ? and channel = ? and purpose = ?`
const owning = 'select customer from identity where partition = 0 and kind = ? and value = ?'
const naming = 'select kind, value from identity where partition = 0 and customer = ?'
const meeting = 'select id, created from customer where id = ?'
const joining = 'select id from customer where joined_to = ?'
const describing = 'select profile from profile where customer = ?'
const consenting = 'select profile -> ? as consent from profile where customer = ?'

/** The addresses of somebody that the fold has yet to come to, by their names. */
type AddressesAheadOf = (names: readonly Identity[]) => readonly Identity[]

/**
 * Withdrawals of consent, in force from the transaction that accepted them, ahead of the fold (rule 23). A veto is for whoever withdrew, as
 * the fold will find too, for their addresses, and for the names that they gave, so that it also meets a message of somebody whom the fold
 * does not know yet. It stays: whoever granted later, as their profile says, is free of it, and nobody else is by that. Only what is said of
 * one name alone, by the API or on the hosted page, is the latest word on that name.
 */
export function vetoes(db: Database) {
  const forbid = db.prepare(forbidding)
  const allow = db.prepare(allowing)
  const passOn = db.prepare<[Buffer, number]>(passing)
  const find = db.prepare<[Buffer, string, string], { time: number }>(finding)
  const owner = db.prepare<[string, string], { customer: number }>(owning)
  const identitiesOf = db.prepare<[number], Identity>(naming)
  const meet = db.prepare<[number], { id: number; created: number }>(meeting)
  const joinedTo = db.prepare<[number], { id: number }>(joining)
  const profileOf = db.prepare<[number], { profile: string }>(describing)
  const consentOf = db.prepare<[string, number], { consent: string | null }>(consenting)

  const known = {
    who: ({ kind, value }: Identity) => owner.get(kind, value)?.customer ?? null,
    customer: (id: number) => {
      const customer = meet.get(id)
      return customer ? { customer, identities: identitiesOf.all(id) } : null
    },
  }

  function addressesOf(customer: number): Identity[] {
    const described = profileOf.get(customer)
    const email = described && attributeOf(JSON.parse(described.profile) as Profile, 'email')
    const addresses = identitiesOf.all(customer).filter(({ kind }) => kind === 'email')
    return typeof email === 'string' && email !== '' ? [...addresses, { kind: 'email', value: email }] : addresses
  }

  /** Whose decision it is, as the fold will find, and the names by which it is theirs. */
  function speaker(
    said: ConsentDecision,
    event: EventPayload | null,
  ): { people: number[]; names: readonly Identity[] } {
    const { identities } = said
    if (!event) {
      const people = identities.map(known.who).filter((id) => id !== null)
      return { people, names: people.length > 0 ? identities.filter(isOneself) : identities }
    }
    const { customer, joins, claims } = recognise(known, event)
    const people = [...(customer ? [customer] : []), ...joins].map((person) => person.customer.id)
    // A device goes on to its next owner, and they have not withdrawn anything.
    const isNamed = people.length > 0 || claims.some(isOneself)
    return { people, names: isNamed ? identities.filter(isOneself) : identities }
  }

  function withdraw(
    said: ConsentDecision,
    event: EventPayload | null,
    seq: number,
    ahead: AddressesAheadOf,
  ): ConsentDecision {
    const { channel, purpose, time } = said
    const { people, names } = speaker(said, event)
    const theirs = [...(event ? believedOf(event) : said.identities), ...people.flatMap((id) => identitiesOf.all(id))]
    const reached = [...names, ...people.flatMap(addressesOf), ...ahead(theirs)].map(hashOfIdentity)
    for (const who of [...reached, ...people.map(hashOfCustomer)]) forbid.run({ who, channel, purpose, time, seq })
    return names.length > 0 ? { ...said, identities: names } : said
  }

  return {
    /** Reads an entry's payload; what it withdraws is withdrawn when the transaction is. Answers with that, and for which names. */
    apply(payload: Payload, seq: number, ahead: AddressesAheadOf): readonly ConsentDecision[] {
      const event = payload.type === 'event' ? payload : null
      const withdrawn: ConsentDecision[] = []
      for (const said of consentDecisions(payload)) {
        const { channel, purpose, time } = said
        if (said.is === 'denied') withdrawn.push(withdraw(said, event, seq, ahead))
        else if (!event)
          for (const name of said.identities) allow.run({ who: hashOfIdentity(name), channel, purpose, time })
      }
      return withdrawn
    },

    /** A name is about to be a customer's: what was withdrawn by a device of somebody else's was theirs, as the fold has found by `position`. */
    claimed(name: Identity, customer: number, position: number): void {
      if (isOneself(name)) return
      const owner = known.who(name)
      if (owner !== null && owner !== customer) passOn.run(hashOfIdentity(name), position)
    },

    /** What was withdrawn by names of which only hashes are left. */
    applyHashed({ who = [], channel, purpose, time, seq }: Withdrawal): void {
      for (const hash of who) forbid.run({ who: Buffer.from(hash, 'hex'), channel, purpose, time, seq })
    },

    namesOf: (customer: number): readonly Identity[] => identitiesOf.all(customer),

    /** Whether something for that purpose may not go; what is for none of those that people decide about always may. */
    forbids(channel: Message['channel'], purpose: string, address: string, customer: number): boolean {
      if (purpose === 'transactional' || channel === 'webhook') return false
      const text = consentOf.get(`$.consents."${channel}:${purpose}"`, customer)?.consent
      const own = text ? (JSON.parse(text) as Consent) : null
      if (own?.value === 'denied') return true
      const names = [{ kind: 'email', value: address }, ...identitiesOf.all(customer)].map(hashOfIdentity)
      const people = [customer, ...joinedTo.all(customer).map(({ id }) => id)].map(hashOfCustomer)
      return [...names, ...people].some((who) => {
        const veto = find.get(who, channel, purpose)
        return veto !== undefined && !(own?.value === 'granted' && own.time > veto.time)
      })
    },
  }
}

export const hashOfIdentity = ({ kind, value }: Identity): Buffer =>
  hashOf(`${kind}\n${kind === 'email' ? value.trim().toLowerCase() : value}`)
// No kind of name is without its line break.
const hashOfCustomer = (id: number): Buffer => hashOf(String(id))

const hashOf = (text: string): Buffer => hash('sha256', text, 'buffer').subarray(0, 16)
