// What concerns many customers is brought to them page by page (H2).
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { Commit } from '../../runtime/commit/commit.ts'
import { startEngine } from '../../runtime/engine.ts'
import { Fold } from '../../runtime/fold.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { event } from '../storage/build.ts'

const start = Date.parse('2026-01-01T10:00:00Z')
const hour = 3_600_000
const people = ['ada', 'bob', 'cem', 'dee', 'eva']
const viewed = (who: string, sku: string, n = 0) =>
  event(`${who}${n}`, {
    time: start + n,
    identities: [{ kind: 'userId', value: who }],
    body: JSON.stringify({ type: 'track', event: 'Product Viewed', properties: { sku } }),
  })
const teas: Predicate = {
  test: 'event',
  event: 'Product Viewed',
  op: 'atLeast',
  value: 1,
  within: 'PT1H',
  where: { property: 'sku', op: 'is', value: 'tea' },
}

/** A store with five customers, of whom the second and the fifth have looked at tea, and what was committed since. */
async function store() {
  const inner = openSqlite({ file: ':memory:', clock: 'wall' })
  const commits: Commit[] = []
  const storage: Storage = {
    ...inner,
    async commit(value) {
      await inner.commit(value)
      commits.push(value)
    },
    close: async () => {},
  }
  const engine = await startEngine({ storage, clock: simulatedClock(start), changed: () => {} })
  await engine.append(people.map((who) => viewed(who, who === 'bob' || who === 'eva' ? 'tea' : 'pot')))
  await engine.close()
  const definition = { title: 'Tea', when: teas }
  await inner.control({ do: 'saveSegment', segment: 'teas', definition, revision: null }, start + 10)
  const fold = async () => {
    const made = new Fold(storage, await inner.head(), () => {}, 2)
    await made.ready()
    return made
  }
  const members = async () => {
    const { customers } = await inner.load({ customers: [1, 2, 3, 4, 5] })
    return customers.filter(({ memberships }) => memberships.length > 0).map(({ customer }) => customer.id)
  }
  return { inner, commits, fold, members }
}

test('a sweep writes those whom it changes, and no others', async () => {
  const { inner, commits, fold, members } = await store()
  const made = await fold()
  await made.entries(await inner.entries(made.position, 10))
  const before = commits.length
  while (await made.sweepPage());
  expect(commits.slice(before).map(({ customers }) => customers.map(({ id }) => id))).toEqual([[2], [], [5]])
  expect(await members()).toEqual([2, 5])
})

test('after a restart in its middle it goes on, and finds nobody twice, whatever they did since', async () => {
  const { inner, fold, members } = await store()
  const before = await fold()
  await before.entries(await inner.entries(before.position, 10))
  await before.sweepPage()
  // Ada is behind the sweep, cem before it: both join by looking at tea, and leave an hour later.
  await inner.append([viewed('ada', 'tea', 20), viewed('cem', 'tea', 20)], start + 20)
  const after = await fold()
  await after.entries(await inner.entries(after.position, 10))
  expect(await members()).toEqual([1, 2, 3])
  await after.timers(start + 2 * hour)
  await inner.append([viewed('ada', 'pot', 2 * hour), viewed('cem', 'pot', 2 * hour)], start + 2 * hour)
  const last = await fold()
  await last.entries(await inner.entries(last.position, 10))
  while (await last.sweepPage());
  await last.timers(start + 2 * hour)
  expect(await members()).toEqual([])
  const moves = async (id: string) =>
    (await inner.pages.timeline(id, { limit: 10 })).items.map(({ what }) => what).filter((what) => what !== 'event')
  expect(await moves('1')).toEqual(['segmentLeft', 'segmentJoined'])
  expect(await moves('3')).toEqual(['segmentLeft', 'segmentJoined'])
  expect(await moves('2')).toEqual(['segmentLeft'])
})
