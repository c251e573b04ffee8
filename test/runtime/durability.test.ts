// Nobody is told of anything that a power cut could still take, and the engine does not wait for the disk.
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { startEngine } from '../../runtime/engine.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'

const start = Date.parse('2026-01-05T08:00:00Z')

let said = 0
const views = (count: number): NewEntry[] =>
  Array.from({ length: count }, () => ({
    id: `m${said++}`,
    payload: {
      type: 'event',
      kind: 'track',
      name: 'View',
      time: start,
      identities: [{ kind: 'userId', value: 'ada' }],
      source: 'test',
      trusted: true,
      historical: false,
      body: '{}',
    },
  }))

/** An engine on a disk whose syncs end when the test says so. */
async function open() {
  const disk = { isSlow: false, syncs: [] as PromiseWithResolvers<void>[] }
  const storage = openSqlite({ file: ':memory:', clock: 'wall' })
  const failed: string[] = []
  const engine = await startEngine({
    clock: simulatedClock(start),
    changed: () => {},
    failed: ({ message }) => failed.push(message),
    storage: {
      ...storage,
      durable() {
        if (!disk.isSlow) return Promise.resolve()
        const sync = Promise.withResolvers<void>()
        disk.syncs.push(sync)
        return sync.promise
      },
    },
  })
  await engine.idle()
  disk.isSlow = true
  const folded = async () => (await engine.standing()).position
  const answered: string[] = []
  const append = (name: string, count: number) =>
    engine.append(views(count)).then(
      () => void answered.push(name),
      (error) => void answered.push(`${name}: ${error.message}`),
    )
  return { engine, disk, folded, answered, failed, append }
}

test('what is folded is answered once it is on disk, and meanwhile the next is folded', async () => {
  const { engine, disk, folded, answered, append } = await open()
  void append('first', 3)
  await expect.poll(folded).toBe(3)
  void append('second', 3)
  await expect.poll(folded).toBe(6)
  expect(answered).toEqual([])
  disk.syncs[0]?.resolve()
  await expect.poll(() => answered).toEqual(['first'])
  disk.syncs[1]?.resolve()
  await expect.poll(() => answered).toEqual(['first', 'second'])
  disk.isSlow = false
  await engine.close()
})

test('less than is on its way to the disk waits for that, and more is gathered', async () => {
  const { engine, disk, folded, append } = await open()
  void append('first', 3)
  await expect.poll(folded).toBe(3)
  void append('second', 1)
  void append('third', 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await folded()).toBe(3)
  disk.isSlow = false
  disk.syncs[0]?.resolve()
  await expect.poll(folded).toBe(5)
  await engine.close()
})

test('messages are handed out, and changes confirmed, once that is on disk', async () => {
  const { engine, disk } = await open()
  const answered: string[] = []
  void engine.claim(start, 10, 'email').then(() => answered.push('claim'))
  void engine.control({ do: 'advanceClock', to: start + 1 }).then(() => answered.push('control'))
  await expect.poll(() => disk.syncs).toHaveLength(2)
  expect(answered).toEqual([])
  for (const { resolve } of disk.syncs) resolve()
  await expect.poll(() => answered).toEqual(['claim', 'control'])
  disk.isSlow = false
  await engine.close()
})

test('where the disk fails nothing is answered any more', async () => {
  const { engine, disk, folded, answered, failed, append } = await open()
  void append('first', 1)
  await expect.poll(folded).toBe(1)
  disk.syncs[0]?.reject(new Error('EIO'))
  await expect.poll(() => answered).toEqual(['first: EIO'])
  await append('second', 1)
  expect(answered).toEqual(['first: EIO', 'second: EIO'])
  await expect(engine.standing()).rejects.toThrow('EIO')
  expect(failed).toEqual(['EIO'])
})
