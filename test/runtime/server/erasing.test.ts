// Erasing a customer, as those who ask for it see it: nothing in any file, nobody comes back by what arrives late, also after a restore.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'
import { draw } from '../../support/trial.ts'

const welcome = {
  ...draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'email-2' } },
      'email-2': {
        kind: 'email',
        settings: {
          subject: 'Thank you, {{ customer.first_name }}',
          purpose: 'transactional',
          mjml: ['<mjml><mj-body></mj-body></mjml>'],
        },
        ports: { next: 'delay-3' },
      },
      'delay-3': { kind: 'delay', settings: { for: 'P30D' } },
    },
  }),
  id: 'welcome',
  title: 'Welcome',
}

async function shop(): Promise<TestServer> {
  const at = await openServer()
  await at.request('PUT', '/api/settings', {
    ...(await at.request('GET', '/api/settings')).body,
    sender: 'shop@example.com',
    postalAddress: 'High Street 1',
  })
  const { id, revision, document } = (await at.request('POST', '/api/workflows', { title: 'Welcome' })).body
  const saved = await at.request(
    'PUT',
    `/api/workflows/${id}`,
    { ...document, ...welcome },
    { 'if-match': `"${revision}"` },
  )
  const { revision: newest } = saved.body
  const published = await at.request('POST', `/api/workflows/${id}/publish`, { revision: newest })
  expect(published.status, saved.text + published.text).toBe(200)
  return at
}

const zaphod = { userId: 'zaphod-77', anonymousId: 'browser-of-zaphod' }

async function liveOf(at: TestServer) {
  const send = (call: string, body: object) => at.ingest(call, body)
  await send('track', { anonymousId: zaphod.anonymousId, event: 'Product Viewed', properties: { sku: 'Magrathea-9' } })
  await send('identify', {
    ...zaphod,
    traits: { email: 'zaphod@heart-of-gold.example', first_name: 'Zaphod', consent: { email: 'granted' } },
  })
  await send('track', { ...zaphod, event: 'Order Completed', properties: { order_id: 'Magrathea-10' } })
  await send('identify', { userId: 'trillian', traits: { email: 'trillian@heart-of-gold.example' } })
  await send('track', { userId: 'trillian', event: 'Order Completed', properties: { order_id: 'T-1' } })
  // Refused for want of a name, with all that it says.
  await send('track', { ...zaphod, properties: { note: 'Magrathea-11' } })
  const customer = await customerOf(at, 'zaphod-77')
  await at.request('POST', `/api/customers/${customer}/consent`, {
    channel: 'email',
    purpose: 'marketing',
    is: 'denied',
  })
  await idle(at)
  return customer
}

async function customerOf(at: TestServer, query: string): Promise<string | undefined> {
  return (await at.request('GET', `/api/customers?query=${query}`)).body.items[0]?.id
}

const idle = (at: TestServer) => at.server.store('own').engine.idle()

/** The files of a folder in which one of the texts stands, with the text. */
function tracesIn(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name))
      return texts.filter((text) => bytes.includes(text)).map((text) => `${name}: ${text}`)
    })
}
const traces = ['zaphod', 'Zaphod', 'Magrathea']

test('rule 30: what is known of somebody who is erased stands in no file, and of others all of it does', async () => {
  const at = await shop()
  onTestFinished(() => at.close())
  const customer = await liveOf(at)
  expect(tracesIn(at.data, traces)).not.toEqual([])
  const erased = await at.request('DELETE', `/api/customers/${customer}`)
  expect(erased).toMatchObject({ status: 200, body: { position: expect.any(Number) } })
  await idle(at)
  expect(tracesIn(at.data, traces)).toEqual([])
  expect((await at.request('GET', `/api/customers/${customer}`)).status).toBe(404)
  expect((await at.request('DELETE', `/api/customers/${customer}`)).status).toBe(404)
  expect((await at.request('GET', '/api/runs?state=active')).body.items).toHaveLength(1)
  expect((await at.request('GET', '/api/messages')).body.items).toMatchObject([
    { customerName: 'trillian@heart-of-gold.example' },
  ])
  expect((await at.request('GET', '/api/refused')).body.items).toEqual([])
  const { nodes } = (await at.request('GET', '/api/workflows/welcome/stats')).body
  expect(nodes['delay-3']).toMatchObject({ entered: 2, waiting: 1, ended: 1 })
  expect(at.reported).toEqual([])
})

test('rule 30: what comes late brings nobody back, until they consent anew', async () => {
  const at = await shop()
  const customer = await liveOf(at)
  await at.request('DELETE', `/api/customers/${customer}`)
  await idle(at)
  const late = [
    { type: 'track', ...zaphod, event: 'Order Completed' },
    { type: 'track', userId: 'trillian', event: 'Viewed' },
    { type: 'track', externalIds: { email: 'Zaphod@heart-of-gold.example' }, event: 'Email Bounced' },
    { type: 'page', anonymousId: zaphod.anonymousId },
  ]
  const answer = await at.ingest('batch', { batch: late })
  expect(answer.body).toMatchObject({
    accepted: 1,
    refused: [0, 2, 3].map((index) => ({ index, problems: [{ code: 'erased' }] })),
  })
  await idle(at)
  expect(tracesIn(at.data, traces)).toEqual([])

  const again = await at.restart()
  onTestFinished(() => again.close())
  expect((await again.ingest('track', { userId: 'zaphod-77', event: 'Viewed' })).body).toMatchObject({ accepted: 0 })
  const anew = await again.ingest('identify', { ...zaphod, traits: { consent: { email: 'granted' } } })
  expect(anew.body).toMatchObject({ accepted: 1 })
  expect((await again.ingest('track', { userId: 'zaphod-77', event: 'Viewed' })).body).toMatchObject({ accepted: 1 })
  const reborn = await customerOf(again, 'zaphod-77')
  expect(Number(reborn)).toBeGreaterThan(Number(customer))
  const timeline = (await again.request('GET', `/api/customers/${reborn}/timeline`)).body.items
  expect(timeline.map(({ kind, title }: { kind: string; title: string }) => `${kind} ${title}`)).not.toContain(
    'Order Completed',
  )
})

test('rule 30: a restored backup erases again whom it still knows', async () => {
  const at = await shop()
  onTestFinished(() => at.close())
  const customer = await liveOf(at)
  const folder = mkdtempSync(join(tmpdir(), 'perennial-restored-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await at.server.store('own').engine.backUp(join(folder, 'perennial.db'))
  await at.ingest('track', { userId: 'ford', event: 'Viewed' })
  await at.request('DELETE', `/api/customers/${customer}`)
  await idle(at)
  for (const name of ['erased.jsonl', 'secret', 'withdrawals.jsonl'])
    copyFileSync(join(at.data, name), join(folder, name))

  expect(tracesIn(folder, traces)).not.toEqual([])
  const restored = await openServer({}, folder)
  onTestFinished(() => restored.close())
  await idle(restored)
  expect(tracesIn(folder, traces)).toEqual([])
  expect(await customerOf(restored, 'zaphod-77')).toBeUndefined()
  expect(await customerOf(restored, 'trillian')).toBeDefined()
  expect((await restored.ingest('track', { ...zaphod, event: 'Viewed' })).body).toMatchObject({ accepted: 0 })
})
