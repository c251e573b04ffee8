// A run that was moved to another version: what it decided before is explained by the version in which it was decided (rule 28).
import { expect, test } from 'vitest'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import { eachWithServer } from '../../support/eachWithServer.ts'
import type { TestServer } from '../../support/server.ts'
import { draw } from '../../support/trial.ts'

let at: TestServer
eachWithServer({ clock: 'data' }, (server) => {
  at = server
})

const asking = (attribute: string, value: string, settings: Partial<WorkflowSettings> = {}) =>
  draw({
    id: 'cart',
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'branch-2' } },
      'branch-2': {
        kind: 'branch',
        settings: {
          paths: [{ port: 'path-1', title: 'Yes', when: { test: 'attribute', attribute, op: 'is', value } }],
        },
        ports: { 'path-1': 'wait-3', else: 'wait-3' },
      },
      'wait-3': {
        kind: 'wait',
        settings: { for: 'event', events: [{ port: 'visited', event: 'Visit' }], since: 'arrival', timeout: 'P5D' },
      },
    },
  })

async function publish(document: ReturnType<typeof draw>, revision: number, more = {}): Promise<void> {
  const { status } =
    revision === 1
      ? await at.request('POST', '/api/workflows', { document })
      : await at.request('PUT', '/api/workflows/cart', document, { 'if-match': `"${revision - 1}"` })
  expect(status).toBeLessThan(300)
  expect((await at.request('POST', '/api/workflows/cart/publish', { revision, ...more })).status).toBe(200)
  await at.server.store('own').engine.idle()
}

async function happened(timestamp: string, item: object): Promise<void> {
  const items = [{ userId: 'ada', timestamp, ...item }]
  expect((await at.request('POST', '/api/load', { live: true, items })).status).toBe(200)
}

const toTheSame = { move: { nodes: { 'branch-2': { to: 'wait-3' }, 'wait-3': { to: 'wait-3' } } } }

test('rule 28: what a run decided before it was moved is explained by the version in which it did', async () => {
  await publish(asking('city', 'Rome'), 1)
  await happened('2026-03-02T12:00:00Z', { type: 'identify', traits: { city: 'Rome', plan: 'free' } })
  await happened('2026-03-02T12:01:00Z', { type: 'track', event: 'Cart' })
  await publish(asking('plan', 'gold'), 2, toTheSame)
  const [run] = (await at.request('GET', '/api/runs?workflow=cart')).body.items
  expect(run.version).toBe(2)
  const { decisions } = (await at.request('GET', `/api/runs/${run.id}/explain`)).body
  const taken = decisions.find(({ node, what }: Record<string, string>) => node === 'branch-2' && what === 'took')
  expect(taken).toMatchObject({ port: 'path-1', facts: ['City is Rome'], same: true, removed: [] })
  const { trail } = (await at.request('GET', `/api/runs/${run.id}`)).body
  expect(trail.find(({ node }: Record<string, string>) => node === 'branch-2').sentence).toBe(taken.sentence)
  expect(taken.sentence).toContain('City is Rome')
})

test('rule 28: a goal that a run reaches after it was moved is that of the version with which it began', async () => {
  const goal = (event: string) =>
    ({ goal: { title: 'Won', by: 'event', event, within: 'P9D', from: 'start', ends: true } }) as const
  await publish(asking('city', 'Rome', goal('Order')), 1)
  await happened('2026-03-02T12:00:00Z', { type: 'track', event: 'Cart' })
  await publish(asking('city', 'Rome', goal('Refund')), 2, toTheSame)
  await happened('2026-03-02T13:00:00Z', { type: 'track', event: 'Order' })
  const [run] = (await at.request('GET', '/api/runs?workflow=cart')).body.items
  const { decisions } = (await at.request('GET', `/api/runs/${run.id}/explain`)).body
  const explained = { why: 'goalReached', turns: ['1 Order fewer'], same: true, removed: [] }
  expect(decisions.slice(-2)).toMatchObject([
    { what: 'reached', ...explained },
    { what: 'ended', ...explained },
  ])
})
