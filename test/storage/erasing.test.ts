// What an erasure does to one customer, and leaves to others who share something with them.
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Customer } from '../../runtime/commit/customer.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import type { Identity } from '../../shared/event.ts'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, message, run } from './build.ts'

const mail = '1-0:email-1:2'

/** Customers with their names, ada first. */
async function shop(
  people: readonly { readonly id: number; readonly names: readonly Identity[]; readonly email?: string }[],
) {
  const file = join(temporaryFolder(), 'perennial.db')
  const storage = openFile(file)
  await commit(storage, {
    customers: people.map(({ id, email }) => customer(id, email === undefined ? {} : { profile: profileWith(email) })),
    identities: people.flatMap(({ id, names }) => names.map((identity) => ({ identity, customer: id }))),
  })
  return { file, storage }
}

const profileWith = (email: string): Customer['profile'] => ({
  attributes: { email: { value: email, time: 1 } },
  consents: {},
})
const ada = { id: 1, names: [{ kind: 'userId', value: 'ada' }] }

/** As the fold does it: an entry, and its commit. */
async function erase(storage: Storage, id = 1): Promise<void> {
  await storage.control({ do: 'eraseCustomer', customer: id }, 2_000)
  await fold(storage, id)
  await removeAll(storage)
}

async function fold(storage: Storage, id = 1): Promise<void> {
  const { last, lastAt } = await storage.head()
  await commit(storage, { erased: [{ customer: id, seq: last, at: lastAt }] })
}

async function removeAll(storage: Storage): Promise<void> {
  while ((await storage.removeErased((await storage.head()).version, 10)) === 'more');
}

const keysOf = async (storage: Storage, now = 5_000) => {
  const { claimed, cancelled } = await storage.claim(now, 5, 'email')
  return [...claimed.map((one) => one.message.key), ...cancelled.map((one) => one.key)]
}

test('rule 30: no message of somebody who is erased waits to leave, be told or be tried again', async () => {
  const { file, storage } = await shop([ada])
  const failed = '1-2:email-1:2'
  await commit(storage, {
    runs: [run('1-0'), run('1-1'), run('1-2')],
    messages: [message(mail), message('1-1:email-1:2', { admitted: 1_500 }), message(failed, { admitted: 1_500 })],
    messageStates: [{ key: failed, state: 'failed', at: 1_500, detail: '', attempts: 1 }],
  })
  // One is on its way, the other is cancelled with its run.
  expect(await keysOf(storage, 1_200)).toEqual([mail])
  await storage.control({ do: 'eraseCustomer', customer: 1 }, 2_000)
  const { last, lastAt } = await storage.head()
  await commit(storage, {
    cancelled: [{ run: '1-1', at: 2_000, detail: 'erased' }],
    erased: [{ customer: 1, seq: last, at: lastAt }],
  })
  await storage.settle([{ key: mail, attempt: 1, notBefore: 3_000, detail: 'busy' }])
  expect(await keysOf(storage)).toEqual([])
  expect((await storage.control({ do: 'retryMessage', key: mail, choice: 'send' }, 4_000)).ok).toBe(false)
  await storage.close()
  const later = openFile(file)
  expect(await later.abandoned()).toEqual([])
  await removeAll(later)
  const db = new SQLite(file, { readonly: true })
  for (const table of ['outbox', 'delivery', 'message', 'held'])
    expect(db.prepare(`select count(*) from ${table}`).pluck().get(), table).toBe(0)
  db.close()
})
