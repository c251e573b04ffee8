import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { wallClock } from '../../../runtime/clock.ts'
import { createGuard, type Resolve } from '../../../runtime/deliver/channels/guard.ts'
import { webhookChannel } from '../../../runtime/deliver/channels/webhook.ts'
import { Delivery } from '../../../runtime/deliver/deliver.ts'
import type { PublishedVersion } from '../../../runtime/deliver/engine.ts'
import { Ledger, type Received, secrets, sink, start, webhook, welcomeVersion, worker } from './fixtures.ts'

let version: PublishedVersion
beforeAll(async () => {
  version = await welcomeVersion()
})
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function receiving(...[answer]: Parameters<typeof sink>) {
  const receiver = await sink(answer)
  closing.push(receiver.close)
  return receiver
}

interface Setting {
  readonly allow?: readonly string[]
  readonly loopbackOnly?: boolean
  readonly resolve?: Resolve
  readonly published?: PublishedVersion
}

async function delivering(
  prepare: (ledger: Ledger) => void,
  { allow = [], loopbackOnly = false, resolve, published }: Setting,
) {
  const ledger = new Ledger()
  ledger.published = published ?? version
  prepare(ledger)
  const errors: unknown[] = []
  const guard = { allow, loopbackOnly, ...(resolve && { resolve }) }
  const delivery = new Delivery({
    engine: ledger,
    channels: [webhookChannel({ secret: secrets.webhooks, guard, worker, wall: wallClock })],
    clock: ledger.clock,
    random: () => 0,
    onError: (error) => errors.push(error),
  })
  closing.push(() => delivery.stop())
  await delivery.start()
  return { ledger, delivery, errors }
}

describe('a webhook', () => {
  test('is posted once under its key, signed as Standard Webhooks, with the customer, the trigger and the run', async () => {
    const { url, target, received } = await receiving()
    const values = { customer: { name: 'Ada' }, trigger: { total: 12 }, store: {} }
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url, { values })), { allow: [target] })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'sent', detail: 'HTTP 200', attempts: 1 })
    expect(received).toHaveLength(1)
    const { method, headers, body } = received[0] as Received
    expect(method).toBe('POST')
    expect(headers['webhook-id']).toBe('1-1:webhook-2:1')
    expect(headers['idempotency-key']).toBe('1-1:webhook-2:1')
    expect(new Webhook(secrets.webhooks).verify(body, headers)).toEqual({
      customer: { name: 'Ada' },
      trigger: { total: 12 },
      run: { id: '1-1', customer: '1', workflow: 'welcome', version: 1, node: 'webhook-2', key: '1-1:webhook-2:1' },
    })
    expect(() => new Webhook(secrets.webhooks).verify(`${body} `, headers)).toThrow()
  })

  test('has the body of its template', async () => {
    const { url, target, received } = await receiving()
    const published = await welcomeVersion(['{ "hello": "{{ customer.firstName }}" }'])
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url)), { allow: [target], published })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ hello: 'Ada <1>' })
  })

  test('that meets a busy receiver waits as long as it asks, and keeps its key', async () => {
    const { url, target, received } = await receiving((_, response, n) =>
      n === 1 ? response.writeHead(429, { 'retry-after': '120' }).end('slow down') : response.end(),
    )
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url)), { allow: [target] })
    await ledger.until(() => ledger.retries.length === 1)
    expect(ledger.retries[0]).toMatchObject({ attempt: 1, notBefore: start + 120_000, detail: 'HTTP 429: slow down' })
    ledger.clock.advanceTo(start + 120_000)
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'sent', attempts: 2 })
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['1-1:webhook-2:1', '1-1:webhook-2:1'])
  })

  test('that never gets through becomes a dead letter after eight attempts, each later than the one before', async () => {
    const { url, target, received } = await receiving((_, response) => response.writeHead(503).end())
    const later = { sendBefore: start + 10 * 86_400_000 }
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url, later)), { allow: [target] })
    for (let n = 1; n <= 7; n++) {
      await ledger.until(() => ledger.retries.length === n)
      ledger.clock.advanceTo(ledger.retries[n - 1]?.notBefore ?? 0)
    }
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'failed', detail: 'HTTP 503', attempts: 8 })
    expect(received).toHaveLength(8)
    const times = [start, ...ledger.retries.map(({ notBefore }) => notBefore)]
    const waits = times.slice(1).map((at, n) => (at - (times[n] ?? 0)) / 1000)
    expect(waits).toEqual([30, 120, 480, 1920, 7680, 21600, 21600])
  })

  test.each([
    ['a refusal', 404, {}],
    ['a redirect', 302, { location: 'http://127.0.0.1:1/' }],
  ])('that meets %s is failed at once', async (_, status, headers) => {
    const { url, target, received } = await receiving((_received, response) =>
      response.writeHead(status, headers).end(),
    )
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url)), { allow: [target] })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'failed', attempts: 1 })
    expect(received).toHaveLength(1)
  })

  test('whose receiver answers without end is not read without end', async () => {
    const { url, target } = await receiving((_, response) => {
      const more = () => {
        while (response.writable && response.write('x'.repeat(64_000)));
      }
      response.on('drain', more)
      response.on('error', () => {})
      more()
    })
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url)), { allow: [target] })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'sent' })
  })

  test('goes out with up to twenty others at once, and no more', async () => {
    let open = 0
    let most = 0
    const { url, target, received } = await receiving((_, response) => {
      most = Math.max(most, ++open)
      setImmediate(() => {
        open--
        response.end()
      })
    })
    const { ledger } = await delivering(
      (outbox) => outbox.put(...Array.from({ length: 200 }, (_, n) => webhook(n + 1, url))),
      { allow: [target] },
    )
    await ledger.until(() => ledger.outcomes.length === 200)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(200)
    expect(received).toHaveLength(200)
    expect(most).toBeLessThanOrEqual(20)
  })
})

describe('private targets', () => {
  const toLoopback: Resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  test.each([
    'http://127.0.0.1:9/',
    'http://[::1]:9/',
    'http://0x7f.1:9/',
    'http://2130706433:9/',
    'http://[::ffff:10.0.0.1]:9/',
    'http://[::127.0.0.1]:9/',
    'http://[64:ff9b::a00:1]:9/',
    'http://[fd00::1]:9/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.100.100.200/',
    'http://10.1.2.3/',
    'http://192.168.1.1/',
    'http://0.0.0.0:9/',
    'http://224.0.0.1/',
    'http://localhost:9/',
    'http://localhost.:9/',
    'http://rebound.example:9/',
  ])('%s is refused, and never tried again', async (url) => {
    const resolve: Setting = /rebound|localhost\./.test(url) ? { resolve: toLoopback } : {}
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, url)), resolve)
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'failed', attempts: 1 })
    expect(ledger.outcomes[0]?.detail).toMatch(/^refusedTarget: /)
  })

  test('one private address among public ones is enough to refuse a name', async () => {
    const resolve: Resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '::ffff:10.0.0.1', family: 6 },
    ]
    const { ledger } = await delivering((outbox) => outbox.put(webhook(1, 'http://mixed.example/')), { resolve })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]?.detail).toContain('mixed.example (::ffff:10.0.0.1) is refused')
  })

  test('public addresses are let through', async () => {
    const guard = createGuard({ allow: [], loopbackOnly: false })
    await expect(guard.agentFor(new URL('https://93.184.215.14/'))).resolves.toBeDefined()
    await expect(guard.agentFor(new URL('https://[2606:4700::1111]/'))).resolves.toBeDefined()
    await expect(guard.agentFor(new URL('file:///etc/passwd'))).rejects.toThrow(/http or https/)
    await guard.close()
  })

  test('a listed target is reached on its port alone', async () => {
    const { port, received } = await receiving()
    const other = await receiving()
    const { ledger } = await delivering(
      (outbox) => outbox.put(webhook(1, `http://localhost:${port}/`), webhook(2, `http://localhost:${other.port}/`)),
      { allow: [`localhost:${port}`], resolve: toLoopback },
    )
    await ledger.until(() => ledger.outcomes.length === 2)
    expect(received).toHaveLength(1)
    expect(other.received).toHaveLength(0)
  })

  test('a store with a clock of its own reaches listed targets on this machine and nothing else', async () => {
    const { url, target, received } = await receiving()
    const { ledger } = await delivering(
      (outbox) =>
        outbox.put(webhook(1, url), webhook(2, 'http://93.184.215.14/'), webhook(3, 'http://far.example:80/')),
      {
        allow: [target, 'far.example:80'],
        loopbackOnly: true,
        resolve: async () => [{ address: '93.184.215.14', family: 4 }],
      },
    )
    await ledger.until(() => ledger.outcomes.length === 3)
    expect(received).toHaveLength(1)
    expect(ledger.outcomes.filter(({ detail }) => detail.startsWith('refusedTarget'))).toHaveLength(2)
  })
})
