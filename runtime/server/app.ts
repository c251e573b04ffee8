import { join } from 'node:path'
import express, { type Express } from 'express'
import helmet from 'helmet'
import { openApi } from '../../shared/api/openapi.ts'
import { Refusal } from '../../shared/problem.ts'
import type { Secrets } from '../deliver/secrets.ts'
import { Overloaded } from '../overloaded.ts'
import { Conflict, DiskFull } from '../storage/port.ts'
import { handlers } from './api/index.ts'
import { apiDocs } from './apiDocs.ts'
import { bind, Declined } from './bind.ts'
import { decideConsent } from './decideConsent.ts'
import { guard } from './guard.ts'
import { live } from './live.ts'
import { sendProblem } from './problemDocument.ts'
import type { Server } from './server.ts'
import { staticFiles } from './staticFiles.ts'
import type { Store } from './store.ts'
import { trackingRoutes } from './tracking.ts'
import { unsubscribePages } from './unsubscribe.ts'

/** Everything that a server answers with but ingest and what watches over it: the pages of customers, the API, the editor. */
export function appOf(server: Server, stores: () => readonly Store[], secrets: Secrets): Express {
  const app = express()
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple')
  app.use(
    unsubscribePages({
      secret: secrets.links,
      storeName: (kind) =>
        stores()
          .find((store) => store.kind === kind)
          ?.settings().name ?? '',
      decide: (decision) => decideConsent(stores(), decision),
      onError: server.report,
    }),
  )
  app.use(trackingRoutes({ secret: secrets.tracking, stores, onError: server.report }))
  app.use(helmet(headers))
  app.use('/api', guard(server.config.publicUrl))
  app.get('/api/openapi.json', (_, response) => {
    response.set('cache-control', 'no-cache').json(openApi(server.url()))
  })
  app.get('/api/docs', (_, response) => apiDocs(response, server.url()))
  app.get('/api/live', live(server))
  bind(app, handlers, server)
  staticFiles(app, join(import.meta.dirname, '..', '..', 'editor', 'dist'))
  app.use((error: unknown, request: express.Request, response: express.Response, _next: express.NextFunction) => {
    request.resume()
    if (error instanceof Refusal) {
      const also = error instanceof Declined ? error.also : {}
      return sendProblem(
        response,
        error.status,
        error.problems,
        error.status === 413 ? { connection: 'close' } : {},
        also,
      )
    }
    if (error instanceof Overloaded) return sendProblem(response, 429, [], { 'retry-after': '1' })
    if (error instanceof DiskFull || error instanceof Conflict || server.isStopping())
      return sendProblem(response, 503, [], { 'retry-after': '5' })
    const { status } = error as { status?: unknown }
    // Express refuses addresses that it cannot decode, and files outside the folder.
    if (typeof status === 'number' && status >= 400 && status < 500) return sendProblem(response, status)
    if (request.destroyed && !request.complete) return response.destroy()
    server.report(error)
    sendProblem(response, 500)
  })
  return app
}

// Mails are shown in a frame that inherits this: their styles are inline, and their images come from anywhere once a person asks for them.
const headers = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'https:', 'http:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
    },
  },
  // There is no TLS here; whoever puts a proxy with it in front says so there.
  strictTransportSecurity: false,
} as const
