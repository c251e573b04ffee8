import { PgBoss } from 'pg-boss'
import { delayMs, largeFrom } from '../load/orders.ts'
import { openOutbox } from './outbox.mjs'

// A job and a row at a time, as its introduction shows; only the fetching is in batches, again at once while they are full.
const connections = 10
const fetching = { batchSize: 100, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: 4 }

/** @type {import('./peers.ts').StartPeer} */
export async function start(host, written) {
  const outbox = await openOutbox(host, connections)
  const boss = await startBoss(host, connections)

  await boss.work('orders', fetching, (jobs) =>
    Promise.all(
      jobs
        .filter(({ data }) => data.properties.total >= largeFrom)
        .map(({ data }) => boss.send('messages', data, { startAfter: delayMs / 1_000 })),
    ),
  )
  await boss.work('messages', fetching, (jobs) =>
    Promise.all(jobs.map(async ({ data }) => written(await outbox.write(data)))),
  )

  return {
    append: (some) => Promise.all(some.map((order) => boss.send('orders', order))),
    messages: outbox.messages,
    async close() {
      await boss.stop()
      await outbox.pool.end()
    },
  }
}

export async function startBoss(host, connections) {
  const boss = new PgBoss({ host, user: 'peer', database: 'postgres', max: connections })
  boss.on('error', (error) => {
    throw error
  })
  await boss.start()
  for (const queue of ['orders', 'messages']) await boss.createQueue(queue)
  return boss
}
