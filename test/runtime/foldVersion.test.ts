// Which version of the fold decided what is known from the log.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import { foldVersion } from '../../runtime/foldVersion.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { event } from '../storage/build.ts'

test('a store that another version decided until now says so once, after all that the other accepted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-fold-'))
  const file = join(folder, 'perennial.db')
  const started = async () => {
    const storage = openSqlite({ file, clock: 'wall' })
    const engine = await startEngine({ storage, clock: simulatedClock(10_000), changed: () => {} })
    await engine.idle()
    return { storage, engine }
  }
  const first = await started()
  await first.engine.append([event('a')])
  expect((await first.storage.head()).fold).toEqual({ version: foldVersion, since: 0 })
  await first.storage.append([event('b')], 10_000)
  await first.storage.beat({ alive: 10_000, ended: true, suspect: null, copied: false })
  await first.engine.close()

  const db = new SQLite(file)
  db.exec('update partition set fold_version = 0')
  db.close()
  for (const _ of ['upgraded', 'started again']) {
    const { storage, engine } = await started()
    expect(await storage.head()).toMatchObject({ fold: { version: foldVersion, since: 3 }, last: 3, position: 3 })
    expect(await storage.entries(2, 9)).toMatchObject([{ seq: 3, payload: { type: 'fold', version: foldVersion } }])
    await engine.close()
  }
  rmSync(folder, { recursive: true })
})
