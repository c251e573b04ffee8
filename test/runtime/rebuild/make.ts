// node test/runtime/rebuild/make.ts: writes fold<N>.db.gz, a store that the present version of the fold has decided. A test folds its log again:
// when that comes out otherwise, whatever was changed decides otherwise, and the version is to be raised, or the change is wrong.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import SQLite from 'better-sqlite3'
import fc from 'fast-check'
import { foldVersion } from '../../../runtime/foldVersion.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import { history } from '../order/arbitraryHistory.ts'
import { rehearsed } from '../order/rehearsed.ts'

const folder = mkdtempSync(join(tmpdir(), 'perennial-fold-'))
const histories = fc.sample(history, { seed: 1, numRuns: 200 })
const stores: { readonly file: string; readonly decisions: number }[] = []
for (const [index, one] of histories.entries()) {
  const file = join(folder, `${index}.db`)
  const { log } = await rehearsed(one, openSqlite({ file, clock: 'data' }))
  stores.push({ file, decisions: log.split('\n').length })
}
// The largest has ten times the decisions of the next, and adds nothing that these lack.
const most = stores.sort((a, b) => b.decisions - a.decisions).slice(1, 7)
for (const [index, { file, decisions }] of most.entries()) {
  const small = join(folder, `small-${index}.db`)
  const db = new SQLite(file)
  db.pragma('journal_mode = delete')
  db.pragma('page_size = 512')
  db.prepare('vacuum into ?').run(small)
  db.close()
  const made = join(import.meta.dirname, `fold${foldVersion}-${index + 1}.db.gz`)
  writeFileSync(made, gzipSync(readFileSync(small), { level: 9 }))
  console.log(made, decisions)
}
rmSync(folder, { recursive: true })
