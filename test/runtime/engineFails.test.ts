// What cannot go on says so: nobody waits for an engine that does nothing any more.
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'

const start = Date.parse('2026-01-05T08:00:00Z')

test('when timers cannot be read all who wait are refused, and whoever runs the engine is told', async () => {
  const storage = openSqlite({ file: ':memory:', clock: 'wall' })
  const reading = Promise.withResolvers<never>()
  let isBroken = false
  const failed: string[] = []
  const engine = await startEngine({
    clock: simulatedClock(start),
    changed: () => {},
    failed: ({ message }) => failed.push(message),
    storage: { ...storage, dueTimers: (...asked) => (isBroken ? reading.promise : storage.dueTimers(...asked)) },
  })
  await engine.idle()
  isBroken = true
  await engine.claim(start, 1, 'email')
  // Asked while the round is at its timers.
  const waiting = engine.claim(start, 1, 'email')
  reading.reject(new Error('SQLITE_IOERR'))
  await expect(waiting).rejects.toThrow('SQLITE_IOERR')
  await expect(engine.append([])).rejects.toThrow('SQLITE_IOERR')
  await expect(engine.standing()).rejects.toThrow('SQLITE_IOERR')
  await expect(engine.idle()).rejects.toThrow('SQLITE_IOERR')
  expect(failed).toEqual(['SQLITE_IOERR'])
})
