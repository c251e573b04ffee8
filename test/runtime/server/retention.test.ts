// How long events are kept is a setting that everything which looks back must agree with.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Predicate } from '../../../shared/predicate/schema.ts'
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

const keep = async (days: number | null, forEver: readonly string[] = []) => {
  const { body } = await at.request('GET', '/api/settings')
  return at.request('PUT', '/api/settings', { ...body, retention: { days, forEver } })
}
const event = (event: string, more: object = {}) => ({ test: 'event', event, op: 'atLeast', value: 1, ...more })
const tea = { property: 'sku', op: 'is', value: 'tea' }
const said = ({ status, body }: { status: number; body: { problems?: { code: string; path: string }[] } }) => [
  status,
  ...(body.problems ?? []).map(({ code, path }) => `${code} ${path}`),
]
const segment = (title: string, when: object) => at.request('POST', '/api/segments', { title, when })

test('rule 33: it is refused as long as something that is out looks further back, and all of that is named', async () => {
  expect((await keep(30)).status).toBe(400)
  expect((await segment('Yearly', event('Viewed', { within: 'P300D' }))).status).toBe(200)
  expect((await segment('Tea drinkers', event('Viewed', { where: tea }))).status).toBe(200)
  expect((await segment('Ever', event('Viewed'))).status).toBe(200)
  const workflow = draw({
    id: 'asking',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'branch-1' } },
      'branch-1': {
        kind: 'branch',
        settings: { paths: [{ port: 'path-1', when: event('Bought', { within: 'P100D' }) }] },
      },
    },
  })
  const made = (await at.request('POST', '/api/workflows', { document: workflow })).body
  expect((await at.request('POST', `/api/workflows/${made.id}/publish`, { revision: 1 })).status).toBe(200)

  const refused = await keep(90)
  expect(said(refused)).toEqual([
    422,
    'retentionForgets /retention/forEver',
    'retentionTooShort /retention/days',
    'retentionTooShort /retention/days',
  ])
  expect(refused.body.problems.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    'The segment “Tea drinkers” asks what an event Viewed said, however long ago. Keep Viewed for ever.',
    'The segment “Yearly” looks back 300 days at Viewed. Keep events at least as long, or keep Viewed for ever.',
    'The workflow “asking” looks back 100 days at Bought. Keep events at least as long, or keep Bought for ever.',
  ])
  expect((await at.request('GET', '/api/settings')).body.retention.days).toBeNull()
  expect((await keep(100, ['Viewed'])).status).toBe(200)
})

test('rule 33: what looks further back than events are kept is refused, in a segment and in a workflow', async () => {
  expect((await keep(100, ['Viewed'])).status).toBe(200)
  expect(said(await segment('A', event('Bought', { within: 'P101D' })))).toEqual([
    422,
    'windowBeyondRetention /when/within',
  ])
  expect(said(await segment('B', { test: 'last', event: 'Bought', where: tea }))).toEqual([422, 'notKeptForEver /when'])
  expect(said(await segment('C', { test: 'last', event: 'Viewed', where: tea }))).toEqual([200])
  const carrying = draw({ nodes: {}, segments: { far: event('Bought', { within: 'P101D' }) as Predicate } })
  expect(said(await at.request('POST', '/api/import', { document: carrying, how: 'replace' }))).toEqual([
    422,
    'windowBeyondRetention /segments/far/when/within',
  ])
  const asking = { audience: { of: 'condition', when: event('Bought', { within: 'P101D' }) } }
  const calling = draw({
    id: 'calling',
    nodes: {
      'request-1': { kind: 'request', settings: {}, ports: { next: 'exit-1' } },
      'exit-1': { kind: 'exit', settings: { reason: 'Out' } },
    },
  })
  const made = (await at.request('POST', '/api/workflows', { document: calling })).body
  expect((await at.request('POST', `/api/workflows/${made.id}/publish`, { revision: 1 })).status).toBe(200)
  expect(said(await at.request('POST', `/api/workflows/${made.id}/start/audience`, asking))).toEqual([
    422,
    'windowBeyondRetention /audience/when/within',
  ])
  const dated = draw({
    nodes: {
      'date-1': {
        kind: 'date',
        settings: { of: { from: 'event', event: 'Bought' }, repeat: 'yearly' },
        ports: { next: 'branch-1' },
      },
      'branch-1': {
        kind: 'branch',
        settings: {
          paths: [
            { port: 'a', when: { test: 'sum', event: 'Bought', property: 'total', op: 'atLeast', value: 5 } },
            { port: 'b', when: event('Bought', { within: 'P1Y' }) },
            { port: 'c', when: event('Bought', { within: 'run', where: tea }) },
            { port: 'd', when: event('Bought') },
          ],
        },
      },
    },
    settings: { lateEvents: 'P200D' },
  })
  const { problems } = (await at.request('POST', '/api/check', dated)).body
  const ours = problems.filter(({ code }: { code: string }) => /Retention|ForEver/.test(code))
  expect(ours.map(({ code, node, path }: Record<string, string>) => [code, node, path].join(' '))).toEqual([
    'notKeptForEver branch-1 /nodes/1/settings/paths/0/when',
    'windowBeyondRetention branch-1 /nodes/1/settings/paths/1/when/within',
    'notKeptForEver date-1 /nodes/0/settings',
    'lateBeyondRetention  /settings/lateEvents',
  ])
})

test('rule 28: a decision is explained as it was after its events were removed, and the customer is counted as before', async () => {
  const day = 86_400_000
  const begin = Date.parse('2026-01-01T00:00:00Z')
  let n = 0
  const send = (name: string, on: number, properties: object = {}) =>
    at.request('POST', '/api/load', {
      items: [
        {
          type: 'track',
          event: name,
          userId: 'ada',
          messageId: `r${n++}`,
          timestamp: new Date(begin + on * day).toISOString(),
          properties,
        },
      ],
      live: true,
    })
  for (const on of [1, 2, 3, 4, 5, 6]) await send('Bought', on)
  await send('Asked', 7)
  const runs = (await at.request('GET', '/api/runs?workflow=asking')).body.items
  const explained = async () => (await at.request('GET', `/api/runs/${runs[0].id}/explain`)).body.decisions
  const taken = (decisions: { what: string; node: string }[]) =>
    decisions.find(({ what, node }) => what === 'took' && node === 'branch-1')
  expect(taken(await explained())).toMatchObject({ port: 'path-1', removed: [] })

  await send('Searched', 130)
  await at.server.store().engine.idle()
  const progress = (await at.request('GET', '/api/settings/retention')).body
  expect(progress).toMatchObject({ state: 'done', progress: null })
  expect(progress.removed).toBeGreaterThanOrEqual(7)
  const after = await explained()
  expect(taken(after)).toMatchObject({
    port: 'path-1',
    same: true,
    removed: [],
    facts: ['Bought 6 times in 100 days, at least 1 needed'],
  })
  const count = async (when: object) => (await at.request('POST', '/api/preview/audience', { when })).body.matching
  expect(await count({ ...event('Bought'), op: 'exactly', value: 6 })).toBe(1)
  const [ada] = (await at.request('GET', '/api/customers')).body.items
  const { items } = (await at.request('GET', `/api/customers/${ada.id}/timeline`)).body
  const bought = items.filter(({ title }: { title: string }) => title === 'Bought')
  expect(bought.map(({ detail }: { detail: unknown }) => detail)).toEqual([null, null, null, null])
})
