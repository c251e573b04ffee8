import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { simulatedClock } from '../../../runtime/clock.ts'
import type { NewEntry, OutcomePayload } from '../../../runtime/commit/entry.ts'
import type { Message } from '../../../runtime/commit/message.ts'
import type { DeliveryEngine, PublishedVersion } from '../../../runtime/deliver/engine.ts'
import type { MailFrame } from '../../../runtime/deliver/mail/composeMail.ts'
import { MailWorker } from '../../../runtime/deliver/mail/worker.ts'
import { initialSettings, type MailLink, type StoreSettings } from '../../../runtime/storage/control.ts'
import type { Claimed, Claims, Retry } from '../../../runtime/storage/port.ts'
import type { Workflow } from '../../../shared/workflow.ts'

export const start = Date.parse('2026-03-02T09:00:00Z')

export const settings: StoreSettings = {
  ...initialSettings,
  name: 'Hazel & Oak',
  sender: 'Hazel & Oak <hello@hazel.example>',
  replyTo: 'care@hazel.example',
}

export const secrets = {
  links: Buffer.alloc(32, 1),
  tracking: Buffer.alloc(32, 4),
  webhooks: `whsec_${Buffer.alloc(32, 2).toString('base64')}`,
  messageIds: Buffer.alloc(32, 3),
  names: Buffer.alloc(32, 4),
}

export function message(n: number, changes: Partial<Message> = {}): Message {
  return {
    key: `${n}-1:email-1:1`,
    customer: n,
    workflow: 'welcome',
    version: 1,
    node: 'email-1',
    run: `${n}-1`,
    channel: 'email',
    purpose: 'marketing',
    address: `person${n}@example.com`,
    values: { customer: { firstName: `Ada <${n}>` }, trigger: {}, store: {} },
    admitted: start,
    sendBefore: start + 15 * 60_000,
    depth: 0,
    ...changes,
  }
}

export const webhook = (n: number, address: string, changes: Partial<Message> = {}): Message =>
  message(n, {
    key: `${n}-1:webhook-2:1`,
    node: 'webhook-2',
    channel: 'webhook',
    purpose: 'transactional',
    address,
    ...changes,
  })

export const mailLines = [
  '<mjml><mj-body><mj-section><mj-column>',
  '  <mj-text>Hello {{ customer.firstName | default: "there" }}</mj-text>',
  '  <mj-button href="https://shop.example/?ref={{ customer.code | default: "none" | url_encode }}&amp;x=1">Visit us</mj-button>',
  '  <mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>',
  '</mj-column></mj-section></mj-body></mjml>',
]

/** One thread for the tests of all files of a process, which ends with it. */
export const worker = new MailWorker()
export const frame: MailFrame = { worker, secrets, publicUrl: 'https://mail.hazel.example', store: 'own' }

export async function welcomeVersion(webhookBody?: readonly string[]): Promise<PublishedVersion> {
  const mail = { subject: 'Welcome {{ customer.firstName }}', preheader: 'A word first', mjml: mailLines }
  const { html, variables, links } = await worker.do('compileMail', mail)
  const document = {
    nodes: [
      { id: 'email-1', kind: 'email', settings: { ...mail, purpose: 'marketing' } },
      { id: 'webhook-2', kind: 'webhook', settings: { url: 'http://127.0.0.1/', answer: 'wait', body: webhookBody } },
    ],
  } as unknown as Workflow
  return { document, compiled: [{ node: 'email-1', html, variables, links }] }
}

/** An outbox in memory, with the meanings of the storage port. It resolves `until` when what was asked for is true. */
export class Ledger implements DeliveryEngine {
  readonly clock = simulatedClock(start)
  readonly entries: NewEntry[] = []
  readonly retries: Retry[] = []
  readonly claims: { now: number; free: number; channel: string; claimed: number }[] = []
  readonly vetoed = new Set<string>()
  readonly refusing = new Set<string>()
  /** By message. */
  readonly links = new Map<string, readonly MailLink[]>()
  left: Claimed[] = []
  current = settings
  failing: Error | undefined
  published: PublishedVersion | undefined
  #waiting: { message: Message; attempt: number; ready: number }[] = []
  #held = new Map<string, { message: Message; attempt: number }>()
  #seen = new Set<string>()
  #watchers: (() => void)[] = []

  put(...messages: readonly Message[]): void {
    for (const each of messages) this.#waiting.push({ message: each, attempt: 0, ready: 0 })
  }

  /** An attempt that failed in an earlier process is to be made again. */
  putAgain(again: Message, ready: number): void {
    this.#waiting.push({ message: again, attempt: 1, ready })
  }

  async claim(now: number, free: number, channel: Message['channel']): Promise<Claims> {
    const due = this.#waiting.filter((row) => row.message.channel === channel && row.ready <= now)
    const vetoed = due.filter(({ message: { address } }) => this.vetoed.has(address))
    const stale = due.filter((row) => !vetoed.includes(row) && row.message.sendBefore < now)
    const claimed = due.filter((row) => !vetoed.includes(row) && !stale.includes(row)).slice(0, free)
    this.#waiting = this.#waiting.filter((row) => !claimed.includes(row))
    for (const row of claimed) this.#held.set(row.message.key, { message: row.message, attempt: row.attempt + 1 })
    this.claims.push({ now, free, channel, claimed: claimed.length })
    return {
      now,
      claimed: claimed.map(({ message: each, attempt }) => ({
        message: each,
        attempt: attempt + 1,
        ...(this.refusing.has(each.address) && { refusesTracking: true }),
      })),
      stale: stale.map((row) => row.message),
      vetoed: vetoed.map((row) => row.message),
      cancelled: [],
      next: this.#nextOf(channel, now),
    }
  }

  #nextOf(channel: string, now: number): number | null {
    const times = this.#waiting.filter((row) => row.message.channel === channel && row.ready > now)
    return times.length === 0 ? null : Math.min(...times.map(({ ready }) => ready))
  }

  async append(entries: readonly NewEntry[]): Promise<void> {
    if (this.failing) throw this.failing
    for (const entry of entries) {
      if (this.#seen.has(entry.id ?? '')) continue
      this.#seen.add(entry.id ?? '')
      this.entries.push(entry)
      const { message: key } = entry.payload as OutcomePayload
      this.#held.delete(key)
      this.#waiting = this.#waiting.filter((row) => row.message.key !== key)
    }
    this.#changed()
  }

  async settle(retries: readonly Retry[]): Promise<void> {
    for (const retry of retries) {
      const held = this.#held.get(retry.key)
      if (!held) throw new Error(`Nobody had claimed ${retry.key}`)
      this.#held.delete(retry.key)
      this.#waiting.push({ ...held, ready: retry.notBefore })
      this.retries.push(retry)
    }
    this.#changed()
  }

  async keepLinks(key: string, links: readonly MailLink[]): Promise<void> {
    this.links.set(key, links)
  }

  async abandoned(): Promise<readonly Claimed[]> {
    for (const claimed of this.left) this.#held.set(claimed.message.key, claimed)
    return this.left
  }

  settings(): StoreSettings {
    return this.current
  }

  async version(): Promise<PublishedVersion | undefined> {
    return this.published
  }

  get outcomes(): OutcomePayload[] {
    return this.entries.map(({ payload }) => payload as OutcomePayload)
  }

  get waiting(): number {
    return this.#waiting.length
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#watchers.push(resolve))
  }

  #changed(): void {
    for (const resolve of this.#watchers.splice(0)) resolve()
  }
}

/** A mail server that keeps what it accepted. `onRcpt` and `onData` may refuse, or cut the line. */
export async function mailServer(
  hooks: { onRcpt?: (address: string) => Error | undefined; onData?: (cut: () => void) => Error | undefined } = {},
) {
  const raw: string[] = []
  let open = 0
  let most = 0
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _, done) => done(hooks.onRcpt?.(address)),
    onData(stream, session, done) {
      most = Math.max(most, ++open)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        open--
        let isCut = false
        const error = hooks.onData?.(() => {
          isCut = true
          for (const connection of server.connections) if (connection.session === session) connection._socket.destroy()
        })
        if (isCut) return
        if (!error) raw.push(Buffer.concat(chunks).toString('utf8'))
        done(error)
      })
    },
  }
  const server = new SMTPServer(options) as SMTPServer & {
    connections: Set<{ session: unknown; _socket: { destroy(): void } }>
  }
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    raw,
    mostAtOnce: () => most,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}

export const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode })

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** An HTTP server that keeps what it was sent; `answer` says what it says. */
export async function sink(
  answer: (received: Received, response: ServerResponse, n: number) => void = (_, r) => r.end(),
) {
  const received: Received[] = []
  const server: Server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const each = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body,
    }
    received.push(each)
    answer(each, response, received.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    received,
    port,
    url: `http://127.0.0.1:${port}/hook`,
    target: `127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
