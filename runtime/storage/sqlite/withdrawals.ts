import type { NewEntry } from '../../commit/entry.ts'
import type { ConsentDecision } from '../../consentDecisions.ts'

/**
 * A withdrawal of consent, with the number and the time of the entry by which it was accepted. Kept a second time beside the store, so that
 * whoever restores a backup finds who withdrew since (H6).
 */
export interface Withdrawal extends ConsentDecision {
  readonly seq: number
  readonly at: number
}

export const withdrawalsFile = 'withdrawals.jsonl'

/** To accept a withdrawal again. Whom a user id names withdrew, and for the address that they named; a device may be somebody else's too. */
export function entriesOf({ identities, channel, purpose, time }: Withdrawal): NewEntry[] {
  const isUser = identities.some(({ kind }) => kind === 'userId')
  return identities
    .filter(({ kind }) => !isUser || kind !== 'anonymousId')
    .map((identity) => ({
      id: `withdrawn:${channel}:${purpose}:${time}:${identity.kind}:${identity.value}`,
      payload: { type: 'consent', identity, channel, purpose, is: 'denied', source: 'withdrawals', time },
    }))
}
