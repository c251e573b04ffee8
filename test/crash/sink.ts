import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'

/** A system that receives webhooks and honours their key: the second of a kind changes nothing, and is counted. */
export interface Sink {
  /** `127.0.0.1:port`, as PERENNIAL_ALLOW_TARGETS names it. */
  readonly target: string
  readonly url: string
  /** The keys that told of each order: one, if each effect happened once. */
  keysOf(order: string): readonly string[]
  readonly orders: number
  /** Deliveries that came again under a key that was taken. */
  readonly repeats: number
  close(): Promise<void>
}

export interface SinkOptions {
  /** Milliseconds until it answers. */
  answersAfter(): number
  /** Whether it answers 503 to the first delivery of this order. */
  isBusy(order: string): boolean
  /** Told of each delivery that it has begun, that it is here, and that this was said. */
  reached(point: 'begun' | 'received' | 'answered'): void
}

export async function openSink({ answersAfter, isBusy, reached }: SinkOptions): Promise<Sink> {
  const keys = new Set<string>()
  const byOrder = new Map<string, string[]>()
  const turnedAway = new Set<string>()
  let repeats = 0
  const server = createServer(async (request, response) => {
    reached('begun')
    const body = await bodyOf(request)
    if (body === undefined) return
    const key = String(request.headers['webhook-id'])
    const order = (JSON.parse(body) as { trigger: { order_id: string } }).trigger.order_id
    if (!turnedAway.has(key) && isBusy(order)) {
      turnedAway.add(key)
      response.writeHead(503).end()
      return
    }
    if (keys.has(key)) repeats++
    else {
      keys.add(key)
      const known = byOrder.get(order)
      if (known) known.push(key)
      else byOrder.set(order, [key])
    }
    reached('received')
    // Kills also fall between an effect and its answer.
    setTimeout(() => response.writeHead(204).end(() => reached('answered')), answersAfter())
  })
  server.on('clientError', (_, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The sink has no port.')
  const target = `127.0.0.1:${address.port}`
  return {
    target,
    url: `http://${target}/orders`,
    keysOf: (order) => byOrder.get(order) ?? [],
    get orders() {
      return byOrder.size
    },
    get repeats() {
      return repeats
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A request that a kill cut off was never received. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let body = ''
  try {
    for await (const chunk of request.setEncoding('utf8')) body += chunk
  } catch {
    return undefined
  }
  return request.complete ? body : undefined
}
