import type { Identity } from '../../shared/event.ts'
import type { ConsentPayload, NewEntry } from '../commit/entry.ts'
import { normalIdentity } from '../ingest/identities.ts'
import type { Store } from './store.ts'
import { surestName } from './surestName.ts'
import type { ConsentDecision } from './unsubscribe.ts'

type Deciding = Pick<Store, 'kind' | 'engine' | 'pages'>
type Said = Pick<ConsentPayload, 'purpose' | 'is' | 'source' | 'time' | 'wording'>

/** Writes down what somebody said on the hosted page, for everyone with that address: it holds once this resolves (rule 23). */
export async function decideConsent(stores: readonly Deciding[], decision: ConsentDecision): Promise<void> {
  const store = stores.find(({ kind }) => kind === decision.store)
  if (!store) throw new Error(`The link belongs to the store ${decision.store}, which is not open.`)
  const { now } = await store.engine.standing()
  const { is, source, wording } = decision
  const identities = await identitiesOf(store, decision)
  const address = { kind: 'email', value: normalIdentity('email', decision.address) }
  await store.engine.append(
    consentEntries([address, ...identities], {
      purpose: 'marketing',
      is,
      source,
      wording,
      time: now,
    }),
  )
}

/**
 * Of whom the mail was for, whoever they have joined since. Somebody who came later may have their number here, when the mail left after the
 * backup was made that this store once was: of them none.
 */
async function identitiesOf(
  { pages }: Deciding,
  { customer, admitted }: ConsentDecision,
): Promise<readonly Identity[]> {
  const known = await pages.customer(String(customer))
  if (!known || (admitted !== undefined && Date.parse(known.createdAt) > admitted)) return []
  return (await whoeverIs(pages, known)).identities
}

type Known = NonNullable<Awaited<ReturnType<Store['pages']['customer']>>>

/** The customer themselves, or whom they have joined since: the identities are theirs then. */
export async function whoeverIs(pages: Store['pages'], customer: Known): Promise<Known> {
  const other = customer.joinedTo === null ? null : await pages.customer(customer.joinedTo)
  return other ? whoeverIs(pages, other) : customer
}

/**
 * An address decides for everyone who has it. Where it is an attribute only, and names nobody, the customer is named besides.
 */
export function consentEntries(identities: readonly Identity[], said: Said): NewEntry[] {
  const address = identities.find(({ kind }) => kind === 'email')
  const other = surestName(identities.filter(({ kind }) => kind !== 'email'))
  return [address, other].flatMap((identity) =>
    identity ? [{ payload: { type: 'consent', channel: 'email', identity, ...said } }] : [],
  )
}
