import { mkdirSync } from 'node:fs'
import type { Server as HttpServer } from 'node:http'
import { join } from 'node:path'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { z } from 'zod'
import type * as models from '../../shared/api/models.ts'
import { openApi } from '../../shared/api/openapi.ts'
import { Refusal } from '../../shared/problem.ts'
import { wallClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { MailWorker } from '../deliver/mail/worker.ts'
import { readSecrets, type Secrets } from '../deliver/secrets.ts'
import { Overloaded } from '../overloaded.ts'
import { Conflict, DiskFull } from '../storage/port.ts'
import { removeAddress, writeAddress } from './address.ts'
import { handlers } from './api/index.ts'
import { apiDocs } from './apiDocs.ts'
import { bind, Declined } from './bind.ts'
import { decideConsent } from './decideConsent.ts'
import { type Demo, demoOf } from './demo.ts'
import { freeDisk } from './freeDisk.ts'
import { guard } from './guard.ts'
import { ingestRoute } from './ingestRoute.ts'
import { live } from './live.ts'
import { sendProblem } from './problemDocument.ts'
import { staticFiles } from './staticFiles.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'
import { trackingRoutes } from './tracking.ts'
import { unsubscribePages } from './unsubscribe.ts'

// An import would make Node load all that belongs to HTTP, a WebSocket client and fetch too, which is a tenth of a start.
const { createServer } = process.getBuiltinModule('node:http')

/** A running Perennial, as its routes see it. */
export interface Server {
  readonly config: Config
  readonly demo: Demo
  /** Templates run here and nowhere else. */
  readonly mail: MailWorker
  /** The store that is open in the editor: one's own, or the demo's. The command line names its own. */
  store(which?: 'own'): Store
  status(): Promise<z.infer<typeof models.Status>>
  /** Calls back after commits, and once when what is shown is gone; the answer ends it. */
  onChange(changed: () => void, gone: () => void): () => void
  /** Tells open pages to ask again, because another store is open. */
  switched(): void
  report(error: unknown): void
  wall(): number
  isStopping(): boolean
  /** Where it listens, once it does. */
  url(): string
  listen(): Promise<string>
  close(): Promise<void>
}

export interface ServerOptions {
  readonly config: Config
  readonly report: (error: unknown) => void
  /** A thread of a store ended by itself: nothing can go on. */
  readonly died: (error: Error) => void
  /** Timers and marketing of a store are held, or go on. */
  readonly held?: (isHeld: boolean) => void
  /** Requests are taken at this address. */
  readonly listening?: (url: string) => void
}

/**
 * A server over one data folder.
 *
 * - opening: takes the folder and folds what a crash left; a folder that another process holds is refused with Conflict.
 * - listening: by `listen`. `/ready` answers 200, and messages leave: their links need the address. A command that opens the folder for a
 *   moment never listens, and sends nothing.
 * - stopping: by `close`. `/ready` and ingest answer 503, live pages are let go; what was accepted is folded and committed, deliveries that
 *   began come to their end, the folder is let go.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, report, died, held = () => {}, listening = () => {} } = options
  mkdirSync(config.data, { recursive: true, mode: 0o700 })
  const secrets = readSecrets(config.data)
  const mail = new MailWorker()
  const listeners = new Set<{ changed: () => void; gone: () => void }>()
  let stopping = false
  let url = config.publicUrl ?? ''
  const openFolder = (options: Pick<StoreOptions, 'kind' | 'folder' | 'clock'>) =>
    openStore({
      ...options,
      holdAfter: config.holdAfter,
      smtpUrl: options.kind === 'own' ? config.smtpUrl : null,
      allowTargets: options.kind === 'own' ? config.allowTargets : [],
      frame: {
        worker: mail,
        secrets,
        store: options.kind,
        // Known once the server listens; nothing is delivered before.
        get publicUrl() {
          return config.publicUrl ?? url
        },
      },
      changed: () => {
        for (const { changed } of listeners) changed()
      },
      held,
      report,
      died,
    })

  const opening = openFolder({ kind: 'own', folder: config.data, clock: config.clock })
  const openDemo = async () => {
    const opened = await openFolder({ kind: 'demo', folder: join(config.data, 'demo'), clock: 'data' })
    await opened.deliver()
    return opened
  }
  const demo = demoOf(openDemo, report)
  const stores = () => [own, ...(demo.store() ? [demo.store()!] : [])]

  const server: Server = {
    config,
    demo,
    mail,
    store: (which) => (which === 'own' ? own : (demo.openStore() ?? own)),
    status: () => statusOf(server.store(), demo),
    onChange(changed, gone) {
      const listener = { changed, gone }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    switched() {
      for (const { gone } of [...listeners]) gone()
    },
    report,
    wall: wallClock.now,
    isStopping: () => stopping,
    url: () => url,
    async listen() {
      await listenOn(http, config)
      const address = http.address()
      const port = typeof address === 'object' && address ? address.port : config.port
      url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
      writeAddress(config.data, url)
      listening(url)
      await own.deliver()
      return url
    },
    async close() {
      stopping = true
      if (http.listening) removeAddress(config.data)
      server.switched()
      const closed = http.listening ? new Promise((resolve) => http.close(resolve)) : undefined
      http.closeIdleConnections()
      // A client that keeps its request open must not keep the process.
      const impatient = setTimeout(() => http.closeAllConnections(), 5_000)
      await demo.close()
      await closed
      clearTimeout(impatient)
      await own.close()
      await mail.close()
    },
  }

  const app = routesOf(server, stores, secrets)
  const ingest = ingestRoute({
    stores,
    wall: wallClock.now,
    isStopping: () => stopping,
    hasRoom: freeDisk(config.data, wallClock.now),
    report,
  })
  const http: HttpServer = createServer((request, response) => {
    if (!ingest(request, response)) app(request, response)
  })
  // A client has this long to say what it wants.
  http.requestTimeout = 60_000
  http.headersTimeout = 20_000

  // Everything above was made while the engine opens the store.
  const own = await opening
  return server
}

function routesOf(server: Server, stores: () => readonly Store[], secrets: Secrets): Express {
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
  app.get('/health', (_, response) => {
    response.set('cache-control', 'no-store').json({ alive: true })
  })
  app.get('/ready', async (_, response) => {
    if (server.isStopping()) return sendProblem(response, 503)
    const { behind, held } = await server.store().engine.standing()
    response.set('cache-control', 'no-store').json({ ready: true, held: held !== null, behind })
  })
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

async function statusOf(store: Store, demo: Demo): Promise<z.infer<typeof models.Status>> {
  const [standing, counts] = await Promise.all([store.engine.standing(), store.pages.counts()])
  const { held, now } = standing
  const heldUp = held && (await store.pages.heldUp({ since: held.since, now }))
  const { customers, events, workflows, refused, parked } = counts
  return {
    store: store.kind,
    name: store.settings().name,
    clock: store.clock,
    now: new Date(now).toISOString(),
    behind: standing.behind,
    smtp: store.sendsMail,
    held: held !== null,
    hold: held && heldUp && { since: new Date(held.since).toISOString(), why: held.why, ...heldUp },
    playing: store.kind === 'demo' && demo.isPlaying(),
    customers,
    events,
    workflows,
    refused,
    parked,
  }
}

function listenOn(http: HttpServer, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve()
    })
  })
}
