// Rule 25: node ids are never used again in a workflow, whichever way a draft comes in.
import { expect, test } from 'vitest'
import { eachWithServer } from '../../support/eachWithServer.ts'
import type { TestServer } from '../../support/server.ts'

let at: TestServer
eachWithServer({ clock: 'data' }, (server) => {
  at = server
})

const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
  const answer = await at.request(method, path, body, headers)
  await at.server.store('own').engine.idle()
  return { ...answer.body, status: answer.status }
}

const delay = (id: string, days: number) => ({ id, kind: 'delay', settings: { for: `P${days}D` } })
const wait = (id: string) => ({
  id,
  kind: 'wait',
  settings: { for: 'event', events: [{ port: 'event-1', event: 'Order' }], since: 'arrival', timeout: 'P1D' },
})

function series(nextId: number, last?: { id: string }) {
  const begin = { id: 'event-1', kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } }
  const two = { ...delay('delay-2', 1), ...(last && { ports: { next: last.id } }) }
  const nodes = last ? [begin, two, last] : [begin, two]
  return { format: 1, id: 'series', title: 'series', nextId, settings: { reentry: { rule: 'always' } }, nodes }
}
const one = series(3)
const two = series(4, delay('delay-3', 3))

const draft = () => ask('GET', '/api/workflows/series')
const preview = (query = '') => ask('GET', `/api/workflows/series/publish${query}`)

async function save(document: object) {
  const { revision } = await draft()
  const saved = await ask('PUT', '/api/workflows/series', document, { 'if-match': `"${revision}"` })
  expect(saved).toMatchObject({ status: 200 })
}
async function publish(version?: number) {
  const { revision } = await draft()
  return ask('POST', '/api/workflows/series/publish', { revision, ...(version && { version }) })
}

/** Version 1 is `one`, version 2 has one step more, and version 3 is version 1 again. */
async function rolledBack() {
  await ask('POST', '/api/workflows', { document: one })
  await publish()
  await save(two)
  await publish()
  expect(await publish(1)).toMatchObject({ version: 3 })
}

test('rule 25: after a rollback the next id lies above those that any version gave', async () => {
  await rolledBack()
  expect(await draft()).toMatchObject({ document: { nextId: 4 }, changed: false })
  expect(await ask('GET', '/api/workflows/series/versions/3')).toMatchObject({ nextId: 4 })
  expect(await publish(1)).toMatchObject({ status: 409, problems: [{ code: 'nothingToPublish' }] })
})

test('rule 25: so it does when an older file is saved or imported', async () => {
  await rolledBack()
  await save({ ...one, title: 'Saved' })
  expect(await draft()).toMatchObject({ document: { nextId: 4, title: 'Saved' } })
  await ask('POST', '/api/import', { document: one, how: 'replace' })
  expect(await draft()).toMatchObject({ document: { nextId: 4, title: 'series' } })
  expect(await ask('POST', '/api/import', { document: one, how: 'preview' })).toMatchObject({ identical: true })
  // A copy is a workflow of its own, which has given no ids yet.
  await ask('POST', '/api/import', { document: one, how: 'copy' })
  expect(await ask('GET', '/api/workflows/series-2')).toMatchObject({ document: { nextId: 3 } })
})

test('rule 25: an id that a step of before had is refused for another one', async () => {
  await rolledBack()
  const refused = { code: 'idUsedBefore', node: 'delay-3', path: '/nodes/2/id', params: { id: 'delay-3', version: 2 } }
  for (const last of [delay('delay-3', 7), wait('delay-3')]) {
    await save(series(4, last))
    expect((await preview()).problems).toContainEqual(expect.objectContaining(refused))
    expect(await publish()).toMatchObject({ status: 422, problems: [refused] })
  }
  await save(series(5, delay('delay-4', 7)))
  expect(await publish()).toMatchObject({ version: 4 })
})

test('rule 25: a step that was there before comes back under its id, and may change while it is there', async () => {
  await rolledBack()
  await save(two)
  expect(await publish()).toMatchObject({ version: 4 })
  await save(series(4, delay('delay-3', 7)))
  expect(await publish()).toMatchObject({ version: 5 })
  await save(series(4, wait('delay-3')))
  expect(await publish()).toMatchObject({ status: 422, problems: [{ code: 'idUsedBefore', params: { version: 5 } }] })
  expect(await publish(1)).toMatchObject({ version: 6 })
  expect(await publish(2)).toMatchObject({ version: 7 })
})
