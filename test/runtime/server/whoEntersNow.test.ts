// Rule 29: who enters when a workflow is published, as the preview counts them before.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'
import { type Drawn, draw } from '../../support/trial.ts'

let at: TestServer
beforeAll(async () => {
  at = await openServer({ clock: 'data' })
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
  const answer = await at.request(method, path, body, headers)
  await at.server.store('own').engine.idle()
  return { ...answer.body, status: answer.status }
}

type Nodes = Readonly<Record<string, Drawn>>

const nodes: Nodes = {
  'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'delay-2' } },
  'delay-2': { kind: 'delay', settings: { for: 'P9D' } },
}
const joining = (id: string, segment: string): Nodes => ({
  [id]: { kind: 'segment', settings: { segment, on: 'join' }, ports: { next: 'delay-2' } },
})
const segments = {
  carts: { test: 'event', event: 'Cart', op: 'atLeast', value: 1 },
  gold: { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' },
} as const
const ofGold = { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' }

const timestamp = '2026-01-01T08:00:00Z'
const load = (...items: object[]) =>
  ask('POST', '/api/load', { live: true, items: items.map((item) => ({ ...item, timestamp })) })

/** The preview of a draft that has these triggers more. */
async function preview(more: Nodes, settings: object = {}) {
  const { revision } = await ask('GET', '/api/workflows/series')
  const document = draw({ id: 'series', settings, nodes: { ...nodes, ...more } })
  const saved = await ask('PUT', '/api/workflows/series', document, { 'if-match': `"${revision}"` })
  return { ...(await ask('GET', '/api/workflows/series/publish')), revision: saved.revision }
}

test('rule 29: members are counted whom the filter admits and who are not inside', async () => {
  await ask('POST', '/api/import', { document: draw({ id: 'series', segments, nodes }), how: 'replace' })
  await ask('POST', '/api/workflows/series/publish', { revision: 1 })
  const people = ['ada', 'bob', 'cleo', 'dan']
  await load(
    ...people.map((userId) => ({ type: 'identify', userId, traits: { plan: userId === 'bob' ? 'free' : 'gold' } })),
    ...['ada', 'bob', 'cleo'].map((userId) => ({ type: 'track', userId, event: 'Cart' })),
    { type: 'track', userId: 'cleo', event: 'Asked' },
  )

  const carts = { segment: 'carts', title: 'carts' }
  const gold = { segment: 'gold', title: 'gold' }
  expect((await preview({})).included).toBeNull()
  expect(await preview(joining('segment-3', 'carts'))).toMatchObject({
    included: { segments: [carts], count: 2, complete: true, fewer: [] },
  })
  expect((await preview(joining('segment-3', 'carts'), { filter: ofGold })).included.count).toBe(1)
  // Who is a member of both enters once.
  const both = { ...joining('segment-3', 'carts'), ...joining('segment-4', 'gold') }
  expect((await preview(both)).included).toEqual({ segments: [carts, gold], count: 3, complete: true, fewer: [] })
})

test('rules 8 and 10: what only entering itself can tell is named', async () => {
  const { included } = await preview(joining('segment-3', 'carts'), { reentry: { rule: 'once' }, holdout: 10 })
  expect(included).toMatchObject({ count: 2, fewer: ['reentry', 'holdout'] })
})

test('rule 29: as many enter as were counted', async () => {
  const { included, revision } = await preview(joining('segment-3', 'carts'), { filter: ofGold })
  expect(await ask('POST', '/api/workflows/series/publish', { revision, include: true })).toMatchObject({ version: 2 })
  const { items } = await ask('GET', '/api/workflows/series/versions')
  expect(items[0]).toMatchObject({ version: 2, entered: included.count })
})

test('rule 29: of a paused workflow nobody is counted and nobody can be included, as nobody enters', async () => {
  await ask('POST', '/api/workflows/series/state', { state: 'paused' })
  const { included, revision } = await preview(joining('segment-4', 'gold'))
  expect(included).toBeNull()
  expect(await ask('POST', '/api/workflows/series/publish', { revision, include: true })).toMatchObject({
    status: 409,
    problems: [{ code: 'pausedIncludesNobody', params: { workflow: 'series' } }],
  })
  await ask('POST', '/api/workflows/series/publish', { revision })
  await ask('POST', '/api/workflows/series/state', { state: 'live' })
  const { items } = await ask('GET', '/api/workflows/series/versions')
  expect(items[0]).toMatchObject({ version: 3, entered: 0 })
})

test('dates that a new trigger begins to keep are named, those that are kept already are not', async () => {
  const date = { of: { from: 'attribute', attribute: 'birthday' }, repeat: 'yearly', time: '09:00' }
  const birthday: Nodes = { 'date-5': { kind: 'date', settings: date, ports: { next: 'delay-2' } } }
  const { planning, revision } = await preview(birthday)
  expect(planning).toEqual([{ node: 'date-5', title: expect.stringContaining('birthday') }])
  await ask('POST', '/api/workflows/series/publish', { revision })
  expect((await preview({ ...birthday, ...joining('segment-3', 'carts') })).planning).toEqual([])
})
