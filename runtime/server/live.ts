import type { Request, Response } from 'express'
import type { Server } from './server.ts'

const atMostEvery = 500
// A proxy gives up on a silent connection.
const heartbeatEvery = 15_000
/** A page whose stream ended asks again after so long. */
const retryAfter = 1_000

/**
 * Live numbers as server-sent events: `status`, and `stats` of one workflow. Looks after a commit, at most twice a second, and says only
 * what differs from what it said last.
 *
 * - open: entered by the request; says everything once.
 * - quiet: nothing was committed since the last look.
 * - waiting: something was; the next look is planned. Left by the look.
 * - closed: the page is gone, the store was changed for another or the server stops.
 */
export function live(server: Server): (request: Request, response: Response) => void {
  return (request, response) => {
    const workflow = typeof request.query.workflow === 'string' ? request.query.workflow.slice(0, 200) : undefined
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write(`retry: ${retryAfter}\n\n`)
    const said = new Map<string, string>()
    let lastLook = 0
    let planned: NodeJS.Timeout | undefined
    let isOpen = true
    const say = (event: string, value: unknown) => {
      const data = JSON.stringify(value)
      if (!isOpen || said.get(event) === data) return
      said.set(event, data)
      response.write(`event: ${event}\ndata: ${data}\n\n`)
    }
    const look = async () => {
      planned = undefined
      lastLook = server.wall()
      try {
        say('status', await server.status())
        const stats = workflow === undefined ? undefined : await server.store().pages.stats(workflow)
        if (stats) say('stats', stats)
      } catch (error) {
        // The thread is gone or the store is closing: the page asks again by itself.
        close()
        if (!server.isStopping()) server.report(error)
      }
    }
    const plan = () => {
      planned ??= setTimeout(look, Math.max(0, lastLook + atMostEvery - server.wall()))
    }
    const close = () => {
      isOpen = false
      clearTimeout(planned)
      clearInterval(heartbeat)
      stopListening()
      response.end()
    }
    const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatEvery)
    const stopListening = server.onChange(plan, close)
    request.on('close', close)
    void look()
  }
}
