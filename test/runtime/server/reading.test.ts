// Pages are read beside the engine, and may keep neither it nor one another waiting (H25).
import { statSync } from 'node:fs'
import { join } from 'node:path'
import SQLite, { type Database } from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createReader } from '../../../runtime/server/readerClient.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import { openFile, temporaryFolder } from '../../storage/adapters.ts'
import { commit, customer, event } from '../../storage/build.ts'
import { openServer } from '../../support/server.ts'

const storeFile = () => join(temporaryFolder(), 'perennial.db')

test('an answer that takes longer than a second is given up, also an aggregate, and the next question is answered', async () => {
  const at = await openServer()
  const db = new SQLite(join(at.data, 'perennial.db'))
  db.exec(`drop table refused;
    -- Counting them takes SQLite seconds, in one statement that gives a single row.
    create view refused as
      with recursive numbers(id) as (select 1 union all select id + 1 from numbers where id < 25000000)
      select id, 0 as at, '' as source, '[]' as problems, '' as body from numbers`)
  db.close()
  const answer = await at.request('GET', '/api/status')
  expect(answer.status).toBe(503)
  expect(answer.body.detail).toBe(
    'The answer took longer than a second, so it was given up. Ask for less, or try again.',
  )
  expect((await at.request('GET', '/api/settings')).status).toBe(200)
  expect(at.reported).toEqual([])
  await at.close()
})

test('the write-ahead log is cut off when it has grown, as soon as its readers let go', async () => {
  const file = storeFile()
  let asked = 0
  const storage = openSqlite({ file, clock: 'wall', walBytes: 1_000_000, letGo: () => asked++ })
  const wal = () => statSync(`${file}-wal`).size
  const grow = async (from: number) => {
    for (let n = from; n < from + 40; n++) {
      await storage.append([event(`e${n}`, { body: JSON.stringify({ text: 'x'.repeat(30_000) }) })], n)
      await commit(storage, { customers: [customer(n)] })
    }
  }
  await grow(1)
  expect(asked).toBe(0)
  expect(wal()).toBeLessThan(1_000_000)

  const reader = new SQLite(file, { readonly: true })
  const rows = reader.prepare('select seq from entry').iterate()
  rows.next()
  await grow(100)
  expect(asked).toBe(1)
  expect(wal()).toBeGreaterThan(1_000_000)
  rows.return?.()
  reader.close()
  await grow(200)
  expect(wal()).toBeLessThan(1_000_000)
  await storage.close()
})

test('a write-ahead log that the disk has no room to write back costs no commit', async () => {
  const storage = openSqlite({ file: storeFile(), clock: 'wall', walBytes: 1 })
  const pragma = SQLite.prototype.pragma
  const noRoom = vi.spyOn(SQLite.prototype, 'pragma').mockImplementation(function (this: Database, source, options) {
    if (source.startsWith('wal_checkpoint')) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
    return pragma.call(this, source, options)
  })
  onTestFinished(() => noRoom.mockRestore())
  await storage.append([event('a')], 1)
  await commit(storage, { position: 1 })
  expect(noRoom).toHaveBeenCalledWith('wal_checkpoint(truncate)')
  expect(noRoom).toHaveBeenLastCalledWith('busy_timeout = 5000')
  await storage.append([event('b')], 2)
  await commit(storage, { position: 2 })
  expect(await storage.head()).toMatchObject({ last: 2, position: 2 })
  await storage.close()
})

test('a reader that lets go answers again a moment later', async () => {
  const file = storeFile()
  await openFile(file).close()
  const { pages, open, letGo } = createReader({ file, died: () => {} })
  open()
  letGo()
  expect(await pages.counts()).toMatchObject({ events: 0 })
  await pages.close()
})
