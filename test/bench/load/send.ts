import { connect, type Socket } from 'node:net'
import { batchesOf } from './batchesOf.ts'
import { type Said, shopEvents } from './shopEvents.ts'

/** The load generator, a process of its own: node send.ts SENDING. It writes HTTP by hand, because on a shared machine its cost is measured too. */
export interface Sending {
  readonly port: number
  readonly key: string
  readonly perRequest: number
  readonly connections: number
  readonly count: number
  readonly seed: number
  readonly customers: number
}

export interface Sent {
  readonly perSecond: number
  /** Milliseconds from a request to its acknowledgement. */
  readonly p50: number
  readonly p99: number
}

async function send(sending: Sending): Promise<Sent> {
  const requests = [...batchesOf(shopEvents(sending), sending.perRequest)].map((batch) => requestOf(batch, sending))
  const took: number[] = []
  let next = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: sending.connections }, async () => {
      const connection = await Connection.open(sending.port)
      while (next < requests.length) {
        const asked = performance.now()
        await connection.ask(requests[next++]!)
        took.push(performance.now() - asked)
      }
      connection.close()
    }),
  )
  const seconds = (performance.now() - start) / 1000
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))]!
  return { perSecond: sending.count / seconds, p50: at(0.5), p99: at(0.99) }
}

function requestOf(batch: readonly Said[], { key, perRequest }: Sending): Buffer {
  const body = JSON.stringify(perRequest === 1 ? batch[0] : { batch })
  const path = perRequest === 1 ? `/v1/${batch[0]!.type}` : '/v1/batch'
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** One connection, one request at a time. */
class Connection {
  readonly #socket: Socket
  #came = ''
  #answered: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(new Connection(socket)))
      socket.once('error', reject)
    })
  }

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#take(chunk))
    socket.on('error', (error) => this.#failed?.(error))
    socket.on('close', () => this.#failed?.(new Error('the server closed the connection')))
  }

  ask(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.end()
  }

  #take(chunk: string): void {
    this.#came += chunk
    const end = this.#came.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(this.#came)?.[1] ?? 0)
    if (this.#came.length < end + 4 + length) return
    const answer = this.#came
    this.#came = ''
    if (answer.startsWith('HTTP/1.1 200')) this.#answered?.()
    else this.#failed?.(new Error(answer.slice(0, 500)))
  }
}

if (import.meta.main) console.log(JSON.stringify(await send(JSON.parse(process.argv[2]!) as Sending)))
