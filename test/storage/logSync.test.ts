// What was committed comes to the disk beside the commits that follow.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logSync } from '../../runtime/storage/sqlite/logSync.ts'
import { temporaryFolder } from './adapters.ts'

/** A log whose syncs end when the test says so. */
function slowDisk() {
  const file = join(temporaryFolder(), 'perennial.db')
  writeFileSync(`${file}-wal`, '')
  const store = { commits: 0 }
  const syncs: PromiseWithResolvers<void>[] = []
  const sync = logSync(
    file,
    () => store.commits,
    () => {
      const one = Promise.withResolvers<void>()
      syncs.push(one)
      return one.promise
    },
  )
  const reached: number[] = []
  const commit = async () => {
    const number = ++store.commits
    await sync.durable()
    reached.push(number)
  }
  return { sync, syncs, reached, commit }
}
const settled = () => new Promise(setImmediate)

test('what is committed during a sync waits for the next, which all of it shares', async () => {
  const { syncs, reached, commit, sync } = slowDisk()
  const commits = [commit(), commit(), commit()]
  expect(syncs).toHaveLength(1)
  syncs[0]?.resolve()
  await settled()
  expect(reached).toEqual([1])
  expect(syncs).toHaveLength(2)
  syncs[1]?.resolve()
  await Promise.all(commits)
  expect(reached).toEqual([1, 2, 3])
  await sync.durable()
  expect(syncs).toHaveLength(2)
  await sync.close()
})

test('what is committed as a sync ends shares the next as well: never are two under way', async () => {
  const { syncs, commit, sync } = slowDisk()
  const first = commit()
  const third = sync.durable().then(commit)
  const second = commit()
  syncs[0]?.resolve()
  await settled()
  expect(syncs).toHaveLength(2)
  syncs[1]?.resolve()
  await Promise.all([first, second, third])
  await sync.close()
})

test('what an earlier process has left is put on disk before anything is said of it', async () => {
  const { syncs, sync } = slowDisk()
  let isReached = false
  const first = sync.durable().then(() => {
    isReached = true
  })
  await settled()
  expect(isReached).toBe(false)
  syncs[0]?.resolve()
  await first
  await sync.close()
})

test('once the disk has failed nothing is ever said to be on it', async () => {
  const { syncs, commit, sync } = slowDisk()
  const [first, second] = [commit(), commit()]
  syncs[0]?.reject(new Error('EIO'))
  await expect(first).rejects.toThrow('EIO')
  await expect(second).rejects.toThrow('EIO')
  await expect(commit()).rejects.toThrow('EIO')
  await expect(sync.durable()).rejects.toThrow('EIO')
  expect(syncs).toHaveLength(1)
})
