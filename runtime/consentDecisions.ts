import { type ConsentPurpose, consentIn, consentPurposes } from '../shared/customer.ts'
import type { Identity } from '../shared/event.ts'
import { deniesMarketing } from '../shared/mailEvents.ts'
import type { Channel } from '../shared/predicate/schema.ts'
import type { EventPayload, Payload } from './commit/entry.ts'

export interface ConsentDecision {
  readonly channel: Channel
  readonly purpose: ConsentPurpose
  readonly is: 'granted' | 'denied'
  readonly time: number
  readonly identities: readonly Identity[]
}

/**
 * Whether somebody withdraws consent by it. That takes effect when it is accepted, ahead of the fold (rule 23), so it is taken in however
 * much waits and however little room there is (H26).
 */
export const isWithdrawal = (payload: Payload): boolean => consentDecisions(payload).some(({ is }) => is === 'denied')

/** What a payload says about consent, as far as it says so by itself. */
export function consentDecisions(payload: Payload): readonly ConsentDecision[] {
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
