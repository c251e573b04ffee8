import type { Identity } from './event.ts'
import type { Channel, ConsentState } from './predicate/schema.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A value with the own time of the event that set it: a later write with an older time changes nothing (rule 3). */
export interface Timed<Value> {
  readonly value: Value
  readonly time: number
}

export interface Consent extends Timed<ConsentState> {
  readonly source: string
  /** What the person was shown or did: the form's wording, `One-click`, `Unsubscribed`. */
  readonly wording?: string
}

/** What is known of a person. Plain, JSON-able, readonly: the fold replaces it, nothing changes it in place. */
export interface Profile {
  readonly attributes: { readonly [name: string]: Timed<Json> }
  /** By `channel:purpose`, for example `email:marketing`. */
  readonly consents: { readonly [channelAndPurpose: string]: Consent }
  /** Addresses that a receiver refused for good, by channel. */
  readonly undeliverable?: { readonly [channel in Channel]?: { readonly address: string; readonly at: number } }
}

export const emptyProfile: Profile = { attributes: {}, consents: {} }

/** What a customer may allow or refuse on a channel: marketing, and that it is noted what they open and click. */
export const consentPurposes = ['marketing', 'tracking'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]

/**
 * What a trait `consent: { email: 'granted', tracking: 'denied' }` says about e-mail for a purpose; `undefined`: nothing.
 * `email` is marketing e-mail, the name that the trait had first.
 */
export function consentIn(trait: unknown, purpose: ConsentPurpose): 'granted' | 'denied' | undefined {
  if (trait === null || typeof trait !== 'object') return undefined
  const { email, tracking } = trait as { readonly email?: unknown; readonly tracking?: unknown }
  const said = purpose === 'marketing' ? email : tracking
  return said === 'granted' || said === 'denied' ? said : undefined
}

export const consentKey = (channel: Channel, purpose: ConsentPurpose): string => `${channel}:${purpose}`

export const attributeOf = (profile: Profile, name: string): Json | undefined => profile.attributes[name]?.value

/** The e-mail address that an attribute holds; empty when it holds none. */
export const addressIn = (email: Json | undefined): string =>
  typeof email === 'string' && /^[^\s@<>]+@[^\s@<>]+$/.test(email.trim()) ? email.trim() : ''

/** A customer's IANA zone as they or their store gave it: trait `timezone`, as Segment's context names it. */
export const zoneAttribute = 'timezone'

export const displayName = (profile: Profile, identities: readonly Identity[]): string => {
  const text = (name: string) => {
    const value = attributeOf(profile, name)
    return typeof value === 'string' && value.trim() ? value.trim() : undefined
  }
  const full = [text('firstName') ?? text('first_name'), text('lastName') ?? text('last_name')]
    .filter(Boolean)
    .join(' ')
  return text('name') ?? (full || (text('email') ?? identities[0]?.value ?? ''))
}
