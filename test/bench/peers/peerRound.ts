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
const warmUpMs = 3_000

const outbox = { messages: 0, filled: Promise.withResolvers<void>(), wanted: 0 }
const { start }: { start: StartPeer } = await import(`./${module}`)
const peer = await start(socket, (messages) => {
  outbox.messages += messages
  if (outbox.messages >= outbox.wanted) outbox.filled.resolve()
})

// The small size, which is one batch, is not measured.
let taken = 0
for (let warm = 0; warm < warmUpMs && count > batch; taken += count / 4) warm += await letRun(peer, count / 4, taken)
const cpuBefore = cpuSeconds()
const milliseconds = await letRun(peer, count, taken)
const cpu = cpuSeconds() - cpuBefore
const messages = await peer.messages()
if (messages !== taken + count) throw new Error(`of ${taken + count} orders ${messages} have a message in the outbox`)
await peer.close()
const round: PeerRound = {
  runsPerSecond: count / (milliseconds / 1_000),
  runsPerCpuSecond: count / cpu,
}
console.log(JSON.stringify(round))

/** Milliseconds from the first order to the last message in the outbox, net of the delay. */
async function letRun(peer: RunningPeer, count: number, first: number): Promise<number> {
  outbox.wanted += count
  outbox.filled = Promise.withResolvers()
  const batches = [...batchesOf(orders(count, first), batch)]
  const start = performance.now()
  for (const some of batches) await peer.append(some)
  await outbox.filled.promise
  return performance.now() - start - delayMs
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + cpuOfAll(Number(server))
}
