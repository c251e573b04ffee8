// The write-ahead log is written back by a thread of its own while commits go on.
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openDatabase } from '../../runtime/storage/sqlite/openDatabase.ts'
import { watchWal } from '../../runtime/storage/sqlite/walWatch.ts'
import { walWriter } from '../../runtime/storage/sqlite/walWriter.ts'
import { temporaryFolder } from './adapters.ts'

test('a long log is written back aside, and begun anew while commits go on', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const db = openDatabase(file)
  db.exec('create table said (n integer primary key, text text)')
  const say = db.prepare('insert into said (text) values (?)')
  const pagesOfLog = db.prepare<[], { log: number }>('pragma wal_checkpoint(noop)')
  const writer = walWriter(file)
  let passes = 0
  const aside = {
    ...writer,
    writeBack() {
      passes++
      writer.writeBack()
    },
  }
  const wal = watchWal(db, { file, aside, long: 2_000 })

  let [commits, begunAnew, longest] = [0, 0, 0]
  for (let before = 0; begunAnew < 3 && commits < 5_000; commits++) {
    say.run('x'.repeat(100_000))
    const { log } = pagesOfLog.get()!
    if (log < before) begunAnew++
    longest = Math.max(longest, log)
    before = log
    wal.keepShort()
    await setImmediate()
  }
  expect(begunAnew).toBe(3)
  expect(passes).toBeGreaterThanOrEqual(3)
  expect(longest).toBeGreaterThan(2_000)
  await wal.close()
  db.close()

  const again = openDatabase(file)
  expect(again.prepare('select count(*) as rows, max(n) as last from said').get()).toEqual({
    rows: commits,
    last: commits,
  })
  expect(again.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
  again.close()
})
