import { batch, delayMs, largeFrom } from '../load/orders.ts'
import { openOutbox } from './outbox.mjs'
import { startBoss } from './pgBoss.mjs'

// Batches made by hand at every step: a thousand jobs are inserted, fetched and written by one statement each. More than two workers a
// queue were no faster: they share the batches.
const connections = 10
const fetching = { batchSize: batch, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: 2 }

/** @type {import('./peers.ts').StartPeer} */
export async function start(host, written) {
  const outbox = await openOutbox(host, connections)
  const boss = await startBoss(host, connections)

  await boss.work('orders', fetching, (jobs) =>
    boss.insert(
      'messages',
      jobs
        .filter(({ data }) => data.properties.total >= largeFrom)
        .map(({ data }) => ({ data, startAfter: delayMs / 1_000 })),
    ),
  )
  await boss.work('messages', fetching, async (jobs) => written(await outbox.writeAll(jobs.map(({ data }) => data))))

  return {
    append: (some) =>
      boss.insert(
        'orders',
        some.map((data) => ({ data })),
      ),
    messages: outbox.messages,
    async close() {
      await boss.stop()
      await outbox.pool.end()
    },
  }
}
