import { collector } from '../../runtime/commit/collect.ts'
import type { Commit } from '../../runtime/commit/commit.ts'
import type { Customer } from '../../runtime/commit/customer.ts'
import type { EventPayload, NewEntry } from '../../runtime/commit/entry.ts'
import type { Message } from '../../runtime/commit/message.ts'
import type { Run } from '../../runtime/commit/run.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { emptyProfile } from '../../shared/customer.ts'

export function event(id: string, over: Partial<EventPayload> = {}): NewEntry & { readonly payload: EventPayload } {
  const name = over.name ?? 'Product Viewed'
  return {
    id,
    payload: {
      type: 'event',
      kind: 'track',
      name,
      time: 1_000,
      identities: [{ kind: 'userId', value: 'ada' }],
      source: 'shop',
      trusted: true,
      historical: false,
      body: JSON.stringify({ type: 'track', event: name, messageId: id, properties: { sku: 'tea' } }),
      ...over,
    },
  }
}

export function customer(id: number, over: Partial<Customer> = {}): Customer {
  return { id, created: 1_000, profile: emptyProfile, runs: 0, swept: 0, wake: null, joinedTo: null, ...over }
}

export function run(id: string, over: Partial<Run> = {}): Run {
  return {
    id,
    customer: Number(id.split('-')[0]),
    workflow: 'welcome',
    version: 1,
    key: '',
    node: 'delay-1',
    visit: 1,
    rest: null,
    arrived: 1_000,
    due: null,
    since: 1_000,
    trigger: 1,
    entered: 'event-1',
    started: 1_000,
    ended: null,
    reason: null,
    depth: 0,
    ...over,
  }
}

export function message(key: string, over: Partial<Message> = {}): Message {
  const [runOfKey = '', node = ''] = key.split(':')
  return {
    key,
    customer: Number(runOfKey.split('-')[0]),
    workflow: 'welcome',
    version: 1,
    node,
    run: runOfKey,
    channel: 'email',
    purpose: 'marketing',
    address: 'ada@example.com',
    values: { customer: { firstName: 'Ada' } },
    admitted: 1_000,
    sendBefore: 901_000,
    depth: 0,
    ...over,
  }
}

/** A commit in which nothing changed. */
export const nothing = collector().value(0, 0, 0)

/** Commits on top of whatever the store stands at. */
export async function commit(storage: Storage, value: Partial<Commit> = {}): Promise<void> {
  const { version, last, clock } = await storage.head()
  await storage.commit({ ...nothing, version, position: last, clock, ...value })
}

/** Everything about some customers, as the fold would load it. */
export async function load(storage: Storage, ...customers: number[]) {
  return (await storage.load({ customers })).customers
}
