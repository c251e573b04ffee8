// Whoever is erased is gone from every table, however the pages of it fall, and of everybody else every row is as it was.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import SQLite, { type Database } from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { startEngine } from '../../runtime/engine.ts'
import { Fold } from '../../runtime/fold.ts'
import { whatTheyDid } from '../../runtime/storage/sqlite/erasure.ts'
import { migrate, newestSchema } from '../../runtime/storage/sqlite/migrate.ts'
import { lockFolder, openDatabase } from '../../runtime/storage/sqlite/openDatabase.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { replaceDatabase } from '../../runtime/storage/sqlite/replaceDatabase.ts'
import { limits } from '../../shared/limits.ts'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, event, message, run } from './build.ts'

const folder = join(import.meta.dirname, '../runtime/rebuild')
const stores = readdirSync(folder).filter((name) => name.endsWith('.gz'))

function unpacked(name: string): string {
  const file = join(temporaryFolder(), 'perennial.db')
  writeFileSync(file, gunzipSync(readFileSync(join(folder, name))))
  return file
}

interface Person {
  readonly id: number
  /** Theirs, and those of customers who joined them. */
  readonly numbers: readonly number[]
  readonly names: readonly { readonly kind: string; readonly value: string }[]
}

function peopleIn(db: Database): Person[] {
  const ids = db.prepare<[], number>('select id from customer where joined_to is null order by id').pluck().all()
  const numbersOf = db
    .prepare<[number, number], number>('select id from customer where id = ? or joined_to = ?')
    .pluck()
  const namesOf = db.prepare<[number], Person['names'][number]>('select kind, value from identity where customer = ?')
  return ids.map((id) => ({ id, numbers: numbersOf.all(id, id), names: namesOf.all(id) }))
}

type Row = Readonly<Record<string, unknown>>
const changing = new Set(['partition', 'name', 'counter', 'movement', 'erasure', 'erased_name', 'pulse'])

/** Every row of every table that is not about the store as a whole. */
function rowsOf(db: Database): Map<string, Row[]> {
  const tables = db
    .prepare<[], string>(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`,
    )
    .pluck()
    .all()
  return new Map(
    tables
      .filter((table) => !changing.has(table))
      .map((table) => [table, db.prepare<[], Row>(`select * from "${table}"`).all()]),
  )
}

/** Whose a row is, by the columns that bear a customer's number, or that of a run or a message of theirs. */
function isOf({ numbers, names }: Person, db: Database): (table: string, row: Row) => boolean {
  const theirs = new Set<unknown>(numbers)
  const plucked = (sql: string) =>
    new Set<unknown>(db.prepare<[string], number>(sql).pluck().all(JSON.stringify(numbers)))
  const runs = plucked('select n from run where born in (select value from json_each(?))')
  const messages = plucked('select n from message where born in (select value from json_each(?))')
  const events = plucked('select seq from history where customer in (select value from json_each(?))')
  const isNamed = (identity: Person['names'][number] | undefined) =>
    names.some(({ kind, value }) => kind === identity?.kind && value === identity.value)
  return (table, row) => {
    if (table === 'customer') return theirs.has(row.id)
    if (table === 'trail') return runs.has(row.run)
    if (table === 'entry') {
      const seq = row.seq as number
      if (seq < 0) return theirs.has(Math.ceil(-seq / limits.derivedEntries) - 1)
      if (row.kind !== 0) return events.has(seq)
      const { customer, identity } = JSON.parse(row.body as string)
      return theirs.has(customer) || isNamed(identity)
    }
    return theirs.has(row.customer) || theirs.has(row.born) || messages.has(row.message)
  }
}

test.each(stores)('rule 30: nothing is left of a customer, and everything of all others: %s', async (name) => {
  const before = new SQLite(unpacked(name))
  for (const person of peopleIn(before)) {
    const file = unpacked(name)
    const storage = openFile(file, 'data')
    const engine = await startEngine({ storage, clock: simulatedClock(0), changed: () => {} })
    await engine.idle()
    const opened = new SQLite(file, { readonly: true })
    const [was, isTheirs] = [rowsOf(opened), isOf(person, opened)]
    expect((await engine.control({ do: 'eraseCustomer', customer: person.id })).ok).toBe(true)
    await engine.idle()
    for (const [table, rows] of rowsOf(opened)) {
      const others = was.get(table)!.filter((row) => !isTheirs(table, row))
      const left = rows.filter((row) => table !== 'entry' || !String(row.body).startsWith('{"type":"erase"'))
      expect(left, table).toEqual(others)
    }
    opened.close()
    await engine.close()
  }
  before.close()
})

test('rule 30: a table that names a customer is not forgotten', () => {
  const db = new SQLite(unpacked(stores[0]!))
  const naming = db
    .prepare<[], string>(
      `select t.name from pragma_table_list t, pragma_table_xinfo(t.name) c
       where t.type = 'table' and t.name not like 'sqlite_%' and c.name in ('customer', 'born', 'message', 'run') group by t.name`,
    )
    .pluck()
    .all()
  db.close()
  const text = readFileSync(join(import.meta.dirname, '../../runtime/storage/sqlite/erasure.ts'), 'utf8')
  const delivery = ['outbox', 'held', 'delivery']
  expect(naming.filter((table) => !delivery.includes(table) && !text.includes(`'${table}'`))).toEqual([])
})

test('rule 30: no page of an erasure reads a whole table', () => {
  const db = new SQLite(':memory:')
  db.exec(newestSchema())
  const scans = whatTheyDid.flatMap((sql) =>
    db
      .prepare<[object], { detail: string }>(`explain query plan ${sql}`)
      .all({ customers: '[1]', limit: 1 })
      .filter(({ detail }) => /^SCAN (?!json_each)|\(partition=\?\)$/.test(detail))
      .map(({ detail }) => `${detail}: ${sql}`),
  )
  db.close()
  expect(scans).toEqual([])
})

test('rule 30: erasing that is cut off anywhere goes on to the same end', async () => {
  const name = stores[0]!
  const people = peopleIn(new SQLite(unpacked(name)))
  const [whole, pieces] = [unpacked(name), unpacked(name)]
  for (const [file, limit] of [
    [whole, 1_000],
    [pieces, 1],
  ] as const) {
    let storage = openFile(file, 'data')
    for (const { id } of people) await storage.control({ do: 'eraseCustomer', customer: id }, 0)
    const fold = new Fold(storage, await storage.head(), () => {})
    await fold.ready()
    while (fold.position < (await storage.head()).last) {
      await fold.entries(await storage.entries(fold.position, 1_000))
      while (fold.waits) await fold.carry()
    }
    for (;;) {
      const { version } = await storage.head()
      if ((await storage.removeErased(version, limit)) === 'nothing') break
      if (limit > 1) continue
      await storage.close()
      storage = openFile(file, 'data')
    }
    await storage.close()
  }
  const [a, b] = [whole, pieces].map((file) => new SQLite(file, { readonly: true })) as [Database, Database]
  const without = (db: Database) => [...rowsOf(db)]
  expect(without(b)).toEqual(without(a))
  expect(b.prepare('select seq, customers, names, done from erasure').all()).toEqual(
    a.prepare('select seq, customers, names, done from erasure').all(),
  )
  expect(b.prepare('select count(*) from customer').pluck().get()).toBe(0)
  for (const db of [a, b]) db.close()
})

test('rule 30: who withdrew by an address that somebody erased had too stays withdrawn, also in a restored backup', async () => {
  const folder = temporaryFolder()
  const store = openFile(join(folder, 'perennial.db'))
  const family = { kind: 'email', value: 'family@example.com' }
  const withdrawal = (id: string): NewEntry => ({
    id,
    payload: {
      type: 'consent',
      identity: family,
      channel: 'email',
      purpose: 'marketing',
      is: 'denied',
      source: 'api',
      time: 5,
    },
  })
  await store.append([event('a'), event('b')], 1)
  await commit(store, {
    customers: [customer(1), customer(2)],
    identities: [
      { identity: family, customer: 1 },
      { identity: { kind: 'userId', value: 'bob' }, customer: 2 },
    ],
    runs: [run('2-0')],
    messages: [message('2-0:email-1:1', { address: family.value })],
    position: 2,
  })
  const restored = temporaryFolder()
  await store.backUp(join(restored, 'perennial.db'), () => {})
  const [first, second] = [withdrawal('first'), withdrawal('second')]
  await store.append([first], 10)
  await store.control({ do: 'eraseCustomer', customer: 1 }, 11)
  await commit(store, { erased: [{ customer: 1, seq: 4, at: 11 }], position: 4 })
  while ((await store.removeErased((await store.head()).version, 100)) !== 'nothing');
  expect(await store.append([second], 12)).toEqual([{ erased: true }])
  expect((await store.claim(1_500, 9, 'email')).vetoed).toHaveLength(1)
  await store.close()

  const beside = readFileSync(join(folder, 'withdrawals.jsonl'), 'utf8')
  expect(beside).not.toContain('family')
  for (const name of ['withdrawals.jsonl', 'erased.jsonl']) copyFileSync(join(folder, name), join(restored, name))
  const again = openFile(join(restored, 'perennial.db'))
  expect(await again.withdrawn()).toEqual([])
  expect(await again.erasedSince()).toEqual([1])
  await again.beat({ alive: 1, ended: false, suspect: null, copied: false })
  const db = new SQLite(join(restored, 'perennial.db'), { readonly: true })
  expect(db.prepare('select count(*) from veto').pluck().get()).toBe(1)
  db.close()
})

/** A store that knows ada, beside each copy of itself that Perennial makes; of one that was replaced, its write-ahead log is put aside too. */
async function shopWithCopies() {
  const file = join(temporaryFolder(), 'perennial.db')
  const store = openFile(file)
  await commit(store, {
    customers: [customer(1)],
    identities: [{ identity: { kind: 'userId', value: 'ada-of-the-shop' }, customer: 1 }],
  })
  const by = join(temporaryFolder(), 'by.db')
  await store.backUp(by, () => {})
  const standing = await store.head()
  await store.close()

  const db = openDatabase(file)
  const version = db.pragma('user_version', { simple: true }) as number
  migrate(db, file, [{ version: version + 1, sql: '' }])
  db.pragma(`user_version = ${version}`)
  db.close()
  replaceDatabase(file, by, standing)
  const closed = new SQLite(file)
  closed.pragma('journal_mode = delete')
  closed.close()
  writeFileSync(`${file}-wal`, 'what ada-of-the-shop did')
  openDatabase(file).close()
  return { file, copies: [`perennial.db-wal.replaced-1`, 'perennial.db.replaced-1', `perennial.db.v${version}`] }
}

async function eraseAda(file: string) {
  const reported: Error[] = []
  const store = openSqlite({ file, clock: 'wall', report: (error) => reported.push(error) })
  onTestFinished(() => store.close())
  const asked = await store.control({ do: 'eraseCustomer', customer: 1 }, 11)
  const { last: seq, lastAt: at } = await store.head()
  await commit(store, { erased: [{ customer: 1, seq, at }], position: seq })
  const removeAll = async () => {
    for (;;) {
      const left = await store.removeErased((await store.head()).version, 100)
      if (left !== 'more') return left
    }
  }
  return { asked, reported, removeAll, isErasing: async () => (await store.head()).isErasing }
}

const filesWith = (folder: string, text: string) =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text))

test('rule 30: copies of the store that Perennial made beside it go too, and whoever asks is told which', async () => {
  const { file, copies } = await shopWithCopies()
  const own = `${file}.copy-of-my-own`
  copyFileSync(file, own)
  expect(filesWith(dirname(file), 'ada-of-the-shop')).toEqual(expect.arrayContaining(copies))
  const { asked, removeAll, isErasing } = await eraseAda(file)
  expect(asked).toMatchObject({ ok: true, copies })
  expect(await removeAll()).toBe('nothing')
  expect(filesWith(dirname(file), 'ada-of-the-shop')).toEqual(['perennial.db.copy-of-my-own'])
  expect(await isErasing()).toBe(false)
})

test('rule 30: nothing is done before the copies are gone, and what keeps one is reported once', async () => {
  const { file, copies } = await shopWithCopies()
  // Nobody removes a folder as if it were a file.
  mkdirSync(`${file}.v1`)
  const { reported, removeAll, isErasing } = await eraseAda(file)
  for (let tries = 0; tries < 3; tries++) expect(await removeAll()).toBe('waits')
  expect(reported.map(({ message }) => message)).toEqual([expect.stringContaining('perennial.db.v1')])
  expect(copies.filter((name) => existsSync(join(dirname(file), name)))).toEqual([])
  expect(await isErasing()).toBe(true)
  rmdirSync(`${file}.v1`)
  expect(await removeAll()).toBe('nothing')
})

test('rule 30: what a rebuild left that was cut off goes too, and one that is at work is waited for', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const made = openFile(file)
  await commit(made, { customers: [customer(1)] })
  await made.close()
  const folder = join(dirname(file), 'rebuild')
  mkdirSync(join(folder, 'copy'), { recursive: true })
  writeFileSync(join(folder, 'copy', 'perennial.db'), 'ada')
  const lock = lockFolder(join(folder, 'perennial.db'))
  const { reported, removeAll } = await eraseAda(file)
  expect([await removeAll(), existsSync(folder)]).toEqual(['waits', true])
  lock.close()
  expect([await removeAll(), existsSync(folder), reported]).toEqual(['nothing', false, []])
})
