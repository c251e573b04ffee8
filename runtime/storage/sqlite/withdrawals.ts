import type { Identity } from '../../../shared/event.ts'
import type { NewEntry } from '../../commit/entry.ts'
import type { ConsentDecision } from '../../consentDecisions.ts'
import { hashOfIdentity } from './veto.ts'

/**
 * A withdrawal of consent, with the number and the time of the entry by which it was accepted. Kept a second time beside the store, so that
 * whoever restores a backup finds who withdrew since (H6).
 */
export interface Withdrawal extends ConsentDecision {
  readonly seq: number
  readonly at: number
  /** Hashes of names that stand here no more, since whoever bore them was erased: others may have the address too. */
  readonly who?: readonly string[]
}

export const withdrawalsFile = 'withdrawals.jsonl'

/** To accept a withdrawal again. Whom a user id names withdrew, and for the address that they named; a device may be somebody else's too. */
export function entriesOf({ identities, channel, purpose, time }: Withdrawal): NewEntry[] {
  return whoWithdrew(identities).map((identity) => ({
    id: `withdrawn:${channel}:${purpose}:${time}:${identity.kind}:${identity.value}`,
    payload: { type: 'consent', identity, channel, purpose, is: 'denied', source: 'withdrawals', time },
  }))
}

/** The same withdrawal, without names that may stand nowhere. */
export function withoutNames(withdrawal: Withdrawal, isHidden: (name: Identity) => boolean): Withdrawal {
  const { identities, who = [] } = withdrawal
  if (!identities.some(isHidden)) return withdrawal
  const speakers = whoWithdrew(identities)
  const hidden = speakers.filter(isHidden).map((name) => hashOfIdentity(name).toString('hex'))
  return { ...withdrawal, identities: speakers.filter((name) => !isHidden(name)), who: [...who, ...hidden] }
}

function whoWithdrew(identities: readonly Identity[]): readonly Identity[] {
  const isUser = identities.some(({ kind }) => kind === 'userId')
  return identities.filter(({ kind }) => !isUser || kind !== 'anonymousId')
}
