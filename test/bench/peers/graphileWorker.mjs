import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { delayMs, largeFrom } from '../load/orders.ts'
import { openOutbox } from './outbox.mjs'

// The settings of its page on performance. Jobs that lie in the future are found by polling alone.
const connections = 25
const worker = {
  concurrentJobs: 24,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
  pollInterval: 100,
  logger: new Logger(() => () => {}),
}

/** @type {import('./peers.ts').StartPeer} */
export async function start(host, written) {
  const outbox = await openOutbox(host, connections)
  const utils = await makeWorkerUtils({ pgPool: outbox.pool })
  await utils.migrate()
  const runner = await run({
    preset: { worker },
    pgPool: outbox.pool,
    noHandleSignals: true,
    taskList: {
      async order(order, { addJob }) {
        if (order.properties.total < largeFrom) return
        await addJob('message', order, { runAt: new Date(Date.now() + delayMs) })
      },
      async message(order) {
        written(await outbox.write(order))
      },
    },
  })

  return {
    append: (some) => utils.addJobs(some.map((payload) => ({ identifier: 'order', payload }))),
    messages: outbox.messages,
    async close() {
      await runner.stop()
      await utils.release()
      await outbox.pool.end()
    },
  }
}
