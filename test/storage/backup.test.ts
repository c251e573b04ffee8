// A backup is the store as of one moment, made while everything goes on; as a store it knows that it is one.
import { appendFileSync, copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, event, message, nothing, run } from './build.ts'

const quiet = () => {}

test('a copy that takes many steps holds all that was committed before its last, and nothing half', async () => {
  const store = openFile(join(temporaryFolder(), 'perennial.db'), 'data')
  for (let n = 0; n < 40; n++) await store.append(padded(n * 100, 100), 0)
  await commit(store, { position: 4_000 })
  const file = join(temporaryFolder(), 'copy.db')
  const seen: number[] = []
  let isDone = false
  const made = store
    .backUp(file, (copied, pages) => {
      seen.push(pages - copied)
      expect(existsSync(file)).toBe(false)
    })
    .finally(() => {
      isDone = true
    })
  let written = 4_000
  for (; !isDone; await setImmediate()) {
    await store.append(padded(written, 10), 0)
    written += 10
    await commit(store, { position: written })
  }
  const { last, position, bytes } = await made
  expect(seen.length).toBeGreaterThan(2)
  expect(last).toBeGreaterThan(4_000)
  expect({ last, position }).toEqual({ last: position, position })
  const copy = new SQLite(file, { readonly: true })
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(copy.prepare('select count(*) as n, max(seq) as last from entry').get()).toEqual({ n: last, last })
  expect(bytes).toBe((copy.pragma('page_count', { simple: true }) as number) * 4096)
  copy.close()
})

test('a copy is one file under its name, or not there at all', async () => {
  const folder = temporaryFolder()
  const store = openFile(join(temporaryFolder(), 'perennial.db'), 'data')
  await store.append(padded(0, 1_000), 0)
  await commit(store, { position: 1_000 })
  await store.backUp(join(folder, 'one.db'), quiet)
  expect(readdirSync(folder)).toEqual(['one.db'])
  expect(statSync(join(folder, 'one.db')).mode & 0o777).toBe(0o600)

  writeFileSync(join(folder, 'two.db'), 'mine')
  await expect(store.backUp(join(folder, 'two.db'), quiet)).rejects.toThrow(/two\.db is there already/)
  await expect(store.backUp(join(folder, 'nowhere', 'three.db'), quiet)).rejects.toThrow()

  const cut = store.backUp(join(folder, 'four.db'), quiet).catch((error: Error) => error.message)
  await store.close()
  expect(await cut).toMatch(/closed before/)
  expect(readdirSync(folder).sort()).toEqual(['one.db', 'two.db'])
})

test('a copy that takes the place of a store which crashed keeps to itself: what that store had not written back is put aside', async () => {
  const folder = temporaryFolder()
  const store = openFile(join(folder, 'perennial.db'), 'data')
  for (let n = 0; n < 5; n++) await store.append(padded(n * 100, 100), 0)
  await commit(store, { position: 500 })
  const copy = join(temporaryFolder(), 'copy.db')
  const { last } = await store.backUp(copy, quiet)
  for (let n = 5; n < 10; n++) await store.append(padded(n * 100, 100), 0)
  await commit(store, { position: 1_000 })

  const crashed = temporaryFolder()
  const file = join(crashed, 'perennial.db')
  const log = readFileSync(join(folder, 'perennial.db-wal'))
  writeFileSync(`${file}-wal`, log)
  copyFileSync(copy, file)
  const restored = openFile(file, 'data')
  expect(await restored.head()).toMatchObject({ last, pulse: { copied: true } })
  await restored.close()
  const db = new SQLite(file, { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
  expect(readFileSync(`${file}-wal.replaced-1`).equals(log)).toBe(true)
})

test('of what waited to leave nobody knows, once the copy is a store, whether it has left', async () => {
  const store = openFile(join(temporaryFolder(), 'perennial.db'), 'data')
  await store.append([event('a')], 0)
  await commit(store, {
    customers: [customer(1)],
    runs: [run('1-0')],
    messages: [1, 2, 3].map((visit) => message(`1-0:email-1:${visit}`, { sendBefore: 10_000, admitted: 5 + visit })),
    position: 1,
  })
  const [sent] = (await store.claim(100, 1, 'email')).claimed
  await store.append([outcome(sent!.message.key)], 0)
  await commit(store, { messageStates: [{ key: sent!.message.key, state: 'sent', at: 9, detail: '', attempts: 1 }] })
  const file = join(temporaryFolder(), 'perennial.db')
  await store.backUp(file, quiet)
  expect((await store.head()).pulse.copied).toBe(false)
  expect((await store.claim(100, 9, 'email')).claimed).toHaveLength(2)

  for (const _ of ['once', 'once more, after it died before it said anything']) {
    const restored = openFile(file, 'data')
    expect((await restored.head()).pulse.copied).toBe(true)
    expect((await restored.claim(100, 9, 'email')).claimed).toEqual([])
    expect(await restored.abandoned()).toMatchObject([
      { message: { key: '1-0:email-1:2' }, attempt: 1, restored: true },
      { message: { key: '1-0:email-1:3' }, attempt: 1, restored: true },
    ])
    await restored.close()
  }
  const restored = openFile(file, 'data')
  await restored.beat({ alive: 1, ended: false, suspect: null, copied: false })
  await restored.append([outcome('1-0:email-1:2'), outcome('1-0:email-1:3')], 0)
  await commit(restored, {})
  expect(await restored.abandoned()).toEqual([])
})

test('a copy that is begun before what was appended is on disk waits for that', async () => {
  const store = openFile(join(temporaryFolder(), 'perennial.db'))
  await store.append([event('a')], 1)
  await commit(store, { position: 1 })
  await store.append([event('b')], 2)
  const copy = store.backUp(join(temporaryFolder(), 'copy.db'), quiet)
  for (let turn = 0; turn < 20; turn++) await setImmediate()
  await commit(store, { position: 2 })
  expect(await copy).toMatchObject({ last: 2, position: 2 })
  expect(await store.append([event('a'), event('b')], 3)).toMatchObject([{ duplicateOf: 1 }, { duplicateOf: 2 }])
  expect(await store.backUp(join(temporaryFolder(), 'copy.db'), quiet)).toMatchObject({ last: 2 })
})

test('who withdrew consent after the copy was made is found beside it', async () => {
  const folder = temporaryFolder()
  const store = openFile(join(folder, 'perennial.db'))
  await store.append([withdrawal('before', 5)], 5)
  await commit(store, { position: 1 })
  const restored = temporaryFolder()
  await store.backUp(join(restored, 'perennial.db'), quiet)

  await store.append([withdrawal('after', 20), event('a'), unsubscribed('b', 25)], 30)
  await expect(store.commit({ ...nothing, version: 99 })).rejects.toThrow()
  await commit(store, { position: 4 })
  await store.close()
  const file = join(restored, 'withdrawals.jsonl')
  copyFileSync(join(folder, 'withdrawals.jsonl'), file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  appendFileSync(file, '\n{"seq":7,"chan')

  const denied = { channel: 'email', purpose: 'marketing', is: 'denied' }
  const again = openFile(join(restored, 'perennial.db'))
  // The first entry of the restored store's own has the number that the first withdrawal had in the other.
  await again.append([{ payload: { type: 'hold', from: 6, why: 'restored' } }], 40)
  const withdrawn = await again.withdrawn()
  expect(withdrawn.map(({ payload }) => payload)).toMatchObject([
    { ...denied, identity: { kind: 'email', value: 'after@example.com' }, time: 20 },
    { ...denied, identity: { kind: 'userId', value: 'u1' }, time: 25 },
    { ...denied, identity: { kind: 'email', value: 'u1@example.com' }, time: 25 },
  ])
  await again.append(withdrawn, 40)
  await commit(again, { position: 5 })
  // Asked once more by a process that begins again, nothing is accepted twice.
  expect(await again.append(await again.withdrawn(), 45)).toMatchObject([
    { duplicateOf: 3 },
    { duplicateOf: 4 },
    { duplicateOf: 5 },
  ])
  // A line that was torn spoils none after it.
  await again.append([withdrawal('later', 50)], 50)
  await commit(again, { position: 6 })
  expect(readFileSync(file, 'utf8')).toMatch(/"chan\n\{.*after@example\.com.*\n.*\n.*\n\{.*later@example\.com/)
})

const withdrawal = (name: string, time: number) => ({
  id: `withdrawal:${name}`,
  payload: {
    type: 'consent' as const,
    identity: { kind: 'email', value: `${name}@example.com` },
    channel: 'email' as const,
    purpose: 'marketing' as const,
    is: 'denied' as const,
    source: 'api',
    time,
  },
})

const unsubscribed = (id: string, time: number) =>
  event(id, {
    name: 'Unsubscribed',
    time,
    identities: [
      { kind: 'anonymousId', value: 'a shared device' },
      { kind: 'userId', value: 'u1' },
      { kind: 'email', value: 'u1@example.com' },
    ],
  })

const outcome = (message: string) => ({
  id: `${message}:1`,
  payload: { type: 'outcome' as const, message, customer: 1, outcome: 'sent' as const, detail: '', attempts: 1 },
})

const padded = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const entry = event(`e${from + index}`)
    return { ...entry, payload: { ...entry.payload, body: JSON.stringify({ pad: 'x'.repeat(900) }) } }
  })
