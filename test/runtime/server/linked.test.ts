// What workflows have to do with each other, over the API: problems follow at once what is published, and what a run made happen outlives a restart.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

const document = (id: string, title: string, nodes: object[]) => ({
  document: { format: 1, id, title, nextId: 9, settings: { reentry: { rule: 'always' } }, nodes },
})
const thanks = document('thanks', 'Thanks', [
  { id: 'request-1', kind: 'request', settings: {}, ports: { next: 'emit-2' } },
  {
    id: 'emit-2',
    kind: 'emit',
    settings: { event: 'Thanked', properties: [{ property: 'order', value: { ref: 'trigger.order' } }] },
    ports: { next: 'delay-3' },
  },
  { id: 'delay-3', kind: 'delay', settings: { for: 'P1D' } },
])
const orders = document('orders', 'Orders', [
  { id: 'event-1', kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'start-2' } },
  {
    id: 'start-2',
    kind: 'start',
    settings: { workflow: 'thanks', properties: [{ property: 'order', value: { ref: 'trigger.order_id' } }] },
  },
])

const codes = async (workflow: string) =>
  (await server.request('GET', `/api/workflows/${workflow}`)).body.problems.map(({ code }: { code: string }) => code)
const publish = (workflow: string) => server.request('POST', `/api/workflows/${workflow}/publish`, { revision: 1 })

test('a workflow that another names must exist, and is to be live', async () => {
  expect((await server.request('POST', '/api/workflows', orders)).status).toBeLessThan(300)
  expect(await codes('orders')).toEqual(['unknownWorkflow'])
  expect((await publish('orders')).status).toBe(422)
  await server.request('POST', '/api/workflows', thanks)
  expect(await codes('orders')).toEqual(['namesNotLive'])
  expect((await publish('thanks')).status).toBeLessThan(300)
  expect(await codes('orders')).toEqual([])
  expect((await publish('orders')).status).toBeLessThan(300)
  const { workflows } = (await server.request('GET', '/api/vocabulary')).body
  expect(workflows).toMatchObject([
    { id: 'orders', state: 'live', links: { causes: { starts: ['thanks'] } } },
    { id: 'thanks', state: 'live', links: { begins: { byRequest: true }, causes: { emits: ['Thanked'] } } },
  ])
})

test('what a run made happen is on the timeline, in trails and conditions, also after a restart', async () => {
  await server.ingest('track', { userId: 'ada', event: 'Order Completed', properties: { order_id: 'o-1' } })
  const events = async () => {
    const [customer] = (await server.request('GET', '/api/customers')).body.items
    const { items } = (await server.request('GET', `/api/customers/${customer.id}/timeline`)).body
    return items
      .filter(({ what }: { what: string }) => what === 'event')
      .map(({ title, detail }: { title: string; detail: object }) => [title, detail])
  }
  const expected = [
    ['Thanked', { order: 'o-1' }],
    ['Order Completed', { order_id: 'o-1' }],
  ]
  expect(await events()).toEqual(expected)
  server = await server.restart()
  expect(await events()).toEqual(expected)
  const [run] = (await server.request('GET', '/api/runs?workflow=thanks')).body.items
  const { decisions } = (await server.request('GET', `/api/runs/${run.id}/explain`)).body
  expect(decisions.map(({ sentence, same }: { sentence: string; same: boolean }) => [sentence, same])).toEqual([
    ['Started by Orders', true],
    ['Thanked was recorded', true],
    ['Waits', true],
  ])
  expect(server.reported).toEqual([])
})
