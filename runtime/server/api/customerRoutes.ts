import { positionOf } from '../../commit/entry.ts'
import type { Handlers } from '../bind.ts'
import { consentEntries, whoeverIs } from '../decideConsent.ts'
import { explain } from '../explain.ts'
import { subjectOf } from '../renderMessage.ts'
import { changed, found } from './changed.ts'

/** Customers and what happened to them. */
export const customerRoutes = {
  async listCustomers({ store, query }) {
    const { items, next } = await store.pages.customers(query)
    return { items: [...items], next }
  },

  async readCustomer({ store, params }) {
    return found(await store.pages.customer(params.customer), 'customer', params.customer)
  },

  async readTimeline({ store, params, query }) {
    found(await store.pages.customer(params.customer), 'customer', params.customer)
    const { items, next } = await store.pages.timeline(params.customer, query)
    const read = items.map(async ({ values, ...item }) =>
      values === undefined ? item : { ...item, title: await subjectOf(store, item.title, values) },
    )
    return { items: await Promise.all(read), next }
  },

  explainCustomer: ({ store, params, query }) => explain(store, params.customer, query.workflow),

  async setConsent({ store, params, body }) {
    const customer = found(await store.pages.customer(params.customer), 'customer', params.customer)
    const { now } = await store.engine.standing()
    const said = { purpose: body.purpose, is: body.is, source: 'api', time: now } as const
    const { identities } = await whoeverIs(store.pages, customer)
    const appended = await store.engine.append(consentEntries(identities, said))
    return { position: Math.max(0, ...appended.map(positionOf)) }
  },

  async eraseCustomer({ store, params: { customer } }) {
    const { id } = found(await store.pages.customer(customer), 'customer', customer)
    return changed(await store.control({ do: 'eraseCustomer', customer: Number(id) }), id)
  },
} satisfies Partial<Handlers>
