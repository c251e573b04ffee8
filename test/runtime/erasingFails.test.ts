// Whoever asked to be erased is erased, also when their turn can't be taken.
import { expect, test, vi } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { event } from '../storage/build.ts'

vi.mock('../../runtime/eraseCustomer.ts', () => ({
  eraseCustomer() {
    throw new Error('a defect')
  },
}))

test('rule 30: a turn that throws keeps nobody from being erased, and what it tells of them goes too', async () => {
  const storage = openSqlite({ file: ':memory:', clock: 'wall' })
  const engine = await startEngine({ storage, clock: simulatedClock(5_000), changed: () => {} })
  await engine.append([event('a'), event('b', { identities: [{ kind: 'userId', value: 'bob' }] })])
  expect((await engine.control({ do: 'eraseCustomer', customer: 1 })).ok).toBe(true)
  await engine.idle()
  expect((await storage.load({ customers: [1, 2] })).customers.map(({ customer }) => customer.id)).toEqual([2])
  const left = await storage.entries(0, 10)
  expect(left.map(({ payload }) => payload.type)).toEqual(['fold', 'event', 'erase'].slice(-left.length))
  expect((await storage.pages.parked({ limit: 10 })).items).toEqual([])
  await engine.close()
})
