import type { Storage } from '../../../runtime/storage/port.ts'
import { consentKey } from '../../../shared/customer.ts'
import type { Standing } from './bruteForce.ts'
import { userOf } from './said.ts'

const said = ['Order Completed', 'Product Viewed', 'identify'] as const

/** What the store knows of people, by person. */
export async function standingsIn(
  storage: Storage,
  people: readonly number[],
): Promise<Map<number, Standing & { readonly customer: number }>> {
  const { identities } = await storage.load({ identities: people.map(userOf) })
  const customerOf = new Map(identities.map(({ identity, customer }) => [Number(identity.value.slice(1)), customer]))
  const ids = [...customerOf.values()]
  const { customers, history, enrolments } = await storage.load({
    customers: ids,
    history: ids.flatMap((customer) => [...said, 'Thanked'].map((name) => ({ customer, name, newest: 10_000 }))),
    enrolments: ids.map((customer) => ({ customer, workflow: 'thanks', key: '' })),
  })
  const histories = Map.groupBy(history, ({ customer }) => customer)
  const rowsOf = (customer: number, name: string) =>
    histories.get(customer)?.find((each) => each.name === name)?.rows ?? []

  const standing = (id: number): Standing & { readonly customer: number } => {
    const known = customers.find(({ customer }) => customer.id === id)
    const { attributes = {}, consents = {} } = known?.customer.profile ?? {}
    return {
      customer: id,
      history: Object.fromEntries(
        said.map((name) => [
          name,
          rowsOf(id, name)
            .map(({ time, seq }) => `${time} ${seq}`)
            .sort(),
        ]),
      ),
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value])),
      consent: consents[consentKey('email', 'marketing')]?.value ?? 'unknown',
      segments: known?.memberships.map(({ segment }) => segment).sort() ?? [],
      runs: enrolments.find(({ customer }) => customer === id)?.count ?? 0,
      thanked: rowsOf(id, 'Thanked').length,
    }
  }
  return new Map([...customerOf].map(([person, id]) => [person, standing(id)]))
}

/** Whose devices are. */
export async function ownersOf(storage: Storage, devices: ReadonlySet<number>): Promise<readonly number[]> {
  const wanted = [...devices].map((device) => ({ kind: 'anonymousId', value: `d${device}` }))
  const { identities } = await storage.load({ identities: wanted })
  return identities.map(({ customer }) => customer)
}
