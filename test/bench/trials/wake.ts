import { chanceOf } from '../../../examples/store/chance.ts'
import { collector } from '../../../runtime/commit/collect.ts'
import type { Run } from '../../../runtime/commit/run.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import { rawRate } from '../limits/rawStatements.ts'
import { type Document, engineOn, prepareStore, warmUp } from '../load/engineOn.ts'
import { rateOf } from '../load/rateOf.ts'
import { begin } from '../load/shopEvents.ts'
import type { Measured, Size, Trial } from '../trial.ts'

const counts = { small: 2_000, usual: 30_000, full: 1_000_000 } satisfies Record<Size, number>
const minute = 60_000

export const waiting: Document = {
  format: 1,
  id: 'waiting',
  title: 'Waiting',
  nextId: 3,
  settings: { reentry: { rule: 'always' } },
  nodes: [
    { id: 'start-1', kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'delay-2' } },
    { id: 'delay-2', kind: 'delay', settings: { for: 'PT1M' } },
  ],
}

/** Runs that wait, all due within one minute, each customer's at a random instant of it. Ends when the last has gone on, on disk. */
export const wake: Trial = {
  name: 'wake',
  unit: 'timers/s',

  async prepare(file, size) {
    await prepareStore(file, { workflows: [waiting] }, 0)
    const chance = chanceOf(7)
    await writeWaiting(file, counts[size], () => begin + chance.whole(1, minute))
  },

  async measure(file, size) {
    await warmUp(file, size, (copy) => wakeAll(copy, counts[size]))
    return wakeAll(file, counts[size])
  },

  record: (file, size) => wakeAll(file, counts[size]),
  limit: async (file, recorded, size) => rawRate(counts[size], file, recorded),
}

async function wakeAll(file: string, count: number): Promise<Measured> {
  const { engine, clock, done } = await engineOn(file)
  const rate = await rateOf(count, () => {
    clock.advanceTo(begin + minute)
    return done()
  })
  if ((await engine.nextTimer()) !== null) throw new Error('timers are left that were due')
  await engine.close()
  return { ...rate, also: { ...rate.also, 'peak RSS MB': process.resourceUsage().maxRSS / 1024 } }
}

/** Customers with a run at rest each, by the adapter's own commit. */
export async function writeWaiting(file: string, count: number, due: (n: number) => number, first = 1): Promise<void> {
  const storage = openSqlite({ file, clock: 'wall' })
  const head = await storage.head()
  for (let from = 1, version = head.version; from <= count; from += 10_000, version++) {
    const ids = Array.from({ length: Math.min(10_000, count - from + 1) }, (_, index) => first + from - 1 + index)
    const runs = ids.map((id) => waitingRun(id, due(id - first + 1)))
    await storage.commit({
      ...collector().value(0, 0, 0),
      version,
      position: head.position,
      clock: head.clock,
      customers: ids.map((id) => ({
        id,
        created: begin,
        profile: { attributes: {}, consents: {} },
        runs: 1,
        swept: head.last,
        wake: null,
        joinedTo: null,
      })),
      identities: ids.map((id) => ({ identity: { kind: 'userId', value: `user-${id}` }, customer: id })),
      runs,
    })
  }
  await storage.close()
}

const waitingRun = (customer: number, due: number): Run => ({
  id: `${customer}-0`,
  customer,
  workflow: 'waiting',
  version: 1,
  key: '',
  node: 'delay-2',
  visit: 1,
  rest: due,
  arrived: 1,
  due,
  since: begin,
  trigger: 0,
  entered: 'start-1',
  started: begin,
  ended: null,
  reason: null,
  depth: 0,
})
