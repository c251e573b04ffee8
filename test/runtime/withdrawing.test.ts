// A withdrawal of consent against the claim of a message, on a real engine over a file: whoever comes first wins, and nothing is claimed
// after the withdrawal was answered (rule 23, H6).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextRound } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { wallClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { shareOf } from '../../runtime/step/assignment.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { draw, email } from '../support/trial.ts'

/** `PERENNIAL_RACES=10000` for the whole harness. */
const races = Number(process.env.PERENNIAL_RACES ?? 200)
const folder = mkdtempSync(join(tmpdir(), 'perennial-races-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const workflow = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
    'email-2': email('Your cart'),
  },
})
const sweeping = draw({
  id: 'sweeping',
  nodes: {
    'request-1': { kind: 'request', settings: {}, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
  },
})
const addressOf = (person: number) => `p${person}@example.com`

/** Storage that tells in which order claims and appended withdrawals came to be on disk. */
function watched(storage: Storage) {
  const begun = new Map<string, number>()
  let order = 0
  return {
    begun,
    now: () => order,
    storage: {
      ...storage,
      async claim(...asked: Parameters<Storage['claim']>) {
        const claims = await storage.claim(...asked)
        order++
        for (const { message } of claims.claimed) begun.set(message.address, order)
        return claims
      },
    } satisfies Storage,
  }
}

test('rule 23: no claim is committed after a withdrawal was answered', async () => {
  const { begun, now, storage } = watched(openSqlite({ file: join(folder, 'perennial.db'), clock: 'wall' }))
  const engine = await startEngine({ storage, clock: wallClock, pageSize: 1, changed: () => {} })
  for (const drawn of [workflow, sweeping]) {
    const [document, { id, title }] = [JSON.stringify(drawn), drawn]
    const saved = await engine.control({ do: 'saveDraft', workflow: id, title, document, revision: null })
    if (!saved.ok) throw new Error(JSON.stringify(saved.problems))
    await engine.control({ do: 'publish', workflow: id, document, revision: saved.revision!, compiled: [] })
  }

  const answered = new Map<number, number>()
  const page = 100
  for (let from = 0; from < races; from += page) {
    const people = Array.from({ length: Math.min(page, races - from) }, (_, index) => from + index)
    await engine.append(people.map((person) => identified(person)))
    await engine.append(people.map((person) => event(person, 'track', 'Cart', { properties: {} })))
    await engine.idle()
    if ((from / page) % 2 === 1) await fallBehind(engine, (from / page) % 4 === 1)
    const withdrawing = people.map(async (person) => {
      await rounds(person, 'withdraw', 12)
      await engine.append([withdrawal(person)])
      answered.set(person, now())
    })
    const claiming = people.map(async (person) => {
      await rounds(person, 'claim', 12)
      await engine.claim(Date.now(), 1, 'email')
    })
    await Promise.all([...withdrawing, ...claiming])
    await engine.claim(Date.now(), page, 'email')
  }
  await engine.close()

  const late = [...answered].filter(([person, at]) => (begun.get(addressOf(person)) ?? 0) > at)
  expect(late).toEqual([])
  // Each side won some of the races, or this proves nothing.
  expect(answered.size).toBe(races)
  expect(begun.size).toBeGreaterThan(races / 20)
  expect(races - begun.size).toBeGreaterThan(races / 20)
}, 600_000)

/**
 * Everybody is let in, a customer a page; a change of the settings waits for that, and what is accepted after it as well. Settings that are
 * as they were change nothing, so they are others each time.
 */
async function fallBehind(engine: Engine, marketingToUnknown: boolean): Promise<void> {
  const everybody = { workflow: sweeping.id, node: 'request-1', audience: { of: 'everyone' }, properties: {} } as const
  await engine.append([{ payload: { type: 'enter', ...everybody } }])
  await engine.control({ do: 'saveSettings', settings: { ...initialSettings, marketingToUnknown } })
}

/** Some rounds of the event loop, as many as the person's share says: the same at each run. */
async function rounds(customer: number, salt: string, most: number): Promise<void> {
  const many = Math.floor(shareOf({ salt, workflow: '', node: '', customer }) * most)
  for (let round = 0; round < many; round++) await nextRound()
}

/** By the API, by one-click for the address, by an event: in turns. */
function withdrawal(person: number): NewEntry {
  if (person % 3 === 2) return event(person, 'track', 'Unsubscribed', { properties: {} })
  const identity =
    person % 3 === 0 ? { kind: 'userId', value: `p${person}` } : { kind: 'email', value: addressOf(person) }
  return {
    id: `withdrawal:${person}`,
    payload: {
      type: 'consent',
      identity,
      channel: 'email',
      purpose: 'marketing',
      is: 'denied',
      source: 'api',
      time: Date.now(),
    },
  }
}

const identified = (person: number): NewEntry =>
  event(person, 'identify', 'identify', { traits: { email: addressOf(person), consent: { email: 'granted' } } })

function event(person: number, kind: 'identify' | 'track', name: string, item: object): NewEntry {
  return {
    id: `${name}:${person}`,
    payload: {
      type: 'event',
      kind,
      name,
      time: Date.now(),
      identities: [
        { kind: 'userId', value: `p${person}` },
        ...(kind === 'identify' ? [{ kind: 'email', value: addressOf(person) }] : []),
      ],
      source: 'test',
      trusted: true,
      historical: false,
      body: JSON.stringify({ type: kind, ...(kind === 'track' && { event: name }), ...item }),
    },
  }
}
