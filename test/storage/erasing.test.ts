// What an erasure does to one customer, and leaves to others who share something with them.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import SQLite, { type Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Customer } from '../../runtime/commit/customer.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { watchWal } from '../../runtime/storage/sqlite/walWatch.ts'
import type { Identity } from '../../shared/event.ts'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, event, message, run } from './build.ts'

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

const emailed = (value: string): Identity => ({ kind: 'email', value })
const said = (identity: Identity, is: 'granted' | 'denied', time = 1_500): NewEntry => ({
  payload: { type: 'consent', identity, channel: 'email', purpose: 'marketing', is, source: 'page', time },
})
const isTaken = async (storage: Storage, entry: NewEntry) => 'entry' in (await storage.append([entry], 3_000))[0]!

test("rule 30: an address that is another's name stays theirs, and one that they had before goes too", async () => {
  const shared = emailed('us@example.com')
  const { file, storage } = await shop([
    { ...ada, email: 'Us@example.com' },
    { id: 2, names: [shared] },
  ])
  const before = emailed('before@example.com')
  await storage.append([said(shared, 'denied'), said(before, 'denied')], 1_500)
  await commit(storage, { runs: [run('1-0')], messages: [message(mail, { address: before.value })] })
  await erase(storage)
  expect(await isTaken(storage, event('b', { identities: [shared] }))).toBe(true)
  expect(await isTaken(storage, event('c', { identities: [before] }))).toBe(false)
  const beside = readFileSync(join(dirname(file), 'withdrawals.jsonl'), 'utf8')
  const log = JSON.stringify(await storage.entries(0, 10))
  for (const text of [beside, log]) expect([text.includes('us@'), text.includes('before@')]).toEqual([true, false])
})

test('rule 30: a withdrawal of somebody who names an erased address, or sat at an erased device, stays theirs', async () => {
  const device = { kind: 'anonymousId', value: 'browser' }
  const { file, storage } = await shop([
    { id: 1, names: [...ada.names, device], email: 'us@example.com' },
    { id: 2, names: [{ kind: 'userId', value: 'bob' }], email: 'Us@example.com' },
  ])
  const body = JSON.stringify({ traits: { email: 'us@example.com', consent: { email: 'denied' } } })
  await storage.append(
    [event('a', { kind: 'identify', identities: [{ kind: 'userId', value: 'bob' }, device], body })],
    1_500,
  )
  await erase(storage)
  const beside = readFileSync(join(dirname(file), 'withdrawals.jsonl'), 'utf8')
  expect(JSON.parse(beside)).toMatchObject({
    identities: [{ kind: 'userId', value: 'bob' }],
    who: [expect.stringMatching(/^[0-9a-f]{32}$/)],
  })
})

const loggedIn = async (storage: Storage) => (await storage.entries(0, 20)).map(({ payload }) => payload.type)
const outcome = (key: string): NewEntry => ({
  id: key,
  payload: { type: 'outcome', message: key, customer: 1, outcome: 'sent', detail: '250 ada', attempts: 1 },
})

test('rule 30: what came between the entry that erases somebody and its fold goes with the rest', async () => {
  const { storage } = await shop([ada])
  await commit(storage, { runs: [run('1-0')], messages: [message(mail)] })
  await storage.control({ do: 'eraseCustomer', customer: 1 }, 2_000)
  const { last, lastAt } = await storage.head()
  await storage.append([outcome(mail)], 2_001)
  await commit(storage, { erased: [{ customer: 1, seq: last, at: lastAt }] })
  await removeAll(storage)
  expect(await loggedIn(storage)).toEqual(['erase'])
})

test('rule 30: an event of nobody that names them goes, and one that was passed over before it was theirs', async () => {
  const { file, storage } = await shop([{ ...ada, email: 'Ada@example.com' }])
  const [theirs, others] = ['ada@example.com', 'bob@example.com'].map(emailed) as [Identity, Identity]
  const body = (email: string) => JSON.stringify({ userId: 'x', traits: { email } })
  await storage.append(
    [
      event('a', { trusted: false, identities: [theirs] }),
      event('b', { trusted: false, identities: [others] }),
      event('c', { identities: ada.names, body: body('ada@example.com') }),
      event('d', { identities: [{ kind: 'userId', value: 'bob' }, theirs], body: body('ada@example.com') }),
    ],
    1_500,
  )
  await commit(storage, { parked: [3, 4].map((seq) => ({ seq, customer: 0, what: 'event', why: 'ada' })) })
  await erase(storage)
  expect((await storage.entries(0, 20)).map(({ seq }) => seq)).toEqual([2, 4, 5])
  const db = new SQLite(file, { readonly: true })
  expect(db.prepare('select seq from parked').pluck().all()).toEqual([4])
  db.close()
})

test('rule 30: of refused events those go that are about them, and later ones are not kept', async () => {
  const { file, storage } = await shop([{ id: 1, names: [{ kind: 'userId', value: '1' }], email: 'ada@example.com' }])
  const bodies = [
    { userId: 1, note: 'theirs by a number' },
    { userId: 'bob', properties: { quantity: '1', email: 'Ada@example.com' }, note: 'of bob' },
    { anonymousId: 'browser', properties: { quantity: '1' }, note: 'of a browser' },
    { traits: { email: 'ADA@example.com' }, note: 'theirs by an address' },
    { properties: { order: { to: 'Ada@example.com' } }, note: 'names nobody, and holds the address' },
    ['1'],
  ]
  const came = { at: 1, source: 'shop', problems: [], historical: false }
  const refused = bodies.map((body) => ({ ...came, body: JSON.stringify(body) }))
  refused.push({ ...refused[0]!, body: 'no JSON, of ada@example.com' })
  await storage.control({ do: 'refuseEvents', refused }, 1_500)
  await storage.control({ do: 'refuseEvents', refused: Array(250).fill(refused[1]) }, 1_500)
  await erase(storage)
  await storage.control({ do: 'refuseEvents', refused: refused.slice(0, 4) }, 3_000)
  const db = new SQLite(file, { readonly: true })
  const left = db.prepare<[], string>('select distinct body from refused order by id').pluck().all()
  expect(left).toEqual([1, 2, 5, 6].map((index) => refused[index]!.body))
  expect(db.prepare('select count(*) from refused').pluck().get()).toBe(256)
  db.close()
})

const identify = (id: string, time: number, identities: readonly Identity[] = ada.names) =>
  event(id, { kind: 'identify', time, identities, body: JSON.stringify({ traits: { consent: { email: 'granted' } } }) })

test('rule 30: only who consents after an erasure comes back, and an event that came before is none', async () => {
  const { storage } = await shop([ada])
  await storage.append([identify('a', 1_500)], 1_500)
  await erase(storage)
  for (const late of [identify('a', 1_500), identify('b', 1_999)]) expect(await isTaken(storage, late)).toBe(false)
  expect(await isTaken(storage, event('c'))).toBe(false)
  expect(await isTaken(storage, identify('d', 2_500))).toBe(true)
  // Also when the answer got lost, and it comes again.
  expect(await isTaken(storage, event('e'))).toBe(true)
  expect((await storage.append([identify('d', 2_500)], 3_000))[0]).toMatchObject({ duplicateOf: expect.any(Number) })
})

test('rule 30: consent anew holds though the erasure before it is folded later', async () => {
  const { file, storage } = await shop([ada])
  await storage.control({ do: 'eraseCustomer', customer: 1 }, 2_000)
  const { last, lastAt } = await storage.head()
  expect(await isTaken(storage, identify('a', 2_500))).toBe(true)
  await commit(storage, { erased: [{ customer: 1, seq: last, at: lastAt }] })
  await removeAll(storage)
  await storage.close()
  const later = openFile(file)
  expect(await isTaken(later, event('b'))).toBe(true)
  await commit(later, { customers: [customer(3)], identities: [{ identity: ada.names[0]!, customer: 3 }] })
  await erase(later, 3)
  expect(await isTaken(later, event('c'))).toBe(false)
})

test('rule 30: a name that others took is theirs, and what is said of it is taken', async () => {
  const device = { kind: 'anonymousId', value: 'browser' }
  const { storage } = await shop([
    { id: 1, names: [...ada.names, device] },
    { id: 2, names: [{ kind: 'userId', value: 'bob' }] },
  ])
  await erase(storage)
  expect(await isTaken(storage, event('a', { identities: [device] }))).toBe(false)
  expect(await isTaken(storage, event('b', { identities: [{ kind: 'userId', value: 'bob' }, device] }))).toBe(true)
  await commit(storage, { identities: [{ identity: device, customer: 2 }] })
  expect(await isTaken(storage, event('c', { identities: [device] }))).toBe(true)
})

test('rule 30: who withdraws by an erased address gets no mail there, though nothing of it is kept', async () => {
  const { file, storage } = await shop([
    { ...ada, email: 'us@example.com' },
    { id: 2, names: [], email: 'us@example.com' },
  ])
  await erase(storage)
  const before = (await storage.head()).last
  expect(await isTaken(storage, said(emailed('us@example.com'), 'denied', 2_500))).toBe(false)
  expect((await storage.head()).last).toBe(before)
  await commit(storage, { runs: [run('2-0')], messages: [message('2-0:email-1:2', { address: 'us@example.com' })] })
  expect((await storage.claim(2_000, 5, 'email')).vetoed).toHaveLength(1)
  expect(readFileSync(join(dirname(file), 'withdrawals.jsonl'), 'utf8')).not.toContain('us@')
})

test("rule 30: nothing is done before the log beside the store is cut off, and entries that are not yet on disk are in nobody's way", async () => {
  const { file, storage } = await shop([ada])
  const reader = new SQLite(file, { readonly: true })
  await storage.control({ do: 'eraseCustomer', customer: 1 }, 2_000)
  reader.exec('begin')
  reader.prepare('select * from customer').all()
  await fold(storage)
  await removeAll(storage)
  const { version } = await storage.head()
  expect(await storage.removeErased(version, 10)).toBe('waits')
  reader.exec('commit')
  await storage.append([event('a', { identities: [{ kind: 'userId', value: 'bob' }] })], 3_000)
  expect(await storage.removeErased(version, 10)).toBe('more')
  expect(await storage.removeErased(version + 1, 10)).toBe('nothing')
  reader.close()
})

test('rule 30: a full disk does not pass for a log that is cut off', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  writeFileSync(`${file}-wal`, 'ada')
  const pragma = (text: string) => {
    if (text.startsWith('wal_checkpoint')) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
  }
  expect(watchWal({ pragma } as unknown as Database, { file }).cutLogOff()).toBe(false)
})
