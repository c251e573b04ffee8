import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { delayMs, largeFrom, subject } from '../load/orders.ts'

// As its documentation has it for throughput: jobs added in bulk, a worker with much concurrency, done jobs removed at once.
const concurrency = 200
const doneJobs = { removeOnComplete: { count: 0 } }

/** @type {import('./peers.ts').StartPeer} */
export async function start(path, written) {
  const connection = { path, maxRetriesPerRequest: null }
  const redis = new Redis(connection)
  const orders = new Queue('orders', { connection })
  const messages = new Queue('messages', { connection })

  const decide = new Worker(
    'orders',
    async ({ data }) => {
      if (data.properties.total < largeFrom) return
      await messages.add('message', data, { delay: delayMs, jobId: data.messageId })
    },
    { connection, concurrency, ...doneJobs },
  )
  const write = new Worker(
    'messages',
    async ({ data }) => {
      const message = { to: data.userId, subject, trigger: data.properties }
      written(await redis.hset('outbox', data.messageId, JSON.stringify(message)))
    },
    { connection, concurrency, ...doneJobs },
  )

  return {
    append: (some) =>
      orders.addBulk(some.map((order) => ({ name: 'order', data: order, opts: { jobId: order.messageId } }))),
    messages: () => redis.hlen('outbox'),
    async close() {
      await Promise.all([decide.close(), write.close(), orders.close(), messages.close()])
      redis.disconnect()
    },
  }
}
