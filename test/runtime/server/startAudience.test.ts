import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'
import { draw } from '../../support/trial.ts'

let at: TestServer
beforeAll(async () => {
  at = await openServer({ clock: 'data' })
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await at.request(method, path, body)
  // What it means for each customer comes after its answer.
  await at.server.store('own').engine.idle()
  return { ...answer.body, status: answer.status }
}

const news = draw({
  id: 'news',
  settings: {
    reentry: { rule: 'once' },
    filter: { test: 'attribute', attribute: 'city', op: 'isNot', value: 'Oslo' },
  },
  nodes: {
    'request-1': { kind: 'request', settings: {}, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
  },
})
const inRome = { of: 'condition', when: { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' } }

test('rule 8: an audience is counted, then let in by hand, each by the rules for entering', async () => {
  const start = '/api/workflows/news/start/audience'
  await ask('POST', '/api/workflows', { document: news })
  expect(await ask('POST', start, { audience: inRome })).toMatchObject({ status: 409 })
  await ask('POST', '/api/workflows/news/publish', { revision: 1 })
  const cities = { ada: 'Rome', bob: 'Rome', cleo: 'Oslo', dan: 'Paris' }
  const items = Object.entries(cities).map(([userId, city]) => ({
    type: 'identify',
    userId,
    traits: { city },
    timestamp: '2026-01-01T00:00:00Z',
  }))
  await ask('POST', '/api/load', { live: true, items })

  expect(await ask('POST', `${start}/preview`, { audience: inRome })).toMatchObject({ matching: 2, of: 4 })
  expect(await ask('POST', `${start}/preview`, { audience: { of: 'everyone' } })).toMatchObject({ matching: 3 })
  expect(await ask('POST', start, { audience: inRome, messageId: 'one' })).toMatchObject({ status: 200 })
  const entered = async () => (await ask('GET', '/api/runs?workflow=news')).items.length
  expect(await entered()).toBe(2)
  await ask('POST', start, { audience: inRome, messageId: 'one' })
  await ask('POST', start, { audience: { of: 'everyone' } })
  expect(await entered()).toBe(3)
  expect(await ask('POST', start, { audience: { of: 'segment', segment: 'nobody' } })).toMatchObject({ status: 404 })
})

const parcels = draw({
  id: 'parcels',
  settings: {
    key: 'order.id',
    reentry: { rule: 'once' },
    filter: { test: 'trigger', property: 'order.id', op: 'isNot', value: 'o-0' },
  },
  nodes: {
    'request-1': { kind: 'request', settings: { properties: ['order.id'] }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' } },
  },
})

test('a start without the key of the workflow is refused, for many and for one, and its properties count for the filter', async () => {
  const start = '/api/workflows/parcels/start'
  await ask('POST', '/api/workflows', { document: parcels })
  await ask('POST', '/api/workflows/parcels/publish', { revision: 1 })
  const [{ id: customer }] = (await ask('GET', '/api/customers')).items
  const everyone = { audience: { of: 'everyone' } }
  const missing = {
    status: 422,
    problems: [{ code: 'startWithoutKey', path: '/properties/order/id', params: { key: 'order.id' } }],
  }
  expect(await ask('POST', `${start}/audience/preview`, everyone)).toMatchObject(missing)
  expect(await ask('POST', `${start}/audience`, everyone)).toMatchObject(missing)
  expect(await ask('POST', start, { customer })).toMatchObject(missing)
  const wrong = await ask('POST', start, { customer, properties: { order: { id: true } } })
  expect(wrong.problems).toMatchObject([{ params: { key: 'order.id', came: 'true' } }])
  expect(wrong.problems[0].sentence).toBe(
    'Each run of this workflow is for one order.id, but true came. Give order.id as text or a number.',
  )
  const runs = async () => (await ask('GET', '/api/runs?workflow=parcels')).items
  expect(await runs()).toEqual([])

  const of = (id: string) => ({ properties: { order: { id } } })
  expect(await ask('POST', `${start}/audience/preview`, { ...everyone, ...of('o-0') })).toMatchObject({ matching: 0 })
  expect(await ask('POST', `${start}/audience/preview`, { ...everyone, ...of('o-1') })).toMatchObject({ matching: 4 })
  expect(await ask('POST', start, { customer, ...of('o-9') })).toMatchObject({ status: 200 })
  expect(await ask('POST', `${start}/audience`, { ...everyone, ...of('o-1') })).toMatchObject({ status: 200 })
  expect((await runs()).map(({ key }: { key: string }) => key)).toEqual(['o-1', 'o-1', 'o-1', 'o-1', 'o-9'])
  const { workflows } = await ask('GET', '/api/vocabulary')
  expect(workflows.find(({ id }: { id: string }) => id === 'parcels').links.begins).toMatchObject({
    key: 'order.id',
    properties: ['order.id'],
  })
})

test('whoever has joined another customer is let in as that one', async () => {
  await ask('POST', '/api/workflows', { document: { ...news, id: 'calls' } })
  await ask('POST', '/api/workflows/calls/publish', { revision: 1 })
  const said = (items: readonly object[]) =>
    ask('POST', '/api/load', {
      live: true,
      items: items.map((item) => ({ timestamp: '2026-01-02T00:00:00Z', ...item })),
    })
  const idOf = async (name: string): Promise<string> => (await ask('GET', `/api/customers?query=${name}`)).items[0].id
  await said([{ type: 'page', anonymousId: 'guest' }])
  const guest = await idOf('guest')
  await said([{ type: 'identify', userId: 'ada', anonymousId: 'guest' }])
  const ada = await idOf('guest')
  expect(ada).not.toBe(guest)
  expect(await ask('POST', '/api/workflows/calls/start', { customer: guest })).toMatchObject({ status: 200 })
  expect((await ask('GET', '/api/runs?workflow=calls')).items).toMatchObject([{ customer: ada }])
})
