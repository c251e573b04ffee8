import type { Consent, ConsentPurpose } from '../../shared/customer.ts'
import { addressIn, attributeOf, consentIn, consentKey, consentPurposes } from '../../shared/customer.ts'
import { propertiesOf } from '../../shared/event.ts'
import { deniesMarketing } from '../../shared/mailEvents.ts'
import type { Fact } from '../../shared/predicate/facts.ts'
import type { Change, Lateness } from '../change.ts'
import type { ConsentPayload, EventPayload } from '../commit/entry.ts'
import { addToHistory } from '../factsOf.ts'
import { remember } from '../note.ts'
import type { Turn } from '../turn.ts'
import { refusedOf, setAttributes, setProfile } from './profile.ts'

const day = 86_400_000

/**
 * An event enters the customer's history and profile. An attribute or consent keeps the value with the latest own time, so that a stale
 * retry changes nothing (rule 3).
 */
export function applyEvent(turn: Turn, event: EventPayload, isNew: boolean): Change {
  const time = Math.min(event.time, turn.now)
  let properties: Readonly<Record<string, unknown>> | undefined
  const fact: Fact & { name: string } = {
    name: event.name,
    seq: turn.seq,
    time,
    properties: () => {
      properties ??= propertiesOf(event.body)
      return properties
    },
  }
  addToHistory(turn, fact)

  const attributes = event.kind === 'identify' ? setAttributes(turn, fact.properties(), time) : []
  const consents =
    event.kind === 'identify'
      ? consentTrait(turn, fact.properties().consent, { time, source: event.source })
      : deniesMarketing(event) &&
        setConsent(turn, 'marketing', { value: 'denied', time, source: event.source, wording: event.name })
  return {
    event: fact,
    ...lateness(turn, time, event.historical),
    ...(attributes.length > 0 && { attributes }),
    ...(consents && { consents: true as const }),
    ...(isNew && { all: true as const }),
  }
}

const lateness = (turn: Turn, time: number, historical: boolean): Lateness => ({
  mayStart: !historical && time >= turn.now - day,
  cause: { time, historical },
})

/** The trait `consent: { email: 'granted' }`; whether it changed what marketing depends on. */
function consentTrait(turn: Turn, trait: unknown, said: Pick<Consent, 'time' | 'source'>): boolean {
  const changed = consentPurposes.filter((purpose) => {
    const value = consentIn(trait, purpose)
    return value && setConsent(turn, purpose, { ...said, value })
  })
  return changed.includes('marketing')
}

/** The later decision holds; of two at once the stricter (contract). Answers whether it is another than before. */
export function setConsent(turn: Turn, purpose: ConsentPurpose, consent: Consent): boolean {
  const key = consentKey('email', purpose)
  const known = turn.customer.profile.consents[key]
  if (known && laterConsent(known, consent) === known) return false
  setProfile(turn, { ...turn.customer.profile, consents: { ...turn.customer.profile.consents, [key]: consent } })
  if (known?.value === consent.value) return false
  const { value: is, source, wording = null } = consent
  remember(turn, 'consentChanged', { channel: 'email', purpose, is, source, wording })
  return true
}

export function laterConsent(a: Consent, b: Consent): Consent {
  if (a.time !== b.time) return a.time > b.time ? a : b
  return a.value === 'denied' || b.value !== 'denied' ? a : b
}

/** A decision about consent that came by the hosted page, one-click or the API. */
export function applyConsent(turn: Turn, payload: ConsentPayload): Change {
  const time = Math.min(payload.time, turn.now)
  const { purpose, is, source, wording } = payload
  const changed = setConsent(turn, purpose, { value: is, time, source, ...(wording && { wording }) })
  return { ...lateness(turn, time, false), ...(changed && purpose === 'marketing' && { consents: true as const }) }
}

/** The receiver said that the address will never work, perhaps one that the customer had before. */
export function refuseAddress(turn: Turn, address: string): void {
  const { profile } = turn.customer
  const refused = { undeliverable: { email: { address, at: turn.now } } }
  setProfile(turn, { ...profile, ...refusedOf([refused, profile], addressIn(attributeOf(profile, 'email'))) })
  remember(turn, 'addressRefused', { channel: 'email', address })
}
