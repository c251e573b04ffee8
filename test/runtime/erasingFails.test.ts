// Whoever asked to be erased is erased, also when their turn can't be taken, or somebody reads what has yet to go.
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

test.each(['wall', 'data'] as const)(
  'rule 30: what a reader still holds goes when they let go, by a clock of the %s',
  async (kind) => {
    const storage = openSqlite({ file: ':memory:', clock: kind })
    const clock = simulatedClock(5_000)
    let isRead = true
    const removeErased: typeof storage.removeErased = async (...page) => {
      const { isErasing } = await storage.head()
      return isErasing && isRead ? 'waits' : storage.removeErased(...page)
    }
    const engine = await startEngine({ storage: { ...storage, removeErased }, clock, changed: () => {} })
    await engine.append([event('a')])
    await engine.control({ do: 'eraseCustomer', customer: (await storage.head()).last })
    await engine.idle()
    expect((await storage.head()).isErasing).toBe(true)
    isRead = false
    clock.advanceTo(6_000)
    await vi.waitFor(async () => expect((await storage.head()).isErasing).toBe(false))
    await engine.close()
  },
)
