import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../../runtime/config.ts'
import { type Server, startServer } from '../../runtime/server/server.ts'

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
}

/** The real server in the test's own process, on a port and a folder that nobody else has. */
export interface TestServer {
  readonly server: Server
  readonly url: string
  readonly data: string
  /** Defects that it reported: none, unless a test expects one. */
  readonly reported: readonly unknown[]
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  /** A request to ingest with the server's own write key. */
  ingest(call: string, body: unknown, headers?: Record<string, string>): Promise<Answered>
  /** Ends it and starts another over the same folder. */
  restart(): Promise<TestServer>
  close(): Promise<void>
}

export async function openServer(also: Partial<Config> = {}, folder?: string): Promise<TestServer> {
  const data = folder ?? mkdtempSync(join(tmpdir(), 'perennial-server-'))
  const read = readConfig({}, {})
  if (!('config' in read)) throw new Error(read.problems.join(' '))
  const config: Config = { ...read.config, port: 0, data, ...also }
  const reported: unknown[] = []
  const server = await startServer({
    config,
    report: (error) => reported.push(error),
    died: (error) => reported.push(error),
  })
  const url = await server.listen()

  const request: TestServer['request'] = async (method, path, body, headers = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    const answer = await fetch(url + path, {
      method,
      headers: { ...(method === 'GET' ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined }
  }
  const sources = (await request('GET', '/api/sources')).body.items as { kind: string; key: string }[]
  const key = sources.find(({ kind }) => kind === 'server')?.key ?? ''
  return {
    server,
    url,
    data,
    reported,
    request,
    ingest: (call, body, headers = {}) =>
      request('POST', `/v1/${call}`, body, { authorization: `Basic ${btoa(`${key}:`)}`, ...headers }),
    async restart() {
      await server.close()
      return openServer(also, data)
    },
    async close() {
      await server.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
