// node test/storage/databases/make.ts: writes v<N>.db, a small store of today's version with runs waiting. Each version that was ever
// on main keeps its file: a test opens all of them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { migrate, shippedMigrations } from '../../../runtime/storage/sqlite/migrate.ts'
import { openDatabase } from '../../../runtime/storage/sqlite/openDatabase.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import { commit, customer, event, message, run } from '../build.ts'

const folder = mkdtempSync(join(tmpdir(), 'perennial-'))
const file = join(folder, 'perennial.db')
// Step by step, as it would have come to this version.
const grown = openDatabase(file)
migrate(grown, file, shippedMigrations())
grown.close()
const storage = openSqlite({ file, clock: 'data' })
const document = JSON.stringify({ format: 1, id: 'welcome', title: 'Welcome', nextId: 3, nodes: [] })

await storage.control({ do: 'saveDraft', workflow: 'welcome', title: 'Welcome', document, revision: null }, 0)
await storage.control({ do: 'publish', workflow: 'welcome', document, revision: 1, compiled: [] }, 0)
await storage.append([{ ...event('a'), clock: 5_000 }, event('b', { time: 900 })], 0)
await commit(storage, {
  customers: [customer(2, { runs: 1, wake: 90_000 })],
  identities: [{ identity: { kind: 'userId', value: 'ada' }, customer: 2 }],
  history: [
    { customer: 2, name: 'Product Viewed', time: 1_000, seq: 2 },
    { customer: 2, name: 'Product Viewed', time: 900, seq: 3 },
  ],
  memberships: [{ customer: 2, segment: 'at-risk', since: 5_000, how: 'joined' }],
  runs: [run('2-0', { rest: { until: 80_000 }, due: 80_000 })],
  enrolments: [{ customer: 2, workflow: 'welcome', key: '', count: 1, last: 5_000 }],
  messages: [message('2-0:email-1:2', { admitted: 5_000 })],
  trail: [{ customer: 2, run: '2-0', at: 5_000, decisions: [{ node: 'event-1', visit: 1, what: 'entered' }] }],
  clock: 5_000,
})
await storage.close()

const version = shippedMigrations().at(-1)!.version
const made = join(import.meta.dirname, `v${version}.db`)
rmSync(made, { force: true })
const db = new SQLite(file)
db.pragma('journal_mode = delete')
db.pragma('page_size = 512')
db.prepare('vacuum into ?').run(made)
db.close()
rmSync(folder, { recursive: true })
console.log(made)
