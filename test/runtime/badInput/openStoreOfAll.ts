import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { readConfig } from '../../../runtime/config.ts'
import { type Server, startServer } from '../../../runtime/server/server.ts'
import { mjml, node, workflow } from '../../shared/drafts.ts'
import type { Named } from './routesOfAll.ts'

/** A real server over a store that holds one of everything, for requests that nobody should send. */
export interface StoreOfAll {
  readonly url: string
  readonly port: number
  readonly server: Server
  /** An id of something that is there, for each parameter of a path. */
  readonly named: Named
  readonly writeKey: string
  /** What the server reported as its own fault: every 500 is one. */
  readonly faults: readonly unknown[]
  send(call: Call): Promise<Answer>
  /** Sends JSON and reads JSON; an answer that is not 2xx is thrown, with its body. */
  ask<Value>(method: string, path: string, body?: unknown, headers?: OutgoingHttpHeaders): Promise<Value>
  /** Everything that was accepted is folded. */
  folded(): Promise<void>
  close(): Promise<void>
}

export interface Call {
  readonly method?: string
  readonly path: string
  /** Sent as it is: bytes, text, or nothing. */
  readonly body?: Buffer | string
  readonly headers?: OutgoingHttpHeaders
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export const json = { 'content-type': 'application/json' }

export async function openStoreOfAll(clock: 'wall' | 'data' = 'wall'): Promise<StoreOfAll> {
  const data = mkdtempSync(join(tmpdir(), 'perennial-bad-input-'))
  const { config } = readConfig({ PERENNIAL_PORT: '0', PERENNIAL_DATA: data, PERENNIAL_CLOCK: clock }, {}) as Extract<
    ReturnType<typeof readConfig>,
    { config: object }
  >
  const faults: unknown[] = []
  const fault = (error: unknown) => void faults.push(error)
  const server = await startServer({ config, report: fault, died: fault })
  const url = await server.listen()
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const send = sender(url, agent)

  const store = {
    url,
    port: Number(new URL(url).port),
    server,
    faults,
    send,
    async ask<Value>(method: string, path: string, body?: unknown, headers: OutgoingHttpHeaders = {}) {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const answer = await send({
        method,
        path,
        headers: { ...json, ...headers },
        ...(text === undefined ? {} : { body: text }),
      })
      if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.text}`)
      return JSON.parse(answer.text) as Value
    },
    folded: () => server.store().engine.idle(),
    async close() {
      agent.destroy()
      await server.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
  const sources = await store.ask<{ items: { kind: string; key: string }[] }>('GET', '/api/sources')
  const writeKey = sources.items.find(({ kind }) => kind === 'server')!.key
  return { ...store, writeKey, named: { ...(await fill(store, writeKey)), parked: setAside(data) } }
}

/** Basic authorisation by a write key, as Segment's clients send it. */
export const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`

/** A workflow that rests, after a mail to everyone who signs up. */
export const welcome = workflow(
  [
    node('event-1', 'event', { event: 'Signed Up' }, { next: 'email-2' }),
    node(
      'email-2',
      'email',
      { subject: 'Hello {{ trigger.text | default: "you" }}', purpose: 'transactional', mjml: mjml('Hello') },
      { next: 'delay-3' },
    ),
    node('delay-3', 'delay', { for: 'P1D' }, { next: 'exit-4' }),
    node('exit-4', 'exit', { reason: 'Done' }),
  ],
  { id: 'welcome', title: 'Welcome', nextId: 5, settings: { reentry: { rule: 'always' } } },
)

async function fill(
  { ask, send, folded }: Omit<StoreOfAll, 'named' | 'writeKey'>,
  key: string,
): Promise<Omit<Named, 'parked'>> {
  const first = async (path: string, id: string) => {
    const { items } = await ask<{ items: Record<string, unknown>[] }>('GET', path)
    if (items[0]?.[id] === undefined)
      throw new Error(`${path} lists nothing yet, so that nothing can be asked of one of them.`)
    return String(items[0][id])
  }
  await ask('POST', '/api/workflows', { document: welcome })
  await ask('POST', '/api/workflows/welcome/publish', { revision: 1 })
  const when = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }
  const segment = await ask<{ id: string }>('POST', '/api/segments', { title: 'Buyers', when })
  const source = await ask<{ id: string }>('POST', '/api/sources', { name: 'Spare', kind: 'server' })
  const batch = [
    { type: 'identify', userId: 'ada', traits: { firstName: 'Ada', email: 'ada@example.com' } },
    { type: 'track', userId: 'ada', event: 'Signed Up', properties: { text: 'Ada' } },
    { type: 'track', userId: 'ada' },
  ]
  await send({
    method: 'POST',
    path: '/v1/batch',
    headers: { authorization: basic(key) },
    body: JSON.stringify({ batch }),
  })
  await folded()
  return {
    workflow: 'welcome',
    version: '1',
    segment: segment.id,
    source: source.id,
    customer: await first('/api/customers', 'id'),
    run: await first('/api/runs', 'id'),
    message: await first('/api/messages', 'key'),
    refused: await first('/api/refused', 'id'),
  }
}

/** No entry fails by itself: one is set aside as the fold of a Perennial with a defect would have done it. */
function setAside(data: string): string {
  const db = new SQLite(join(data, 'perennial.db'))
  const seq = db.prepare<[], number>('select max(seq) from entry where kind > 0').pluck().get()
  db.prepare("insert into parked (partition, seq, customer, what, why) values (0, ?, 0, 'event', 'a defect')").run(seq)
  db.close()
  return String(seq)
}

function sender(url: string, agent: Agent): StoreOfAll['send'] {
  const { hostname, port } = new URL(url)
  const send: StoreOfAll['send'] = (call) =>
    new Promise((resolve, reject) => {
      const { method = 'GET', path, body, headers = {} } = call
      const length =
        body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) }
      const asked = request({ agent, hostname, port, method, path, headers: { ...length, ...headers } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      })
      // A connection that the server has let go meanwhile is no answer.
      asked.on('error', (error: NodeJS.ErrnoException) =>
        asked.reusedSocket && error.code === 'ECONNRESET' ? resolve(send(call)) : reject(error),
      )
      asked.end(body)
    })
  return send
}
