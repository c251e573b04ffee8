import type { Identity } from '../../shared/event.ts'
import type { ConsentPayload, NewEntry } from '../commit/entry.ts'
import { normalIdentity } from '../ingest/identities.ts'
import type { Store } from './store.ts'
import type { ConsentDecision } from './unsubscribe.ts'

type Said = Pick<ConsentPayload, 'purpose' | 'is' | 'source' | 'time' | 'wording'>

/** Writes down what somebody said on the hosted page, for everyone with that address: it holds once this resolves (rule 23). */
export async function decideConsent(stores: readonly Store[], decision: ConsentDecision): Promise<void> {
  const store = stores.find(({ kind }) => kind === decision.store)
  if (!store) throw new Error(`The link belongs to the store ${decision.store}, which is not open.`)
  const { now } = await store.engine.standing()
  const { is, source, wording } = decision
  const customer = await store.pages.customer(String(decision.customer))
  const address = { kind: 'email', value: normalIdentity('email', decision.address) }
  await store.engine.append(
    consentEntries([address, ...(customer?.identities ?? [])], {
      purpose: 'marketing',
      is,
      source,
      wording,
      time: now,
    }),
  )
}

/**
 * An address decides for everyone who has it. Where it is an attribute only, and names nobody, the customer is named besides.
 */
export function consentEntries(identities: readonly Identity[], said: Said): NewEntry[] {
  const address = identities.find(({ kind }) => kind === 'email')
  const other = identities.find(({ kind }) => kind !== 'email')
  return [address, other].flatMap((identity) =>
    identity ? [{ payload: { type: 'consent', channel: 'email', identity, ...said } }] : [],
  )
}
