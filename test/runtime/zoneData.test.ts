// Governments move clocks, and Node learns of it: what people wait for stays at its local time.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import { rebuild } from '../../runtime/rebuild.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { zoneData } from '../../runtime/zoneData.ts'
import { event } from '../storage/build.ts'
import { draw } from '../support/trial.ts'

const hour = 3_600_000
const start = Date.parse('2026-03-02T08:00:00Z')
const tenInRome = Date.parse('2026-03-03T09:00:00Z')

const workflow = draw({
  settings: { zone: 'Europe/Rome' },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { date: { of: { ref: 'trigger.renews' }, time: '10:00' } } },
  },
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-zones-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, 'perennial.db')

async function open(release?: string, now = start) {
  const storage = openSqlite({ file: file(), clock: 'wall' })
  const engine = await startEngine({
    storage,
    clock: simulatedClock(now),
    changed: () => {},
    ...(release && { zoneData: release }),
  })
  await engine.idle()
  return { storage, engine }
}

/** Ada waits until ten in Rome on a date, as an older release would have it: an hour off. */
async function adaWaits(): Promise<void> {
  const { engine } = await open()
  const document = JSON.stringify(workflow)
  await engine.control({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: null })
  await engine.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] })
  await engine.append([event('cart', { name: 'Cart', time: start, body: '{"properties":{"renews":"2026-03-03"}}' })])
  await engine.close()
  const db = new SQLite(file())
  expect(db.prepare('select due from run').get()).toEqual({ due: tenInRome })
  db.exec(`update run set due = due + ${hour}, rest = rest + ${hour}`)
  db.close()
}

test('rule 18: by another release of the time zone database everything is planned anew, once', async () => {
  await adaWaits()
  for (const _ of ['learnt', 'started again']) {
    const { storage, engine } = await open('2099z')
    const { last, fold } = await storage.head()
    expect(await storage.entries(last - 1, 9)).toMatchObject([{ payload: { type: 'zoneData', release: '2099z' } }])
    expect(fold.since).toBe(last)
    expect(await engine.nextTimer()).toBe(tenInRome)
    await engine.close()
  }
})

test('by the same release nothing is said, and nothing planned anew', async () => {
  await adaWaits()
  const { storage, engine } = await open(zoneData)
  const { last } = await storage.head()
  expect(await storage.entries(last - 1, 9)).toMatchObject([{ payload: { type: 'event' } }])
  expect(await engine.nextTimer()).toBe(tenInRome + hour)
  await engine.close()
})

test('a log is not folded again by another release than the one that the store reckons with', async () => {
  const { storage, engine } = await open('2099z')
  const copy = join(folder, 'copy.db')
  await storage.backUp(copy, () => {})
  await engine.close()
  await expect(rebuild({ copy, shadow: join(folder, 'shadow.db') })).rejects.toMatchObject({
    problems: [
      { code: 'plannedByOther', params: { release: '2099z', ours: zoneData } },
      { code: 'foldedByOtherFirst' },
    ],
  })
})
