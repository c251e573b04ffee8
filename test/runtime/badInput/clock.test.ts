import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer } from '../../support/server.ts'
import { json, openStoreOfAll, type StoreOfAll } from './openStoreOfAll.ts'
import { expectRefusal } from './refusal.ts'

let store: StoreOfAll
beforeAll(async () => {
  store = await openStoreOfAll('data')
})
afterAll(async () => {
  expect(store.faults).toEqual([])
  await store.close()
})

const advance = (text: unknown) =>
  store.send({ method: 'POST', path: '/api/clock', headers: json, body: JSON.stringify({ advance: text }) })

test('a clock that has not begun is not moved: no event has said when it begins', async () => {
  const empty = await openServer({ clock: 'data' })
  const { status, body } = await empty.request('POST', '/api/clock', { advance: 'P1D' })
  expect([status, body.problems]).toMatchObject([409, [{ code: 'clockNotBegun' }]])
  expect((await empty.request('GET', '/api/status')).body.now).toBe('1970-01-01T00:00:00.000Z')
  await empty.close()
})

test('a clock is not moved by what is no length of time', async () => {
  const { now } = await store.ask<{ now: string }>('GET', '/api/status')
  const wrong = [
    '',
    'P',
    'PT',
    '-P1D',
    'P-1D',
    'P0D',
    'PT0.5S',
    'P1.5D',
    'PT',
    'P1H',
    '1 day',
    'P99999999Y',
    `P${'9'.repeat(400)}D`,
    'p1d',
    'P1D\u0000',
    null,
    7,
    {},
    ['P1D'],
  ]
  for (const text of wrong) {
    const answer = await advance(text)
    expect(answer.status, `${JSON.stringify(text)}: ${answer.text}`).toBe(400)
    expect(expectRefusal(answer)[0]?.path).toBe('/advance')
  }
  expect((await store.ask<{ now: string }>('GET', '/api/status')).now).toBe(now)
})

test('a clock at the end of time is refused to go further, and everything can still be read', async () => {
  const far = {
    type: 'track',
    userId: 'far',
    event: 'Far',
    timestamp: '9999-12-31T23:59:59Z',
    sentAt: '0001-01-01T00:00:00Z',
  }
  await store.ask(
    'POST',
    '/v1/batch',
    { batch: [far, { ...far, sentAt: '9999-12-31T23:59:59Z', timestamp: '0000-01-01T00:00:00Z' }] },
    { authorization: `Basic ${btoa(`${store.writeKey}:`)}` },
  )
  await store.folded()
  for (let times = 0; times < 30; times++) {
    const answer = await advance('P10Y')
    expect(answer.status, answer.text).toBeLessThan(500)
  }
  const { items } = await store.ask<{ items: { id: string }[] }>('GET', '/api/customers')
  for (const { id } of items)
    for (const part of ['', '/timeline']) await store.ask('GET', `/api/customers/${id}${part}`)
  for (const path of [
    '/api/status',
    '/api/runs',
    '/api/messages',
    '/api/workflows',
    '/api/workflows/welcome/stats',
    '/api/sources',
  ])
    await store.ask('GET', path)
})
