// Versions that are not out are forgotten when many are in memory; nobody notices.
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { event } from '../storage/build.ts'
import { type Drawn, draw } from '../support/trial.ts'

const start = Date.parse('2026-01-01T10:00:00Z')
const hour = 3_600_000
const customers = 60

const daily: Drawn = {
  kind: 'schedule',
  settings: { recurs: { every: 'day', time: '10:30' }, audience: { of: 'everyone' } },
  ports: { next: 'exit-2' },
}
const ordered: Drawn = { kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'exit-2' } }
const viewed: Predicate = { test: 'event', event: 'Product Viewed', op: 'atLeast', value: 1 }

/** A store with a schedule and a few versions of another workflow, of which memory may keep one. */
async function store() {
  const inner = openSqlite({ file: ':memory:', clock: 'wall' })
  const read: { readonly workflow: string }[] = []
  const storage: Storage = {
    ...inner,
    async load(wanted) {
      read.push(...(wanted.versions ?? []))
      return inner.load(wanted)
    },
  }
  const clock = simulatedClock(start)
  const engine = await startEngine({ storage, clock, changed: () => {}, pageSize: 1, mostInMemory: { plans: 1 } })
  const view = (who: number, at: number, name = 'Product Viewed') =>
    engine.append([event(`${who} ${at}`, { name, time: at, identities: [{ kind: 'userId', value: `c${who}` }] })])
  const revisions = new Map<string, number>()
  let versions = 0
  const publish = async (workflow: string, first: Drawn) => {
    // None is like the one before.
    const exit: Drawn = { kind: 'exit', settings: { reason: `Done ${++versions}` } }
    const document = JSON.stringify(draw({ id: workflow, nodes: { [`${first.kind}-1`]: first, 'exit-2': exit } }))
    const draft = { workflow, title: workflow, document, revision: revisions.get(workflow) ?? null }
    const saved = await engine.control({ do: 'saveDraft', ...draft })
    const revision = (saved.ok && saved.revision) || 0
    const published = await engine.control({ do: 'publish', workflow, document, revision, compiled: [] })
    expect(published).toMatchObject({ ok: true })
    if (published.ok && published.revision) revisions.set(workflow, published.revision)
  }
  /** Of two new segments the second waits until the first has been brought to everybody. */
  const beginWaiting = async () => {
    for (const segment of ['one', 'two'])
      await engine.control({ do: 'saveSegment', segment, definition: { title: segment, when: viewed }, revision: null })
  }
  for (let who = 0; who < customers; who++) await view(who, start)
  await publish('daily', daily)
  for (let version = 1; version <= 3; version++) await publish('order', ordered)
  await engine.idle()
  return { inner, read, engine, clock, view, publish, beginWaiting }
}

test('a version that is out is read once', async () => {
  const { inner, read, engine, view } = await store()
  read.length = 0
  await view(1, start + 1, 'Order Completed')
  expect((await inner.pages.runs({ limit: 9, workflow: 'order' })).items).toHaveLength(1)
  expect(read).toEqual([])
  await engine.close()
})

test('what comes while something waits is accepted, and folded in the end', async () => {
  const { engine, view, publish, beginWaiting } = await store()
  await beginWaiting()
  await publish('order', ordered)
  await publish('other', ordered)
  expect(await view(1, start + 1)).toMatchObject([{ entry: {} }])
  expect((await engine.standing()).behind).toBeGreaterThan(0)
  await engine.idle()
  expect((await engine.standing()).behind).toBe(0)
  await engine.close()
})

test('a move to another zone that waits moves schedules at once', async () => {
  const { inner, engine, clock, view, publish, beginWaiting } = await store()
  await beginWaiting()
  await publish('order', ordered)
  await engine.control({ do: 'saveSettings', settings: { ...initialSettings, zone: 'Asia/Kolkata' } })
  clock.advanceTo(start + hour)
  await view(1, start + hour)
  expect((await engine.standing()).behind).toBeGreaterThan(0)
  clock.advanceTo(start + 24 * hour)
  await engine.idle()
  const { last } = await engine.standing()
  const entered = (await inner.entries(0, last)).filter(({ payload }) => payload.type === 'enter')
  expect(entered.map(({ at }) => new Date(at).toISOString())).toEqual(['2026-01-02T05:00:00.000Z'])
  await engine.close()
})
