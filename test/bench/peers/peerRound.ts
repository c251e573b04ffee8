import { batchesOf } from '../load/batchesOf.ts'
import { cpuOfAll } from '../load/cpuTime.ts'
import { batch, delayMs, orders } from '../load/orders.ts'
import type { RunningPeer, StartPeer } from './peers.ts'

/** A round of a peer in a process of its own, the client: node peerRound.ts MODULE COUNT SOCKET SERVER. Answers with a line of JSON. */
export interface PeerRound {
  /** Net of the delay. */
  readonly runsPerSecond: number
  /** Seconds of processor time that client and server took together. */
  readonly runsPerCpuSecond: number
}

const [module, size, socket, server] = process.argv.slice(2) as [string, string, string, string]
const count = Number(size)
const warmUp = count / 4

const outbox = { messages: 0, filled: Promise.withResolvers<void>(), wanted: 0 }
const { start }: { start: StartPeer } = await import(`./${module}`)
const peer = await start(socket, (messages) => {
  outbox.messages += messages
  if (outbox.messages >= outbox.wanted) outbox.filled.resolve()
})
await letRun(peer, warmUp, 0)
const cpuBefore = cpuSeconds()
const milliseconds = await letRun(peer, count, warmUp)
const cpu = cpuSeconds() - cpuBefore
const messages = await peer.messages()
if (messages !== warmUp + count) throw new Error(`of ${warmUp + count} orders ${messages} have a message in the outbox`)
await peer.close()
const round: PeerRound = {
  runsPerSecond: count / ((milliseconds - delayMs) / 1_000),
  runsPerCpuSecond: count / cpu,
}
console.log(JSON.stringify(round))

/** From the first order to the last message in the outbox. */
async function letRun(peer: RunningPeer, count: number, first: number): Promise<number> {
  outbox.wanted += count
  outbox.filled = Promise.withResolvers()
  const batches = [...batchesOf(orders(count, first), batch)]
  const start = performance.now()
  for (const some of batches) await peer.append(some)
  await outbox.filled.promise
  return performance.now() - start
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + cpuOfAll(Number(server))
}
