import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { engineOn, prepareStore } from '../load/engineOn.ts'
import type { Sending, Sent } from '../load/send.ts'
import { perennial, started } from '../load/serverOn.ts'
import { entryOf, shopEvents } from '../load/shopEvents.ts'
import type { Measured, Size, Trial } from '../trial.ts'

const customers = { small: 100, usual: 5_000, full: 50_000 } satisfies Record<Size, number>

/** Events over HTTP, one a request, over 64 connections; the acknowledgement comes when they are on disk. */
export const ingestHttp1 = ingestHttp({
  name: 'ingest-http-1',
  perRequest: 1,
  connections: 64,
  counts: { small: 640, usual: 3_200, full: 100_000 },
})

/** Milliseconds from a request to its acknowledgement, at the 99th percentile, with one event a request. */
export const ackP99: Trial = ingestHttp({
  onlyFull: true,
  name: 'ack-p99',
  perRequest: 1,
  connections: 64,
  counts: { small: 640, usual: 3_200, full: 100_000 },
  figure: 'p99',
})

/** The same with 100 events a request. */
export const ingestHttp100 = ingestHttp({
  name: 'ingest-http-100',
  perRequest: 100,
  connections: 16,
  counts: { small: 1_600, usual: 16_000, full: 300_000 },
})

interface Kind {
  readonly name: string
  readonly perRequest: number
  readonly connections: number
  readonly counts: Record<Size, number>
  /** What the trial is about; absent: events a second. */
  readonly figure?: 'p99'
  readonly onlyFull?: true
}

function ingestHttp({ name, perRequest, connections, counts, figure, onlyFull }: Kind): Trial {
  const sending = (size: Size, port: number, key: string): Sending => ({
    port,
    key,
    perRequest,
    connections,
    count: counts[size],
    seed: 1,
    customers: customers[size],
  })
  return {
    name,
    ...(onlyFull && { onlyFull }),
    ...(figure ? { unit: 'ms', lessIsBetter: true } : { unit: 'events/s' }),
    prepare: (file, size) => prepareStore(file, {}, customers[size]),

    async measure(file, size): Promise<Measured> {
      const server = await perennial(file)
      try {
        const answer = await fetch(`http://127.0.0.1:${server.port}/api/sources`)
        const { items } = (await answer.json()) as { items: { kind: string; key: string }[] }
        const { key } = items.find(({ kind }) => kind === 'server')!
        // The server is warm, as after its first seconds.
        await send({ ...sending(size, server.port, key), count: counts[size] / 2, seed: 2 })
        const { perSecond, p50, p99 } = await send(sending(size, server.port, key))
        return figure
          ? { value: p99, also: { 'p50 ms': p50, 'events/s': perSecond } }
          : { value: perSecond, also: { 'ack p50 ms': p50, 'p99 ms': p99 } }
      } finally {
        await server.stop()
      }
    },

    /** Commits of one event each, so that the raw server knows which rows an event means. */
    async record(file, size) {
      const { engine } = await engineOn(file)
      for (const said of shopEvents({ count: counts[size], seed: 1, customers: customers[size] }))
        await engine.append([entryOf(said)])
      await engine.close()
    },

    async limit(file, recorded, size) {
      const server = await started(join(import.meta.dirname, '..', 'limits', 'rawServer.ts'), [file, recorded])
      try {
        const { perSecond, p99 } = await send(sending(size, server.port, 'none'))
        return { value: figure ? p99 : perSecond }
      } finally {
        await server.stop()
      }
    },
  }
}

async function send(sending: Sending): Promise<Sent> {
  const file = join(import.meta.dirname, '..', 'load', 'send.ts')
  const child = spawn(process.execPath, [file, JSON.stringify(sending)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const chunk of child.stdout) said += chunk
  return JSON.parse(said) as Sent
}
