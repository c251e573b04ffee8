// A store's log is folded again beside it: whether it runs or not, from nothing or from a backup.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openServer } from '../../support/server.ts'
import { draw, email } from '../../support/trial.ts'
import { lines, perennial } from '../../support/typing.ts'

const welcome = draw({
  id: 'welcome',
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'email-2' } },
    'email-2': email('Hello', { next: 'delay-3' }),
    'delay-3': { kind: 'delay', settings: { for: 'PT1H' } },
  },
})

test('what differs is said, and what is rebuilt takes its place once the store is stopped, and goes on', async () => {
  const at = await openServer()
  await at.request('POST', '/api/workflows', { document: welcome })
  const settings = (await at.request('GET', '/api/settings')).body
  await at.request('PUT', '/api/settings', { ...settings, marketingToUnknown: true })
  await at.request('POST', '/api/workflows/welcome/publish', { revision: 1 })
  const signUp = (server: typeof at, userId: string) =>
    server.ingest('batch', {
      batch: [
        { type: 'identify', userId, traits: { email: `${userId}@example.com` } },
        { type: 'track', userId, event: 'Signed Up' },
      ],
    })
  await signUp(at, 'ada')
  const base = join(at.data, 'base.db')
  expect(await perennial(at.data, 'backup', base)).toMatchObject({ code: 0 })
  await signUp(at, 'bob')

  // One that was cut off left this.
  mkdirSync(join(at.data, 'rebuild', 'copy'), { recursive: true })
  writeFileSync(join(at.data, 'rebuild', 'copy', 'perennial.db'), 'half')
  expect(await perennial(at.data, 'rebuild')).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing differs'),
    err: '',
  })
  const fromBase = await perennial(at.data, 'rebuild', '--from', base, '--json')
  expect(lines(fromBase.out)).toEqual([{ equal: true, entries: 2, tables: [], old: null }])
  const refused = await perennial(at.data, 'rebuild', '--replace')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Stop it first') })

  await at.server.close()
  const db = new SQLite(join(at.data, 'perennial.db'))
  db.exec('update run set visit = 9 where n = 1')
  // A mail that waits is lost, with the place where it waited.
  db.exec('delete from outbox where message = 1')
  db.exec('delete from message where n = 1')
  db.close()
  const found = await perennial(at.data, 'rebuild', '--json')
  expect(found.code).toBe(1)
  expect(lines(found.out)).toMatchObject([
    {
      equal: false,
      tables: [
        { table: 'run', differing: 1, examples: [{ store: { visit: 9 }, rebuilt: { visit: 2 } }] },
        { table: 'message', differing: 1, examples: [{ row: { visit: 1 }, store: null }] },
      ],
    },
  ])
  const replaced = await perennial(at.data, 'rebuild', '--replace')
  expect(replaced).toMatchObject({ code: 0, out: expect.stringContaining('perennial.db.replaced-1') })
  expect(existsSync(join(at.data, 'perennial.db.replaced-1'))).toBe(true)
  expect(readdirSync(at.data).filter((name) => name.startsWith('rebuild'))).toEqual([])
  expect(await perennial(at.data, 'rebuild')).toMatchObject({ code: 0 })

  const again = await openServer({}, at.data)
  await signUp(again, 'cyd')
  const { items } = (await again.request('GET', '/api/messages')).body
  expect(items).toHaveLength(3)
  expect(items.map(({ state }: { state: string }) => state)).toEqual(['waiting', 'waiting', 'uncertain'])
  expect((await again.request('GET', '/api/status')).body).toMatchObject({ held: false, customers: 3 })
  expect(again.reported).toEqual([])
  await again.close()
})

test('a backup that is rebuilt before anybody has started it still is one', async () => {
  const at = await openServer()
  await at.ingest('identify', { userId: 'ada', traits: { plan: 'gold' } })
  const restored = mkdtempSync(join(tmpdir(), 'perennial-restored-'))
  await perennial(at.data, 'backup', join(restored, 'perennial.db'))
  await at.close()
  expect(await perennial(restored, 'rebuild', '--replace')).toMatchObject({ code: 0, err: '' })
  const again = await openServer({}, restored)
  expect((await again.request('GET', '/api/status')).body).toMatchObject({ hold: { why: 'restored' }, customers: 1 })
  await again.close()
})

test('where there is no store, or no base, nothing is made', async () => {
  const at = await openServer()
  await at.server.close()
  const none = await perennial(join(at.data, 'nowhere'), 'rebuild')
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining('There is no store') })
  const base = await perennial(at.data, 'rebuild', '--from', join(at.data, 'none.db'))
  expect(base).toMatchObject({ code: 1, err: expect.stringContaining('There is no file') })
  writeFileSync(join(at.data, 'text.db'), 'This is no database, however long it gets. '.repeat(100))
  const text = await perennial(at.data, 'rebuild', '--from', join(at.data, 'text.db'))
  expect(text).toMatchObject({ code: 1, err: expect.stringContaining('no backup that can be read') })
  rmSync(at.data, { recursive: true })
})
