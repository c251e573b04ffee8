// H11: a condition reads as many facts as can decide it, however long a history is.
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { limits } from '../../shared/limits.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { event } from '../storage/build.ts'

const begin = Date.parse('2026-01-15T09:00:00Z')
const viewed = (n: number) =>
  event(`v${n}`, {
    time: begin + n,
    body: JSON.stringify({
      type: 'track',
      event: 'Product Viewed',
      properties: { n, sku: n % 9 === 0 ? 'tea' : 'pot' },
    }),
  })

const asked: { readonly [segment: string]: Predicate } = {
  all: { test: 'event', event: 'Product Viewed', op: 'atLeast', value: limits.historyPerEvent },
  notAll: { test: 'event', event: 'Product Viewed', op: 'exactly', value: limits.historyPerEvent },
  lately: { test: 'event', event: 'Product Viewed', op: 'atLeast', value: 20, within: 'P30D' },
  first: { test: 'first', event: 'Product Viewed', where: { property: 'n', op: 'is', value: 0 } },
  teas: {
    test: 'event',
    event: 'Product Viewed',
    op: 'atLeast',
    value: 5,
    where: { property: 'sku', op: 'is', value: 'tea' },
  },
}

test('after a restart the next event reads a few hundred of ten thousand, and counts all of them', async () => {
  const storage = openSqlite({ file: ':memory:', clock: 'wall' })
  const read = { rows: 0, bodies: 0 }
  const watched: typeof storage = {
    ...storage,
    close: async () => {},
    async load(wanted) {
      const loaded = await storage.load(wanted)
      for (const { rows } of loaded.history) read.rows += rows.length
      read.bodies += loaded.bodies.length
      return loaded
    },
  }
  const start = (): Promise<Engine> =>
    startEngine({ storage: watched, clock: simulatedClock(begin + 1_000_000), changed: () => {} })
  const before = await start()
  for (const [segment, when] of Object.entries(asked))
    await before.control({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
  const count = limits.historyPerEvent + 40
  for (let n = 0; n < count; n += 1_000)
    await before.append(Array.from({ length: Math.min(1_000, count - n) }, (_, index) => viewed(n + index)))
  await before.idle()
  await before.close()

  read.rows = 0
  read.bodies = 0
  const engine = await start()
  await engine.append([viewed(count)])
  await engine.idle()
  expect(read.rows).toBeLessThan(500)
  expect(read.bodies).toBeLessThan(200)
  const [known] = (await storage.load({ customers: [(await owner(storage)) ?? 0] })).customers
  expect(known?.memberships.map(({ segment }) => segment).sort()).toEqual(['all', 'first', 'lately', 'teas'])
  await engine.close()
  await storage.close()
})

const owner = async (storage: ReturnType<typeof openSqlite>) =>
  (await storage.load({ identities: [{ kind: 'userId', value: 'ada' }] })).identities[0]?.customer
