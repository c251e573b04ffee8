// What happens to an entry of which the process dies, again and again (H12).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Vigil } from '../../runtime/vigil.ts'
import { openFile, temporaryFolder } from '../storage/adapters.ts'
import { event } from '../storage/build.ts'

const mortal = join(import.meta.dirname, 'vigil', 'mortal.ts')
const compiled = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled')

async function storeWith(entries: number): Promise<string> {
  const file = join(temporaryFolder(), 'perennial.db')
  const storage = openFile(file)
  await storage.append(
    Array.from({ length: entries }, (_, n) => event(`e${n}`)),
    Date.now(),
  )
  await storage.beat({ alive: Date.now(), ended: false, suspect: null, copied: false })
  await storage.close()
  return file
}

function live(file: string, deadly: number): string {
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
  const { signal, status, stderr } = spawnSync(process.execPath, [mortal, file, String(deadly)], {
    encoding: 'utf8',
    env,
  })
  if (signal === null && status !== 0) throw new Error(stderr)
  return signal ?? 'ended'
}

async function left(file: string) {
  const storage = openFile(file)
  const { position, pulse } = await storage.head()
  const parked = await storage.pages.parked({ limit: 10 })
  await storage.close()
  return { position, pulse, parked: parked.items.map(({ seq, what }) => ({ seq, what })) }
}

test('an entry that kills the process at every start is parked after its third death, and what follows it is folded', async () => {
  const file = await storeWith(5)
  for (const tries of [1, 2, 3]) {
    expect(live(file, 3)).toBe('SIGKILL')
    expect(await left(file)).toMatchObject({
      position: 2,
      pulse: { ended: false, suspect: { seq: 3, tries } },
      parked: [],
    })
  }
  expect(live(file, 3)).toBe('ended')
  expect(await left(file)).toMatchObject({
    position: 5,
    pulse: { ended: true, suspect: null },
    parked: [{ seq: 3, what: 'event' }],
  })
})

test('an entry that is folded in the end was never guilty', async () => {
  const file = await storeWith(5)
  expect(live(file, 3)).toBe('SIGKILL')
  expect(live(file, 3)).toBe('SIGKILL')
  expect(live(file, 0)).toBe('ended')
  expect(await left(file)).toMatchObject({ position: 5, pulse: { ended: true, suspect: null }, parked: [] })
})

test('one process may try an entry again and again, while the disk is full say, and that is one try', async () => {
  const storage = openFile(await storeWith(1))
  const { pulse, position, last } = await storage.head()
  const vigil = new Vigil(storage, { pulse, position, last })
  for (let time = 0; time < 5; time++) expect(await vigil.mayFold(1)).toBe(true)
  expect((await storage.head()).pulse.suspect).toEqual({ seq: 1, tries: 1 })
  await storage.close()
})

test('an entry that waits is not guilty of the end of a process', async () => {
  const storage = openFile(await storeWith(1))
  for (let process = 0; process < 5; process++) {
    const { pulse, position, last } = await storage.head()
    const vigil = new Vigil(storage, { pulse, position, last })
    expect(await vigil.mayFold(1)).toBe(true)
    await vigil.spare()
  }
  expect((await storage.head()).pulse.suspect).toBeNull()
  await storage.close()
})
