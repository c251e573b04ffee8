import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { openServer, type TestServer } from '../../support/server.ts'
import { draw } from '../../support/trial.ts'

let at: TestServer
beforeAll(async () => {
  at = await openServer()
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

const track = (messageId: string, more: object = {}) => ({
  type: 'track',
  event: 'Viewed',
  userId: 'u1',
  messageId,
  ...more,
})

describe('ingest over HTTP', () => {
  test('answers once every good item is on disk, and lists the refused ones', async () => {
    const { status, body } = await at.ingest('batch', {
      batch: [track('a1'), { type: 'track', userId: 'u1' }, track('a2')],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ success: true, accepted: 2, duplicates: 0, refused: [{ index: 1 }] })
    const refused = await at.request('GET', '/api/refused')
    expect(refused.body.items[0]).toMatchObject({ source: 'server', body: '{"type":"track","userId":"u1"}' })
  })

  test('rule 2: gives one message one effect, also when it comes twice at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => at.ingest('track', track('same'))))
    expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(1)
    expect(answers.reduce((sum, { body }) => sum + body.duplicates, 0)).toBe(9)
  })

  test('rule 2: a client that tries again is known, and another event with its id is refused and listed', async () => {
    const first = track('order-7', {
      event: 'Order Completed',
      properties: { total: 20 },
      sentAt: '2026-01-05T08:00:00Z',
    })
    const other = track('order-7', { event: 'Order Shipped', properties: { total: 20 } })
    expect((await at.ingest('track', first)).body).toMatchObject({ accepted: 1 })
    const again = { ...first, sentAt: '2026-01-05T08:00:09Z', _metadata: { retryCount: 1 } }
    expect((await at.ingest('batch', { batch: [again, other] })).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
      refused: [{ index: 1, problems: [{ code: 'messageIdTaken', path: '/messageId' }] }],
    })
    const { items } = (await at.request('GET', '/api/refused')).body
    expect(JSON.parse(items[0].body)).toEqual(other)
    const mended = { body: { ...other, messageId: 'order-7-shipped' } }
    expect((await at.request('POST', `/api/refused/${items[0].id}/replay`, mended)).status).toBe(200)
  })

  test('takes the key as Basic user name, as Bearer token or in the body', async () => {
    const { items } = (await at.request('GET', '/api/sources')).body
    const key = items[0].key as string
    const bare = (body: unknown, headers = {}) => at.request('POST', '/v1/track', body, headers)
    expect((await bare(track('k1'), { authorization: `Bearer ${key}` })).status).toBe(200)
    expect((await bare({ ...track('k2'), writeKey: key })).status).toBe(200)
    expect((await bare(track('k3'))).body.problems[0].code).toBe('noWriteKey')
    expect((await bare(track('k4'), { authorization: `Basic ${btoa('wrong:')}` })).status).toBe(401)
  })

  test('refuses a revoked key at once', async () => {
    const { body: source } = await at.request('POST', '/api/sources', { name: 'Old shop', kind: 'server' })
    const headers = { authorization: `Basic ${btoa(`${source.key}:`)}` }
    expect((await at.request('POST', '/v1/track', track('r1'), headers)).status).toBe(200)
    await at.request('POST', `/api/sources/${source.id}/revoke`, {})
    expect((await at.request('POST', '/v1/track', track('r2'), headers)).status).toBe(401)
  })

  test('unpacks gzip whatever the content type says', async () => {
    const packed = gzipSync(JSON.stringify({ batch: [track('g1')] }))
    const { body } = await at.ingest('batch', packed, { 'content-type': 'application/x-www-form-urlencoded' })
    expect(body.accepted).toBe(1)
  })

  test('refuses what is too large, also when it grows by unpacking', async () => {
    const large = JSON.stringify({ batch: [track('l1', { properties: { text: 'x'.repeat(limits.bodyBytes) } })] })
    expect((await at.ingest('batch', large)).status).toBe(413)
    expect((await at.ingest('batch', gzipSync(large))).status).toBe(413)
    expect((await at.ingest('batch', { batch: Array(limits.batchEvents + 1).fill({}) })).status).toBe(413)
  })

  test('answers browsers of any origin and names no customer', async () => {
    const preflight = await at.request('OPTIONS', '/v1/track', undefined, {
      origin: 'https://shop.example',
      'access-control-request-headers': 'authorization, content-type',
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type')
    const refused = await at.request('POST', '/v1/track', '{')
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('answers other addresses and methods with a problem', async () => {
    expect((await at.ingest('nothing', {})).status).toBe(404)
    expect((await at.request('GET', '/v1/track')).status).toBe(405)
    expect((await at.ingest('toString', {})).status).toBe(404)
  })

  test('rule 6: keeps digits beyond what numbers hold', async () => {
    await at.ingest(
      'track',
      '{"event":"Big","userId":"big","messageId":"big","properties":{"id":12345678901234567890}}',
    )
    const { items } = (await at.request('GET', '/api/customers?query=big')).body
    const timeline = await at.request('GET', `/api/customers/${items[0].id}/timeline`)
    expect(timeline.body.items[0].detail).toEqual({ id: '12345678901234567890' })
  })

  test('a mended event is replayed, and one that is not stays', async () => {
    await at.ingest('track', { userId: 'mend' })
    const { items } = (await at.request('GET', '/api/refused')).body
    const replay = (body: unknown) => at.request('POST', `/api/refused/${items[0].id}/replay`, { body })
    expect((await replay({ type: 'track', userId: 'mend' })).status).toBe(422)
    expect((await replay({ type: 'track', userId: 'mend', event: 'Mended' })).status).toBe(200)
    expect((await at.request('GET', '/api/refused')).body.items.map(({ id }: { id: number }) => id)).not.toContain(
      items[0].id,
    )
    const { items: customers } = (await at.request('GET', '/api/customers?query=mend')).body
    expect(customers).toHaveLength(1)
    // As late as it is, whenever it is mended.
    const timeline = (await at.request('GET', `/api/customers/${customers[0].id}/timeline`)).body
    expect(timeline.items[0].at).toBe(items[0].at)
  })

  test('rule 4: an event of an import that is mended starts no workflow either, however new it is', async () => {
    const document = draw({
      id: 'thanks',
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Paid' }, ports: { next: 'delay-2' } },
        'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
      },
    })
    await at.request('POST', '/api/workflows', { document })
    expect((await at.request('POST', '/api/workflows/thanks/publish', { revision: 1 })).status).toBe(200)
    for (const [call, userId] of [
      ['import', 'past'],
      ['batch', 'present'],
    ] as const) {
      await at.ingest(call, { batch: [{ type: 'track', userId }] })
      const [{ id }] = (await at.request('GET', '/api/refused')).body.items
      const body = { type: 'track', userId, event: 'Paid' }
      expect((await at.request('POST', `/api/refused/${id}/replay`, { body })).status).toBe(200)
    }
    const { items } = (await at.request('GET', '/api/runs?workflow=thanks')).body
    expect(items.map(({ customerName }: { customerName: string }) => customerName)).toEqual(['present'])
  })
})

test('H26: bodies that are still on their way count, and what may be a withdrawal is taken all the same', async () => {
  const full = await openServer()
  const { items } = (await full.request('GET', '/api/sources')).body
  const headers = `host: perennial\r\nauthorization: Bearer ${items[0].key}\r\ncontent-type: application/json`
  const nearly = Buffer.alloc(limits.bodyBytes - 1, ' ')
  // All but 64 bytes of what may be in flight. One that meets what is asked below is refused itself, and comes again.
  const sockets = new Set<Socket>()
  const fill = () => {
    const socket = connect(Number(new URL(full.url).port), '127.0.0.1').on('error', () => {})
    sockets.add(socket)
    socket.write(`POST /v1/batch HTTP/1.1\r\n${headers}\r\ncontent-length: ${limits.bodyBytes}\r\n\r\n`)
    socket.write(nearly)
    socket.once('data', () => {
      socket.destroy()
      if (sockets.delete(socket)) fill()
    })
  }
  for (let n = 0; n < 64; n++) fill()
  const large = { batch: [track('large', { properties: { text: 'x'.repeat(30_000) } })] }
  const three = { batch: ['1', '2', '3'].map((id) => ({ ...large.batch[0], messageId: id })) }
  await expect.poll(async () => (await full.ingest('batch', three)).status).toBe(429)
  expect((await full.ingest('track', { ...track('gone'), event: 'Unsubscribed' })).status).toBe(200)
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await expect.poll(async () => (await full.ingest('batch', three)).status).toBe(200)
  await full.close()
})

test('what was acknowledged is there after a restart', async () => {
  const first = await openServer()
  const kept = track('kept', { event: 'Kept', userId: 'stays' })
  await first.ingest('track', kept)
  const second = await first.restart()
  expect((await second.request('GET', '/api/customers?query=stays')).body.items).toHaveLength(1)
  expect((await second.ingest('track', kept)).body.duplicates).toBe(1)
  await second.close()
})
