// What is due and what comes have one thread between them: neither waits for the other to come to its end.
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { startEngine } from '../../runtime/engine.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { draw } from '../support/trial.ts'

const start = Date.parse('2026-01-05T08:00:00Z')
const day = 86_400_000

const workflow = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
  },
})

const event = (name: string, person: number): NewEntry => ({
  id: `${name}:${person}`,
  payload: {
    type: 'event',
    kind: 'track',
    name,
    time: start,
    identities: [{ kind: 'userId', value: `p${person}` }],
    source: 'test',
    trusted: true,
    historical: false,
    body: JSON.stringify({ type: 'track', event: name }),
  },
})
const events = (name: string, from: number, count: number): NewEntry[] =>
  Array.from({ length: count }, (_, index) => event(name, from + index))

/** Storage that counts runs whose timer fired: they move in a commit that folds no entry. */
function counting(storage: Storage) {
  const counted = { fired: 0 }
  let position = 0
  const commit: Storage['commit'] = async (value) => {
    if (value.position === position) counted.fired += value.runs.length
    position = value.position
    await storage.commit(value)
  }
  return { counted, storage: { ...storage, commit } satisfies Storage }
}

test('beside entries as many timers fire as entries are taken in, and all fire in the end', async () => {
  const { counted, storage } = counting(openSqlite({ file: ':memory:', clock: 'wall' }))
  const clock = simulatedClock(start)
  const engine = await startEngine({ storage, clock, changed: () => {} })
  const document = JSON.stringify(workflow)
  const saved = await engine.control({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: null })
  if (!saved.ok) throw new Error(JSON.stringify(saved.problems))
  await engine.control({ do: 'publish', workflow: 'trial', document, revision: saved.revision!, compiled: [] })
  await engine.append(events('Cart', 0, 6_000))
  await engine.idle()

  counted.fired = 0
  clock.advanceTo(start + day)
  let taken = 0
  const send = async (from: number) => {
    for (; counted.fired < 3_000; from += 300) {
      const { length } = await engine.append(events('Looked', from, 300))
      taken += length
    }
  }
  await Promise.all([send(1_000_000), send(2_000_000)])
  expect(counted.fired / taken).toBeGreaterThan(0.8)
  expect(counted.fired / taken).toBeLessThan(1.2)

  await engine.idle()
  expect(counted.fired).toBe(6_000)
  await engine.close()
})
