// A store outlives its process, and belongs to one process at a time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Conflict, DiskFull } from '../../runtime/storage/port.ts'
import { log } from '../../runtime/storage/sqlite/append.ts'
import { migrate } from '../../runtime/storage/sqlite/migrate.ts'
import { openDatabase } from '../../runtime/storage/sqlite/openDatabase.ts'
import { openPages } from '../../runtime/storage/sqlite/openPages.ts'
import { Partition } from '../../runtime/storage/sqlite/partition.ts'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, event, nothing, run } from './build.ts'

const storeIn = (folder: string) => join(folder, 'perennial.db')

test('nobody but its owner reads a store, also in a folder that others may look into', async () => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  const storage = openFile(join(folder, 'perennial.db'))
  await storage.append([event('a')], 0)
  await commit(storage, { position: 1 })
  for (const name of ['perennial.db', 'perennial.db-wal', 'perennial.db-shm'])
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
})

test('a store opens again with everything that was committed, and goes on counting', async () => {
  const file = storeIn(temporaryFolder())
  const before = openFile(file, 'data')
  await before.append([{ ...event('a'), clock: 7 }, event('b')], 0)
  await commit(before, { customers: [customer(1)], runs: [run('1-0', { due: 9 })], clock: 5, position: 1 })
  const head = await before.head()
  await before.close()

  const after = openFile(file, 'wall')
  expect(await after.head()).toEqual(head)
  expect(head).toMatchObject({ clockKind: 'data', last: 2, lastAt: 7, position: 1, clock: 5 })
  expect(await after.entries(head.position, 10)).toMatchObject([{ seq: 2, payload: { name: 'Product Viewed' } }])
  expect(await after.dueTimers(10, 10)).toHaveLength(1)
  expect(await after.append([event('a'), event('c')], 0)).toMatchObject([
    { duplicateOf: 1 },
    { entry: { seq: 3, at: 7 } },
  ])
})

test('what was appended and not committed is gone with the process, and only that', async () => {
  const file = storeIn(temporaryFolder())
  const script = `
    import { openSqlite } from ${JSON.stringify(join(import.meta.dirname, '../../runtime/storage/sqlite/openSqlite.ts'))}
    const storage = openSqlite({ file: ${JSON.stringify(file)}, clock: 'wall' })
    const event = ${JSON.stringify(event('a'))}
    await storage.append([event], 5)
    const { version, last, clock } = await storage.head()
    await storage.commit({ ...${JSON.stringify(nothing)}, version, position: last, clock })
    await storage.append([{ ...event, id: 'b' }], 6)
    console.log('ready')
    // What nobody refers to is collected, and its lock with it.
    setInterval(() => storage.capabilities, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(child.stdout, 'data')
    expect(() => openFile(file)).toThrow(Conflict)
    expect(() => openFile(file)).toThrow(/Another Perennial has .* open/)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const after = openFile(file)
  expect(await after.head()).toMatchObject({ last: 1, lastAt: 5, version: 1 })
  expect(await after.append([event('a'), event('b')], 9)).toMatchObject([{ duplicateOf: 1 }, { entry: { seq: 2 } }])
})

test('rule 2: after a restart an id that came live is known to what is loaded, and one that was loaded to what comes live', async () => {
  const file = storeIn(temporaryFolder())
  const loaded = (id: string) => ({ ...event(id), idForEver: true as const })
  const before = openFile(file)
  await before.append([event('live'), loaded('file')], 5)
  const { version, last, clock } = await before.head()
  await before.commit({ ...nothing, version, position: last, clock })
  await before.close()
  const after = openFile(file)
  expect(await after.append([event('file'), loaded('live')], 9)).toMatchObject([{ duplicateOf: 2 }, { duplicateOf: 1 }])
})

test('a folder that is open here cannot be opened here once more, until it is closed', async () => {
  const file = storeIn(temporaryFolder())
  const first = openFile(file)
  expect(() => openFile(file)).toThrow(Conflict)
  await first.close()
  expect(() => openFile(file)).not.toThrow()
})

test('a full disk is said to be full, keeps what was committed, and stores nothing else', () => {
  const file = storeIn(temporaryFolder())
  const db = openDatabase(file)
  migrate(db, file)
  const partition = new Partition(db, 'wall', new Uint8Array())
  const { append, entries } = log(partition)
  append([event('a')], 1)
  partition.flush()
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`)
  const large = event('b', { body: JSON.stringify({ text: 'x'.repeat(100_000) }) })
  append([event('c')], 2)
  expect(() => append([large], 3)).toThrow(DiskFull)
  expect(partition.standing).toMatchObject({ last: 1, lastAt: 1 })
  expect(append([event('d')], 4)).toMatchObject([{ entry: { seq: 2 } }])
  partition.flush()
  expect(entries(0, 10)).toHaveLength(2)
  db.close()
})

test('pages read beside the writer what is committed, and cannot write', async () => {
  const file = storeIn(temporaryFolder())
  const storage = openFile(file)
  const pages = openPages({ file })
  await storage.append([event('a')], 5)
  expect(await pages.counts()).toMatchObject({ last: 0, events: 0 })
  await commit(storage, { customers: [customer(1)] })
  expect(await pages.counts()).toMatchObject({ last: 1, events: 1, customers: 1, position: 1 })
  expect((await pages.customers({ limit: 5 })).items).toMatchObject([{ id: '1' }])
  pages.close()
})
