import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { startEngineThread } from '../../../runtime/server/engineClient.ts'
import { event } from '../../storage/build.ts'

test('a thread whose engine has failed refuses whoever waits, and says that it died', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-thread-'))
  const file = join(folder, 'perennial.db')
  const died = Promise.withResolvers<Error>()
  const { engine } = await startEngineThread({
    file,
    clock: 'wall',
    holdAfter: Number.POSITIVE_INFINITY,
    changed: () => {},
    letGo: () => {},
    report: () => {},
    died: died.resolve,
  })
  await engine.append([event('one')])
  // Somebody else has folded.
  const db = new SQLite(file)
  db.exec('update partition set version = version + 1')
  db.close()
  await expect(engine.append([event('two')])).rejects.toThrow()
  await expect(died.promise).resolves.toMatchObject({ name: 'Conflict' })
  await expect(engine.standing()).rejects.toThrow()
  rmSync(folder, { recursive: true })
})
