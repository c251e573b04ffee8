import type { IncomingMessage, ServerResponse } from 'node:http'
import { limits } from '../../shared/limits.ts'
import { parseJson } from '../../shared/parse.ts'
import { Refusal } from '../../shared/problem.ts'
import { isWithdrawal } from '../consentDecisions.ts'
import { accept, type Call, calls } from '../ingest/accept.ts'
import { writeKeyOf } from '../ingest/key.ts'
import { newId } from '../ingest/newId.ts'
import { unpack } from '../ingest/unpack.ts'
import { Overloaded } from '../overloaded.ts'
import { Conflict, DiskFull } from '../storage/port.ts'
import { append } from './keepItems.ts'
import { sendProblem } from './problemDocument.ts'
import { readBody } from './readBody.ts'
import type { KnownSource } from './sources.ts'
import type { Store } from './store.ts'

/** What ingest needs of a server that may hold two stores. */
export interface IngestOptions {
  readonly stores: () => readonly Store[]
  /** The machine's clock. */
  readonly wall: () => number
  readonly isStopping: () => boolean
  readonly hasRoom: () => boolean
  readonly report: (error: unknown) => void
}

// What may be in flight, from its first byte until it is on disk (H26).
const mostBytes = 64_000_000
const mostOfWithdrawal = 64_000
const full = 'Too many events are in flight, or the disk is nearly full.'

/**
 * Segment's HTTP API, in front of everything else because it is asked most. Any origin, authorised by a write key alone, and says
 * nothing about anybody. Gives whether the request was its own.
 */
export function ingestRoute(options: IngestOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  let bytes = 0

  const take = async (call: Call, request: IncomingMessage, response: ServerResponse) => {
    const announced = Number(request.headers['content-length']) || 0
    const isFull = bytes + announced > mostBytes || !options.hasRoom()
    // It may be a withdrawal, which is small; what cannot be one is not read.
    if (isFull && announced > mostOfWithdrawal) throw new Overloaded(full)
    const authorization = request.headers.authorization
    const early = authorization === undefined ? undefined : sourceOf(writeKeyOf(authorization), options.stores())
    let own = 0
    const grow = (more: number) => {
      own += more
      bytes += more
      if (bytes > mostBytes && own > mostOfWithdrawal) throw new Overloaded(full)
    }
    try {
      const body = await readBody(request, limits.bodyBytes, grow)
      const { value, problems } = parseJson(await unpack(body), { unsafe: () => [] })
      if (problems.length > 0) throw new Refusal(problems)
      const { source, store } = early ?? sourceOf(writeKeyOf(undefined, value), options.stores())
      sendJson(response, await keep(store, source, call, value, isFull))
    } finally {
      bytes -= own
    }
  }

  const keep = async (store: Store, source: KnownSource, call: Call, value: unknown, isFull: boolean) => {
    const receivedAt = options.wall()
    const now = store.clock === 'wall' ? receivedAt : (await store.engine.standing()).now
    const arrival = { call, source: source.id, kind: source.kind, receivedAt, now, clock: store.clock }
    const { accepted, refused } = accept(value, { ...arrival, newId: () => newId(receivedAt) })
    const isAllWithdrawn = () =>
      accepted.length > 0 && accepted.every((event) => isWithdrawal({ type: 'event', ...event }))
    if (isFull && !isAllWithdrawn()) throw new Overloaded(full)
    const kept = await append(store, { accepted, refused })
    const shown = kept.refused.filter(({ body }) => body !== '')
    if (shown.length > 0) {
      const more = { at: now, source: source.id, historical: call === 'import' }
      const rows = shown.map(({ problems, body }) => ({ ...more, problems, body }))
      await store.engine.control({ do: 'refuseEvents', refused: rows }).catch((error: unknown) => {
        // The good items are on disk: an error would have them sent again. The reply names the refused ones in any case.
        if (kept.accepted + kept.duplicates === 0) throw error
        options.report(error)
      })
    }
    return {
      success: true,
      accepted: kept.accepted,
      duplicates: kept.duplicates,
      refused: kept.refused.map(({ index, problems }) => ({ index, problems })),
    }
  }

  return (request, response) => {
    const path = pathOf(request)
    if (path !== '/v1' && !path.startsWith('/v1/')) return false
    allowAnyOrigin(request, response)
    const call = callAt(path)
    if (request.method === 'OPTIONS') response.writeHead(204).end()
    else if (!call) refuse(request, response, 404)
    else if (request.method !== 'POST') refuse(request, response, 405, { allow: 'POST, OPTIONS' })
    else if (options.isStopping()) refuse(request, response, 503, { 'retry-after': '1', connection: 'close' })
    else
      take(call, request, response).catch((error: unknown) => {
        request.resume()
        if (error instanceof Refusal) sendProblem(response, error.status, error.problems, closing(error.status))
        else if (error instanceof Overloaded) sendProblem(response, 429, [], { 'retry-after': '1' })
        else if (error instanceof DiskFull || error instanceof Conflict || options.isStopping())
          sendProblem(response, 503, [], { 'retry-after': '5' })
        else if (request.destroyed && !request.complete) response.destroy()
        else {
          options.report(error)
          sendProblem(response, 500)
        }
      })
    return true
  }
}

export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/'
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

function callAt(path: string): Call | undefined {
  const name = path.slice('/v1/'.length).replace(/\/$/, '')
  return Object.hasOwn(calls, name) ? calls[name as keyof typeof calls] : undefined
}

function sourceOf(key: string | undefined, stores: readonly Store[]): { source: KnownSource; store: Store } {
  for (const store of stores) {
    const source = key === undefined ? undefined : store.sources.of(key)
    if (source) return { source, store }
  }
  const code = key === undefined ? 'noWriteKey' : 'unknownWriteKey'
  throw new Refusal([{ code, severity: 'error' }], 401)
}

function allowAnyOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('x-content-type-options', 'nosniff')
  if (request.method !== 'OPTIONS') return
  response.setHeader('access-control-allow-methods', 'POST, OPTIONS')
  response.setHeader(
    'access-control-allow-headers',
    request.headers['access-control-request-headers'] ?? 'content-type',
  )
  response.setHeader('access-control-max-age', '86400')
}

// A body that nobody reads must not keep the connection open.
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
) {
  request.resume()
  sendProblem(response, status, [], headers)
}

const closing = (status: number): Record<string, string> => (status === 413 ? { connection: 'close' } : {})

function sendJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
