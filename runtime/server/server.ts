import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { Server as HttpServer } from 'node:http'
import { join } from 'node:path'
import type { Express } from 'express'
import type { Status } from '../../shared/api/models/status.ts'
import { wallClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { MailWorker } from '../deliver/mail/worker.ts'
import { readSecrets } from '../deliver/secrets.ts'
import { removeAddress, writeAddress } from './address.ts'
import { type Demo, demoOf } from './demo.ts'
import { freeDisk } from './freeDisk.ts'
import { ingestRoute } from './ingestRoute.ts'
import { probes } from './probes.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'

// An import would make Node load all that belongs to HTTP, a WebSocket client and fetch too, which is a tenth of a start.
const { createServer } = process.getBuiltinModule('node:http')

/** Milliseconds after a start in which senders, who wait, are alone; then what pages need is loaded before somebody asks for one. */
const sendersFirst = 500

/** A running Perennial, as its routes see it. */
export interface Server {
  readonly config: Config
  readonly demo: Demo
  /** Templates run here and nowhere else. */
  readonly mail: MailWorker
  /** The store that is open in the editor: one's own, or the demo's. The command line names its own. */
  store(which?: 'own'): Store
  /** Of the store that is open in the editor, or of another one. */
  status(of?: Store): Promise<Status>
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
  const instance = randomUUID()
  let stopping = false
  let url = config.publicUrl ?? ''
  const changed = () => {
    for (const listener of listeners) listener.changed()
  }
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
      changed,
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
  const demo = demoOf(openDemo, changed, report)
  const stores = () => [own, ...(demo.store() ? [demo.store()!] : [])]

  const server: Server = {
    config,
    demo,
    mail,
    store: (which) => (which === 'own' ? own : (demo.openStore() ?? own)),
    status: (of = server.store()) => statusOf(of, demo),
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
      writeAddress(config.data, { url, instance })
      listening(url)
      await own.deliver()
      if (!stopping) foreseeing = setTimeout(foresee, sendersFirst)
      return url
    },
    async close() {
      stopping = true
      clearTimeout(foreseeing)
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

  let foreseeing: NodeJS.Timeout | undefined
  let app: Promise<Express> | undefined
  const pages = () => {
    app ??= import('./app.ts').then(({ appOf }) => appOf(server, stores, secrets))
    return app
  }
  const foresee = () => {
    own.foresee()
    pages().catch(report)
  }
  const ingest = ingestRoute({
    stores,
    wall: wallClock.now,
    isStopping: () => stopping,
    hasRoom: freeDisk(config.data, wallClock.now),
    report,
  })
  const probe = probes({
    instance,
    standing: () => server.store('own').engine.standing(),
    isStopping: () => stopping,
    report,
  })
  const http: HttpServer = createServer(async (request, response) => {
    if (ingest(request, response) || probe(request, response)) return
    try {
      const app = await pages()
      app(request, response)
    } catch (error) {
      report(error)
      response.destroy()
    }
  })
  // A client has this long to say what it wants.
  http.requestTimeout = 60_000
  http.headersTimeout = 20_000

  // Everything above was made while the engine opens the store.
  const own = await opening
  return server
}

async function statusOf(store: Store, demo: Demo): Promise<Status> {
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
    filling: store.kind === 'demo' && demo.isFilling(),
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
