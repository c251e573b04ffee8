// What a workflow does, as its page and the list of workflows ask for it: paths of experiments, endings, the goal.
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

const offer = draw({
  id: 'offer',
  settings: { goal: { by: 'event', event: 'Ordered', title: 'Order', within: 'P7D', from: 'start', ends: true } },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'experiment-2' } },
    'experiment-2': {
      kind: 'experiment',
      settings: {
        paths: [
          { port: 'a', title: 'Gift', percent: 50 },
          { port: 'b', percent: 50 },
        ],
        goal: { by: 'workflow' },
        certainty: 90,
        takeOver: true,
      },
      ports: { a: 'delay-3', b: 'delay-3' },
    },
    'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
  },
})

const say = async (customers: readonly string[], event: string, timestamp: string) => {
  const items = customers.map((userId) => ({ type: 'track', event, userId, timestamp }))
  expect((await at.request('POST', '/api/load', { live: true, items })).status).toBe(200)
  await at.server.store('own').engine.idle()
}
const figures = async () => (await at.request('GET', '/api/workflows/offer/paths')).body.items

test('the paths of an experiment are told with their rates, who leads, and when one took over', async () => {
  await at.request('POST', '/api/workflows', { document: offer })
  expect(await figures()).toEqual([])
  await at.request('POST', '/api/workflows/offer/publish', { revision: 1 })
  expect(await figures()).toMatchObject([
    { node: 'experiment-2', sentence: 'Nobody was assigned to a path of this version yet.' },
  ])

  const people = [...Array(100).keys()].map((n) => `c${n}`)
  await say(people, 'Cart', '2026-05-03T08:00:00Z')
  const { items } = (await at.request('GET', '/api/runs?workflow=offer&limit=200')).body
  const gifted: string[] = []
  for (const { id, customerName } of items.slice(0, 70)) {
    const { trail } = (await at.request('GET', `/api/runs/${id}`)).body
    if (trail.some(({ port }: { port?: string }) => port === 'a')) gifted.push(customerName)
  }
  await say(gifted.slice(0, 2), 'Ordered', '2026-05-03T09:10:00Z')
  const [early] = await figures()
  expect(early).toMatchObject({
    goal: 'Order',
    needed: 0.9,
    tookOver: null,
    sentence: 'No winner yet: needs more people',
  })
  const [gift, other] = early.paths
  expect(gift).toMatchObject({ port: 'a', title: 'Gift', percent: 50, reached: 2 })
  expect(other).toMatchObject({ port: 'b', title: 'B', reached: 0 })
  expect(gift.entered + other.entered).toBe(100)
  expect(gift.rate.rate).toBeCloseTo(2 / gift.entered)
  expect(gift.rate.low).toBeLessThan(gift.rate.rate)
  expect(gift.rate.high).toBeGreaterThan(gift.rate.rate)

  await say(gifted.slice(2), 'Ordered', '2026-05-03T09:20:00Z')
  expect((await figures())[0].sentence).toMatch(/^Gift is better, 9\d% sure$/)
  await say(['late'], 'Cart', '2026-05-03T12:00:00Z')
  expect((await figures())[0]).toMatchObject({
    leader: { port: 'a' },
    tookOver: { port: 'a', at: expect.stringMatching(/^2026-05-03T1/) },
    sentence: 'Gift took over on 3 May 2026',
  })
})

test('why runs ended is counted, and how the goal is reached is told in the list', async () => {
  const stats = (await at.request('GET', '/api/workflows/offer/stats')).body
  const reached = stats.goal.converted.count
  expect(reached).toBeGreaterThan(20)
  expect(stats.endings).toEqual([{ code: 'goalReached', detail: 'Order', count: reached }])

  await at.request('POST', '/api/clock', { advance: 'P2D' })
  await at.server.store('own').engine.idle()
  const later = (await at.request('GET', '/api/workflows/offer/stats')).body
  expect(later.endings).toEqual([
    { code: 'reachedEnd', count: 101 - reached },
    { code: 'goalReached', detail: 'Order', count: reached },
  ])
  expect(later.ended).toBe(101)
  const [line] = (await at.request('GET', '/api/workflows')).body.items
  expect(line.goal).toEqual({ title: 'Order', started: 101, reached, heldOut: 0, heldOutReached: 0 })
})

test('publishing says which experiments begin anew, and what it costs', async () => {
  const save = async (document: object) => {
    const { revision } = (await at.request('GET', '/api/workflows/offer')).body
    return (await at.request('PUT', '/api/workflows/offer', document, { 'if-match': `"${revision}"` })).body.revision
  }
  const anew = async (query = '') =>
    (await at.request('GET', `/api/workflows/offer/publish${query}`)).body.experiments as object[]
  const revision = await save({ ...offer, title: 'Better offer' })
  const won = { node: 'experiment-2', version: 1, assigned: 100, tookOver: 'Gift' }
  expect(await anew()).toEqual([
    {
      ...won,
      title: 'Which of 2 paths leads to the goal of the workflow?',
      sentence:
        '“Gift” took over in version 1. Publishing begins this experiment anew: customers are split again. To keep “Gift” for everybody, put the steps of “Gift” in the place of the experiment.',
    },
  ])
  await at.request('POST', '/api/workflows/offer/publish', { revision })
  expect(await anew('?version=1')).toMatchObject([won])

  await save(offer)
  expect(await anew()).toEqual([])
  await say(['new-1', 'new-2', 'c0'], 'Cart', '2026-05-06T12:00:00Z')
  expect(await anew()).toMatchObject([
    {
      version: 2,
      assigned: 2,
      tookOver: null,
      sentence:
        '2 customers were assigned in version 2. Publishing begins this experiment anew: its figures start at 0, and only customers who come here for the first time count. To keep the figures, publish when the experiment is over.',
    },
  ])
  const { 'event-1': begin, 'delay-3': delay } = Object.fromEntries(offer.nodes.map((node) => [node.id, node]))
  await save({ ...offer, nodes: [{ ...begin, ports: { next: 'delay-3' } }, delay] })
  expect(await anew()).toEqual([])
})
