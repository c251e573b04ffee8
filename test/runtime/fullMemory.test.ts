// What a page of customers reads may be more than memory holds: then it ends early, and the next goes on.
import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import { Fold } from '../../runtime/fold.ts'
import type { ControlChange } from '../../runtime/storage/control.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { MostInMemory } from '../../runtime/workingSet.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { event } from '../storage/build.ts'
import { draw } from '../support/trial.ts'

const start = Date.parse('2026-01-01T10:00:00Z')
const hour = 3_600_000
const people = ['ada', 'bob', 'cem', 'dee', 'eva', 'fay']
const views = 40
const teas: Predicate = {
  test: 'event',
  event: 'Product Viewed',
  op: 'atLeast',
  value: 3,
  where: { property: 'sku', op: 'is', value: 'tea' },
}

/** One of a customer's many views; the second and the fifth customer began with a few of tea. */
const viewed = (who: string, n: number) =>
  event(`${who} ${n}`, {
    time: start + n,
    identities: [{ kind: 'userId', value: who }],
    body: JSON.stringify({ properties: { sku: n < 3 && 'bob eva'.includes(who) ? 'tea' : 'pot' } }),
  })
const cart = (who: string) =>
  event(`cart ${who}`, { name: 'Cart', time: start + views, identities: [{ kind: 'userId', value: who }] })

/** A store with many views of each, and a fold that has nothing in memory; what a commit reads before it is counted. */
async function store(...changes: readonly ControlChange[]) {
  const inner = openSqlite({ file: ':memory:', clock: 'wall' })
  const read = { facts: 0, bodies: 0 }
  const commits: (typeof read)[] = []
  const storage: Storage = {
    ...inner,
    async load(wanted) {
      const loaded = await inner.load(wanted)
      for (const { rows } of loaded.history) read.facts += rows.length
      read.bodies += loaded.bodies.length
      return loaded
    },
    async commit(value) {
      await inner.commit(value)
      commits.push({ ...read })
      Object.assign(read, { facts: 0, bodies: 0 })
    },
    close: async () => {},
  }
  const engine = await startEngine({ storage, clock: simulatedClock(start), changed: () => {} })
  for (const who of people) await engine.append(Array.from({ length: views }, (_, n) => viewed(who, n)))
  for (const change of changes) expect(await engine.control(change)).toMatchObject({ ok: true })
  await engine.append(people.map(cart))
  await engine.close()
  const fold = async (mostInMemory: MostInMemory) => {
    const made = new Fold(storage, await inner.head(), () => {}, { mostInMemory })
    await made.ready()
    Object.assign(read, { facts: 0, bodies: 0 })
    commits.length = 0
    return made
  }
  const foldAll = async (made: Fold) => made.entries(await inner.entries(made.position, 1_000))
  const members = async () => {
    const { items } = await inner.pages.customers({ limit: 9, segment: 'teas' })
    return items.map(({ name }) => name).sort()
  }
  return { inner, commits, fold, foldAll, members }
}

const saveTeas: ControlChange = {
  do: 'saveSegment',
  segment: 'teas',
  definition: { title: 'Tea', when: teas },
  revision: null,
}

/** An hour after a cart whoever meets the condition goes one way, the others another: a workflow that is published. */
function askingAfterAnHour(when: Predicate): readonly ControlChange[] {
  const document = JSON.stringify(
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'branch-3' } },
        'branch-3': {
          kind: 'branch',
          settings: { paths: [{ port: 'meets', when }] },
          ports: { meets: 'exit-4', else: 'exit-5' },
        },
        'exit-4': { kind: 'exit', settings: { reason: 'Meets' } },
        'exit-5': { kind: 'exit', settings: { reason: 'Fails' } },
      },
    }),
  )
  return [
    { do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: null },
    { do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] },
  ]
}

const bounds: readonly { readonly most: MostInMemory; readonly of: 'facts' | 'bodies'; readonly atMost: number }[] = [
  // With what one customer's turn reads beyond it.
  { most: { bodies: 60, latestBodies: 20 }, of: 'bodies', atMost: 60 + views },
  { most: { facts: 100 }, of: 'facts', atMost: 100 + 2 * views },
  // A view says 28 characters.
  { most: { characters: 60 * 28, latestCharacters: 20 * 28 }, of: 'bodies', atMost: 60 + views },
  // One customer alone is too much.
  { most: { bodies: 10, latestBodies: 5 }, of: 'bodies', atMost: 10 + views },
]

describe.each(bounds)('with $most at most', ({ most, of, atMost }) => {
  test('a sweep is brought to everybody, in shorter pages', async () => {
    const { inner, commits, fold, foldAll, members } = await store()
    await inner.control(saveTeas, start + hour)
    const made = await fold(most)
    await foldAll(made)
    while (await made.sweepPage());
    expect(await members()).toEqual(['bob', 'eva'])
    expect(Math.max(...commits.map((read) => read[of]))).toBeLessThanOrEqual(atMost)
  })

  test('timers fire for everybody, in shorter pages', async () => {
    const { inner, commits, fold } = await store(...askingAfterAnHour(teas))
    const made = await fold(most)
    await made.timers(start + 2 * hour)
    const { items } = await inner.pages.runs({ limit: 9 })
    const tea = items.filter(({ reason }) => reason?.detail === 'Meets').map(({ customerName }) => customerName)
    expect(tea.sort()).toEqual(['bob', 'eva'])
    expect(items.map(({ state }) => state)).toEqual(people.map(() => 'ended'))
    expect(Math.max(...commits.map((read) => read[of]))).toBeLessThanOrEqual(atMost)
  })

  test('entries of one batch are folded, in several commits', async () => {
    const { inner, commits, fold, foldAll, members } = await store(saveTeas)
    await inner.append(
      people.map((who) => viewed(who, views)),
      start + hour,
    )
    const made = await fold(most)
    await foldAll(made)
    expect(made.position).toBe((await inner.head()).last)
    expect(await members()).toEqual(['bob', 'eva'])
    expect(Math.max(...commits.map((read) => read[of]))).toBeLessThanOrEqual(atMost)
  })
})

test('large events are read ahead only as far as there is room for them', async () => {
  const inner = openSqlite({ file: ':memory:', clock: 'wall' })
  let read = 0
  const storage: Storage = {
    ...inner,
    async load(wanted) {
      const loaded = await inner.load(wanted)
      read += loaded.bodies.length
      return loaded
    },
    close: async () => {},
  }
  const engine = await startEngine({ storage, clock: simulatedClock(start), changed: () => {} })
  const hasNote: Predicate = { test: 'trigger', property: 'note', op: 'contains', value: 'x' }
  for (const change of askingAfterAnHour(hasNote)) await engine.control(change)
  const body = JSON.stringify({ properties: { note: 'x'.repeat(1_000) } })
  const carts = Array.from({ length: 3_000 }, (_, n) =>
    event(`cart ${n}`, { name: 'Cart', time: start, identities: [{ kind: 'userId', value: `${n}` }], body }),
  )
  await engine.append(carts)
  await engine.close()

  const most = { characters: 1_500_000, latestCharacters: 500_000 }
  const fold = new Fold(storage, await inner.head(), () => {}, { mostInMemory: most, pageSize: 3_000 })
  await fold.ready()
  read = 0
  await fold.timers(start + 2 * hour)
  expect((await inner.pages.stats('trial'))?.nodes['exit-4']?.entered).toBe(carts.length)
  expect(read).toBeLessThan(1.5 * carts.length)
})
