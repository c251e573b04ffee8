// node test/runtime/rebuild/make.ts: writes fold<N>-<n>.db.gz, stores that the present version of the fold has decided. A test folds their logs
// again: when one comes out otherwise, whatever was changed decides otherwise, and the version is to be raised, or the change is wrong.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import SQLite from 'better-sqlite3'
import fc from 'fast-check'
import { foldVersion } from '../../../runtime/foldVersion.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import { tablesOfTheFold } from '../../../runtime/storage/sqlite/tables.ts'
import { history } from '../order/arbitraryHistory.ts'
import { rehearsed } from '../order/rehearsed.ts'

interface Store {
  readonly file: string
  /** What is decided and kept in it, in kinds. */
  readonly shows: ReadonlySet<string>
}

const howMany = 8
/** One that decides much more takes as much longer, and shows little more. */
const mostDecisions = 400

const folder = mkdtempSync(join(tmpdir(), 'perennial-fold-'))
const stores: Store[] = []
for (const [index, one] of fc.sample(history, { seed: 1, numRuns: 400 }).entries()) {
  const file = join(folder, `${index}.db`)
  const { log } = await rehearsed(one, openSqlite({ file, clock: 'data' }))
  const lines = log.split('\n').filter(Boolean)
  if (lines.length <= mostDecisions) stores.push({ file, shows: new Set([...decidedIn(lines), ...keptIn(file)]) })
}
const shown = new Set<string>()
for (let n = 1; n <= howMany; n++) {
  const adds = ({ shows }: Store) => [...shows].filter((kind) => !shown.has(kind)).length
  const next = stores.reduce((best, store) => (adds(store) > adds(best) ? store : best))
  for (const kind of next.shows) shown.add(kind)
  const made = join(import.meta.dirname, `fold${foldVersion}-${n}.db.gz`)
  writeFileSync(made, gzipSync(small(next.file), { level: 9 }))
  console.log(made, shown.size)
}
rmSync(folder, { recursive: true })

function decidedIn(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const { what, node, why } = JSON.parse(line) as { what: string; node: string; why?: string }
    return [what, node.replace(/-.*/, ''), why].join(' ')
  })
}

function keptIn(file: string): string[] {
  const db = new SQLite(file, { readonly: true })
  const kinds = tablesOfTheFold.flatMap(({ table, rows }) => (db.prepare(rows).get() ? [table] : []))
  const states = db
    .prepare<[], { state: string }>(`select distinct coalesce(state, 'open') as state from message`)
    .all()
  db.close()
  return [...kinds, ...states.map(({ state }) => `message ${state}`)]
}

function small(file: string): Buffer {
  const db = new SQLite(file)
  db.pragma('journal_mode = delete')
  db.pragma('page_size = 512')
  db.prepare('vacuum into ?').run(`${file}.small`)
  db.close()
  return readFileSync(`${file}.small`)
}
