import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Standing } from '../engine.ts'
import { sendProblem } from './problemDocument.ts'

interface ProbesOptions {
  /** Which process this is, for whoever has only its address. */
  readonly instance: string
  /** Of one's own store, whatever the editor shows. */
  readonly standing: () => Promise<Standing>
  readonly isStopping: () => boolean
  readonly report: (error: unknown) => void
}

/**
 * What watches over a server asks these: `/health`, whether the process answers, and `/ready`, whether events are taken. They answer before
 * anything else is loaded. Gives whether the request was theirs.
 */
export function probes({ instance, standing, isStopping, report }: ProbesOptions) {
  const ready = async (response: ServerResponse) => {
    if (isStopping()) return sendProblem(response, 503)
    try {
      const { behind, held } = await standing()
      send(response, { ready: true, held: held !== null, behind })
    } catch (error) {
      if (!isStopping()) report(error)
      sendProblem(response, 503)
    }
  }
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const [path] = (request.url ?? '').split('?')
    if (path === '/ready') void ready(response)
    else if (path === '/health') send(response, { alive: true, instance })
    else return false
    request.resume()
    return true
  }
}

function send(response: ServerResponse, answer: object): void {
  const body = JSON.stringify(answer)
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}
