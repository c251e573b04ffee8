import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, json, openStoreOfAll, type StoreOfAll, welcome } from './openStoreOfAll.ts'
import { expectRefusal } from './refusal.ts'
import { lawfulBodies } from './routesOfAll.ts'

let store: StoreOfAll
beforeAll(async () => {
  store = await openStoreOfAll()
})
afterAll(async () => {
  expect(store.faults).toEqual([])
  await store.close()
})

/** The same request several times in one breath. */
const atOnce = (method: string, path: string, bodies: readonly unknown[], headers = {}): Promise<Answer[]> =>
  Promise.all(
    bodies.map((body) => store.send({ method, path, headers: { ...json, ...headers }, body: JSON.stringify(body) })),
  )
const times = <Value>(value: Value, count = 5): Value[] => Array.from({ length: count }, () => value)
const read = <Value>({ text }: Answer) => JSON.parse(text) as Value

/** One was done; each of the others is told that it came too late. */
function expectOne(answers: readonly Answer[]): Answer {
  const done = answers.filter(({ status }) => status === 200)
  expect(done, answers.map(({ status, text }) => `${status} ${text.slice(0, 200)}`).join('\n')).toHaveLength(1)
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expect([409, 412]).toContain(answer.status)
    expectRefusal(answer)
  }
  return done[0]!
}

test('of drafts saved over one revision exactly one is kept', async () => {
  const { id, revision } = await store.ask<{ id: string; revision: number }>('POST', '/api/workflows', {
    title: 'Race',
  })
  const drafts = times(0).map((_, n) => ({ ...welcome, id, title: `Race ${n}` }))
  const done = expectOne(await atOnce('PUT', `/api/workflows/${id}`, drafts, { 'if-match': `"${revision}"` }))
  expect(read(done)).toMatchObject({ revision: revision + 1 })
  expect(await store.ask('GET', `/api/workflows/${id}`)).toMatchObject({ revision: revision + 1 })
})

test('of publishings of one revision exactly one makes a version', async () => {
  const { id, revision } = await store.ask<{ id: string; revision: number }>('POST', '/api/workflows', {
    document: { ...welcome, id: 'twice' },
  })
  const done = expectOne(await atOnce('POST', `/api/workflows/${id}/publish`, times({ revision })))
  expect(read(done)).toMatchObject({ version: 1 })
  const { items } = await store.ask<{ items: unknown[] }>('GET', `/api/workflows/${id}/versions`)
  expect(items).toHaveLength(1)
})

test('of segments saved over one revision exactly one is kept', async () => {
  const { id, revision } = await store.ask<{ id: string; revision: number }>(
    'POST',
    '/api/segments',
    lawfulBodies.createSegment,
  )
  const definitions = times(0).map((_, n) => ({ ...(lawfulBodies.saveSegment as object), title: `Race ${n}` }))
  expectOne(await atOnce('PUT', `/api/segments/${id}`, definitions, { 'if-match': `"${revision}"` }))
})

test.each([
  ['workflows', { title: 'One title' }],
  ['segments', { ...(lawfulBodies.createSegment as object), title: 'One title' }],
  ['sources', { name: 'One title', kind: 'server' }],
])('no two %s of one title get one id', async (kind, body) => {
  const answers = await atOnce('POST', `/api/${kind}`, times(body))
  const ids = answers.filter(({ status }) => status === 200).map((answer) => read<{ id: string }>(answer).id)
  expect(ids.length).toBeGreaterThan(0)
  expect(new Set(ids).size).toBe(ids.length)
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expect(answer.status, answer.text).toBe(409)
    expectRefusal(answer)
  }
  const { items } = await store.ask<{ items: { id: string }[] }>('GET', `/api/${kind}?limit=200`)
  expect(items.filter(({ id }) => id.startsWith('one-title'))).toHaveLength(ids.length)
})

test('of imports of one file with other segments exactly one is stored, with all its segments', async () => {
  const when = { test: 'orderNumber', op: 'atLeast', value: 1 }
  const files = times(0).map((_, n) => ({
    how: 'replace',
    document: {
      ...welcome,
      id: 'imported',
      segments: { [`own-${n}`]: { title: `Own ${n}`, when }, shared: { title: `Shared ${n}`, when } },
    },
  }))
  const answers = await atOnce('POST', '/api/import', files)
  expectOne(answers)
  const winner = answers.findIndex(({ status }) => status === 200)
  const { items } = await store.ask<{ items: { id: string; title: string }[] }>('GET', '/api/segments?limit=200')
  expect(
    items
      .filter(({ id }) => /^(own|shared)/.test(id))
      .map(({ title }) => title)
      .sort(),
  ).toEqual([`Own ${winner}`, `Shared ${winner}`])
})

test('of deletions, and of replays of one refused event, exactly one finds it there', async () => {
  const { id } = await store.ask<{ id: string }>('POST', '/api/workflows', { title: 'Gone' })
  const deleted = await atOnce('DELETE', `/api/workflows/${id}`, times({}))
  expect(deleted.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404])
  const before = await store.ask<{ events: number }>('GET', '/api/status')
  const body = { body: { type: 'track', userId: 'ada', event: 'Mended' } }
  const replayed = await atOnce('POST', `/api/refused/${store.named.refused}/replay`, times(body))
  expect(replayed.some(({ status }) => status === 200)).toBe(true)
  for (const { status, text } of replayed) expect([200, 404], text).toContain(status)
  await store.folded()
  const after = await store.ask<{ events: number }>('GET', '/api/status')
  expect(after.events).toBe(before.events + 1)
})
