// More comes in than is folded (H26).
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { Intake } from '../../runtime/intake.ts'
import { Overloaded } from '../../runtime/overloaded.ts'
import { AppendQueue, columnsOf } from '../../runtime/server/appendQueue.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { draw } from '../support/trial.ts'

const start = Date.parse('2026-01-05T08:00:00Z')
const hour = 3_600_000

let said = 0
const event = (name: string, userId = 'ada'): NewEntry => ({
  id: `m${said++}`,
  payload: {
    type: 'event',
    kind: 'track',
    name,
    time: start,
    identities: [{ kind: 'userId', value: userId }],
    source: 'test',
    trusted: true,
    historical: false,
    body: JSON.stringify({ type: 'track', event: name }),
  },
})
const withdrawal: NewEntry = {
  payload: {
    type: 'consent',
    identity: { kind: 'email', value: 'ada@example.com' },
    channel: 'email',
    purpose: 'marketing',
    is: 'denied',
    source: 'page',
    time: start,
  },
}

const sent: NewEntry = {
  id: '1-0:email-2:1:1',
  payload: { type: 'outcome', message: '1-0:email-2:1', customer: 1, outcome: 'sent', detail: '250', attempts: 1 },
}

/** An engine whose fold stands still as long as `isStuck`. */
async function open(trouble: { isStuck: boolean }) {
  const clock = simulatedClock(start)
  const storage = openSqlite({ file: ':memory:', clock: 'wall' })
  const engine = await startEngine({
    clock,
    changed: () => {},
    storage: {
      ...storage,
      async entries(after, limit) {
        const entries = await storage.entries(after, limit)
        while (trouble.isStuck) await new Promise(setImmediate)
        return entries
      },
      async commit(value) {
        if (trouble.isStuck && value.history.length > 0) throw new Error('simulated: the fold fails')
        await storage.commit(value)
      },
    },
  })
  await engine.idle()
  return { clock, engine, storage }
}

test('a fold that is a minute behind takes nothing more but withdrawals and what became of messages, until it has caught up', async () => {
  const trouble = { isStuck: false }
  const { clock, engine } = await open(trouble)
  await engine.append([event('View')])
  trouble.isStuck = true
  void engine.append([event('View')])
  await new Promise((resolve) => setTimeout(resolve, 20))
  clock.advanceTo(start + 61_000)
  await expect(engine.append([event('View')])).rejects.toThrow(Overloaded)
  const withdrawn = engine.append([withdrawal])
  const unsubscribed = engine.append([event('Unsubscribed')])
  const outcome = engine.append([sent])
  trouble.isStuck = false
  expect(await withdrawn).toMatchObject([{ entry: {} }])
  expect(await unsubscribed).toMatchObject([{ entry: {} }])
  expect(await outcome).toMatchObject([{ entry: {} }])
  await engine.idle()
  expect(await engine.append([event('View')])).toMatchObject([{ entry: {} }])
  await engine.close()
})

test('a withdrawal is not refused for the sake of what travels to the engine beside it', async () => {
  const trouble = { isStuck: false }
  const { clock, engine } = await open(trouble)
  const queue = new AppendQueue(async (entries) => columnsOf(await engine.append(entries)))
  await queue.add([event('View')])
  trouble.isStuck = true
  void engine.append([event('View')])
  await new Promise((resolve) => setTimeout(resolve, 20))
  clock.advanceTo(start + 61_000)
  const viewed = queue.add([event('View')])
  const both = queue.add([withdrawal, event('View')])
  const withdrawn = queue.add([withdrawal])
  await expect(viewed).rejects.toThrow(Overloaded)
  await expect(both).rejects.toThrow(Overloaded)
  trouble.isStuck = false
  expect(await withdrawn).toMatchObject([{ entry: { payload: { type: 'consent' } } }])
  await engine.close()
})

test('when as much waits as may, there is still room for withdrawals, and not for ever more of them', async () => {
  const intake = new Intake()
  const asked = [intake.add(new Array(200_000).fill(event('View')))]
  await expect(intake.add([event('View')])).rejects.toThrow(Overloaded)
  await expect(intake.add([withdrawal, event('View')])).rejects.toThrow(Overloaded)
  asked.push(intake.add([withdrawal]), intake.add(new Array(49_999).fill(event('Unsubscribed'))))
  await expect(intake.add([withdrawal])).rejects.toThrow(Overloaded)
  const accept = async (entries: readonly NewEntry[]) =>
    entries.map((_, seq) => ({ duplicateOf: seq, conflict: false }))
  await intake.take(250_000, accept, async () => {})
  expect((await Promise.all(asked)).map((appended) => appended.length)).toEqual([200_000, 1, 49_999])
})

test('timers fire while events keep coming', async () => {
  const trouble = { isStuck: false }
  const { clock, engine, storage } = await open(trouble)
  const workflow = draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { for: 'PT1H' } },
    },
  })
  const document = JSON.stringify(workflow)
  await engine.control({ do: 'saveDraft', workflow: 'trial', title: 'trial', document, revision: null })
  await engine.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] })
  await engine.append(Array.from({ length: 50 }, (_, n) => event('Cart', `u${n}`)))
  await engine.idle()
  clock.advanceTo(start + 2 * hour)
  const isDone = async () => (await storage.dueTimers(start + 2 * hour, 1)).length === 0
  expect(await isDone()).toBe(false)
  await keepComing(engine, 20)
  expect(await isDone()).toBe(true)
  await engine.close()
})

/** Each batch is there before the one before it is answered. */
async function keepComing(engine: Engine, batches: number): Promise<void> {
  let answer = engine.append([event('View')])
  for (let n = 0; n < batches; n++) {
    const next = engine.append([event('View')])
    await answer
    answer = next
  }
}
