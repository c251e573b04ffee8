// A store made by an older Perennial opens in this one, after a copy was put aside; one made by a newer is refused.
import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite, { type Database } from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { migrate, shippedMigrations } from '../../runtime/storage/sqlite/migrate.ts'
import { openDatabase } from '../../runtime/storage/sqlite/openDatabase.ts'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, event, load, run } from './build.ts'

const databases = join(import.meta.dirname, 'databases')
const stored = readdirSync(databases).filter((name) => /^v\d+\.db$/.test(name))
const shipped = shippedMigrations()
const newest = shipped.at(-1)!.version

function copyOf(name: string): string {
  const file = join(temporaryFolder(), 'perennial.db')
  copyFileSync(join(databases, name), file)
  return file
}

/** A store of the newest version: the newest that is stored, carried forward. */
function newestStore(): string {
  const file = copyOf(stored.sort().at(-1)!)
  const db = openDatabase(file)
  migrate(db, file)
  db.close()
  return file
}

const schemaOf = (db: ReturnType<typeof openDatabase>) =>
  db.prepare('select name, sql from sqlite_schema order by name').all()

test('every version of the database has a stored store; the newest may still be in the making', () => {
  const versions = shipped.map(({ version }) => `v${version}.db`)
  expect(versions).toEqual(expect.arrayContaining(stored))
  expect(stored).toEqual(expect.arrayContaining(versions.slice(0, -1)))
})

test('the tables of a new store are those that the steps make', () => {
  const [born, grown] = [undefined, shipped].map((steps) => {
    const db = openDatabase(':memory:')
    migrate(db, ':memory:', steps)
    return db
  }) as [Database, Database]
  expect(tablesOf(born)).toEqual(tablesOf(grown))
  expect(born.pragma('user_version')).toEqual(grown.pragma('user_version'))
  expect(tablesOf(grown).length).toBeGreaterThan(30)
  for (const db of [born, grown]) db.close()
})

/** By meaning: the text of a table that was changed says how it came about. */
const tablesOf = (db: Database) =>
  db
    .prepare<[], { name: string; wr: number; strict: number }>(
      'select name, wr, strict from pragma_table_list order by name',
    )
    .all()
    .filter(({ name }) => !name.startsWith('sqlite_'))
    .map((table) => ({
      ...table,
      columns: db.pragma(`table_xinfo(${table.name})`),
      rows: db.prepare(`select * from ${table.name}`).all(),
      autoincrements: /autoincrement/.test(sqlOf(db, table.name)),
      indexes: db
        .prepare<[], { name: string }>(
          `select name, "unique", origin, partial from pragma_index_list('${table.name}') order by name`,
        )
        .all()
        .map((index) => ({
          ...index,
          columns: db.pragma(`index_xinfo(${index.name})`),
          where: / where .*$/.exec(sqlOf(db, index.name))?.[0],
        })),
    }))

const sqlOf = (db: Database, name: string): string =>
  db.prepare('select sql from sqlite_schema where name = ?').pluck().get(name) as string

describe.each(stored)('the store %s', (name) => {
  test('has the tables that the steps up to its version make: none of them was edited since', () => {
    const db = openDatabase(copyOf(name))
    const version = db.pragma('user_version', { simple: true }) as number
    const fresh = openDatabase(join(temporaryFolder(), 'perennial.db'))
    migrate(
      fresh,
      fresh.name,
      shipped.filter((step) => step.version <= version),
    )
    expect(schemaOf(db)).toEqual(schemaOf(fresh))
    db.close()
    fresh.close()
  })

  test('opens with everything in it, and its run goes on to its end', async () => {
    const storage = openFile(copyOf(name))
    expect(await storage.head()).toMatchObject({ clockKind: 'data', last: 3, position: 3, lastAt: 5_000 })
    expect(await load(storage, 2)).toMatchObject([
      { identities: [{ value: 'ada' }], memberships: [{ segment: 'at-risk' }], runs: [{ id: '2-0', due: 80_000 }] },
    ])
    expect(await storage.append([event('b')], 0)).toMatchObject([{ duplicateOf: 3 }])
    expect(await storage.dueTimers(90_000, 10)).toHaveLength(2)
    await commit(storage, { runs: [run('2-0', { ended: 80_000, reason: { code: 'reachedEnd' } })] })
    expect(await load(storage, 2)).toMatchObject([{ runs: [] }])
    expect((await storage.claim(6_000, 1, 'email')).claimed).toMatchObject([{ message: { key: '2-0:email-1:2' } }])
  })
})

test('the store v5.db has only goals before it that may still be reached', async () => {
  const file = copyOf('v5.db')
  const db = new SQLite(file)
  const open = {
    run: '2-0',
    workflow: 'welcome',
    version: 1,
    entered: 'event-1',
    trigger: 2,
    since: 1_000,
    window: null,
  }
  const reached = { ...open, run: '2-1', reached: 3 }
  const write = db.prepare('update customer set pursuits = ? where id = 2')
  for (const [before, after] of [
    [[reached, open], [open]],
    [[reached], undefined],
    [[open], [open]],
  ]) {
    const copy = join(temporaryFolder(), 'perennial.db')
    write.run(JSON.stringify(before))
    db.prepare('vacuum into ?').run(copy)
    const [customer] = await load(openFile(copy), 2)
    expect(customer?.customer.pursuits).toEqual(after)
  }
  db.close()
})

test('in the store v8.db a message that came due while nobody could ask is not over', async () => {
  const file = copyOf('v8.db')
  const db = new SQLite(file)
  const line = { key: '2-0:email-1:2', workflow: 'welcome', channel: 'email', purpose: 'marketing', at: 5_000 }
  const unasked = { ...line, waiting: 9_000, unasked: true }
  const earlier = { ...line, key: '2-0:email-1:1', at: 4_000 }
  const open = { ...line, open: true }
  db.exec(`
    update message set not_before = 9000;
    insert into customer (id, created, runs, swept) values (3, 0, 0, 0);
    insert into profile select 3, profile from profile where customer = 2`)
  const write = db.prepare('update customer set ledger = ?, joined_to = ? where id = 2')
  for (const [before, joinedTo, holder, after] of [
    [null, null, 2, [unasked]],
    [[earlier], null, 2, [earlier, unasked]],
    [[open], null, 2, [open]],
    [null, 3, 3, [unasked]],
  ] as const) {
    const copy = join(temporaryFolder(), 'perennial.db')
    write.run(before && JSON.stringify(before), joinedTo)
    db.prepare('vacuum into ?').run(copy)
    const [customer] = await load(openFile(copy), holder)
    expect(customer?.customer.ledger).toEqual(after)
  }
  db.close()
})

describe('the migrations', () => {
  const next = { version: newest + 1, sql: 'alter table customer add column nickname text' }

  test('copy an older database and carry it forward', () => {
    const file = newestStore()
    const db = openDatabase(file)
    migrate(db, file, [...shipped, next])
    expect(db.prepare('select id, nickname from customer').all()).toEqual([{ id: 2, nickname: null }])
    db.close()

    const copy = new SQLite(`${file}.v${newest}`, { readonly: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(newest)
    expect(copy.prepare('select id from customer').all()).toEqual([{ id: 2 }])
    copy.close()
  })

  test('that fail leave the database at its version', () => {
    const file = newestStore()
    const db = openDatabase(file)
    const failing = { version: newest + 1, sql: `${next.sql}; insert into nowhere values (1)` }
    expect(() => migrate(db, file, [...shipped, failing])).toThrow(/nowhere/)
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    migrate(db, file, [...shipped, next])
    expect(db.prepare('select nickname from customer').all()).toHaveLength(1)
    db.close()
  })

  test('refuse a newer database and name both versions', () => {
    const file = newestStore()
    const db = openDatabase(file)
    migrate(db, file, [...shipped, next])
    db.close()
    expect(() => openFile(file)).toThrow(new RegExp(`version ${newest + 1}.* up to ${newest}`))
  })

  test('take no copy for whole that was cut off, and let nobody else read one', () => {
    const file = newestStore()
    const db = openDatabase(file)
    const prepare = vi.spyOn(db, 'prepare').mockImplementation((sql) => {
      if (!sql.startsWith('vacuum into')) return SQLite.prototype.prepare.call(db, sql)
      return {
        run(copy: string) {
          writeFileSync(copy, 'half of it')
          throw new Error('the process ended here')
        },
      } as never
    })
    expect(() => migrate(db, file, [...shipped, next])).toThrow('the process ended here')
    prepare.mockRestore()
    migrate(db, file, [...shipped, next])
    db.close()
    const copy = new SQLite(`${file}.v${newest}`, { readonly: true })
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    copy.close()
    expect(statSync(`${file}.v${newest}`).mode & 0o777).toBe(0o600)
    expect(existsSync(`${file}.v${newest}.part`)).toBe(false)
  })

  test('refuse a database that is not ours, and leave it as it was', () => {
    const file = join(temporaryFolder(), 'perennial.db')
    const db = new SQLite(file)
    db.exec('create table recipes (name text)')
    db.close()
    expect(() => openFile(file)).toThrow(/not one of Perennial/)
    expect(existsSync(`${file}.v0`)).toBe(false)
  })
})
