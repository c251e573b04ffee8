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
