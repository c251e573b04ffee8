import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Workflow } from '../../shared/workflow.ts'
import { type Clock, simulatedClock, wallClock } from '../clock.ts'
import type { DeliveryChannel } from '../deliver/channels/channel.ts'
import { emailChannel } from '../deliver/channels/email.ts'
import { webhookChannel } from '../deliver/channels/webhook.ts'
import { Delivery } from '../deliver/deliver.ts'
import { type DkimKey, dkimKeyIn } from '../deliver/dkimKey.ts'
import type { MailFrame } from '../deliver/mail/composeMail.ts'
import type { Engine } from '../engine.ts'
import type { ControlChange, ControlResult, StoreSettings } from '../storage/control.ts'
import type { Pages } from '../storage/pages.ts'
import { Backups } from './backups.ts'
import { type Changed, startEngineThread } from './engineClient.ts'
import { createReader } from './readerClient.ts'
import { Sources } from './sources.ts'
import { forgetWorld } from './world.ts'

/** One data folder while it is open: its engine, its pages, its delivery. Nothing of a store lives anywhere else. */
export interface Store {
  readonly kind: 'own' | 'demo'
  readonly clock: 'wall' | 'data'
  readonly engine: Engine
  readonly pages: Pages
  readonly sources: Sources
  readonly frame: MailFrame
  /** Whether mails can leave: a server is set and this store may use it. */
  readonly sendsMail: boolean
  readonly dkimKey: DkimKey
  readonly backups: Backups
  /** The newest settings. */
  settings(): StoreSettings
  /** A change of control state, with what the main thread keeps of it brought up to date. */
  control(change: ControlChange): Promise<ControlResult>
  /** Begins to send. Until then messages wait in the outbox. */
  deliver(): Promise<void>
  /** Somebody will want to read soon. */
  foresee(): void
  close(): Promise<void>
}

export interface StoreOptions {
  readonly kind: 'own' | 'demo'
  readonly folder: string
  /** The clock that a new store is born with. */
  readonly clock: 'wall' | 'data'
  /** Milliseconds of absence after which timers and marketing wait for a person. */
  readonly holdAfter: number
  readonly smtpUrl: string | null
  readonly allowTargets: readonly string[]
  readonly frame: MailFrame
  readonly changed: (what: Changed) => void
  readonly held: (isHeld: boolean) => void
  readonly report: (error: unknown) => void
  readonly died: (error: Error) => void
}

export async function openStore(options: StoreOptions): Promise<Store> {
  const { kind, folder, frame, report, died } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const dkimKey = dkimKeyIn(folder)
  const file = join(folder, 'perennial.db')
  let heard = (_: Changed) => {}
  const reader = createReader({ file, died })
  const { engine, opening } = await startEngineThread({
    file,
    clock: options.clock,
    holdAfter: options.holdAfter,
    namesKey: frame.secrets.names,
    changed: (what) => heard(what),
    letGo: reader.letGo,
    report,
    died,
  })
  const { pages } = reader
  const { clockKind, now, held } = opening.standing

  const sources = new Sources()
  for (const source of opening.sources) if (source.revokedAt === null) sources.add(source)
  let { settings } = opening

  const own = clockKind === 'data' ? simulatedClock(now) : undefined
  const clock: Clock = own ?? wallClock
  const { smtpUrl } = options
  const email = smtpUrl === null ? undefined : emailChannel({ url: smtpUrl, clockKind, frame, dkimKey })
  const webhook = webhookChannel({
    secret: frame.secrets.webhooks,
    guard: { allow: options.allowTargets, loopbackOnly: clockKind === 'data' },
    worker: frame.worker,
    wall: wallClock,
  })
  const channels: readonly DeliveryChannel[] = email ? [email, webhook] : [webhook]
  const delivery = new Delivery({
    channels,
    clock,
    random: Math.random,
    onError: report,
    engine: {
      claim: engine.claim,
      settle: engine.settle,
      keepLinks: engine.keepLinks,
      abandoned: engine.abandoned,
      append: async (entries) => void (await engine.append(entries)),
      settings: () => settings,
      async version(workflow, version) {
        const published = await pages.version(workflow, version)
        return published
          ? { document: JSON.parse(published.document) as Workflow, compiled: published.compiled }
          : undefined
      },
    },
  })

  let starting = Promise.resolve()
  let isHeld = false
  const noticeHold = (now: boolean) => {
    if (now !== isHeld) options.held(now)
    isHeld = now
  }
  heard = (what) => {
    const goesOn = isHeld && !what.held
    noticeHold(what.held)
    if (what.outbox || goesOn) delivery.wake()
    if (own) engine.standing().then((standing) => own.advanceTo(standing.now), report)
    options.changed(what)
  }
  noticeHold(held !== null)
  const store: Store = {
    kind,
    clock: clockKind,
    engine,
    pages,
    sources,
    frame,
    sendsMail: email !== undefined,
    dkimKey,
    backups: new Backups(engine, folder),
    settings: () => settings,
    async control(change) {
      const result = await engine.control(change)
      if (!result.ok) return result
      if (change.do === 'createSource') sources.add(change)
      if (change.do === 'revokeSource') sources.revoke(change.id)
      if (change.do === 'saveSettings') settings = change.settings
      forgetWorld(store, change)
      if (
        change.do === 'saveSettings' ||
        change.do === 'retryMessage' ||
        change.do === 'advanceClock' ||
        change.do === 'setWorkflowState'
      )
        delivery.wake()
      return result
    },
    async deliver() {
      starting = delivery.start()
      await starting
    },
    foresee: reader.open,
    async close() {
      // Only what has begun can be ended.
      await starting.catch(() => {})
      await delivery.stop()
      await engine.close()
      await pages.close()
    },
  }
  return store
}
