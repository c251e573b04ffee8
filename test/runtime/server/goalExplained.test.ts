// Why a goal was reached, and what ends a run while it waits for an event: each with its own facts and its own turn (rule 28).
import { expect, test } from 'vitest'
import type { Goal } from '../../../shared/goal.ts'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import { eachWithServer } from '../../support/eachWithServer.ts'
import type { TestServer } from '../../support/server.ts'
import { draw } from '../../support/trial.ts'

let at: TestServer
eachWithServer({ clock: 'data' }, (server) => {
  at = server
})

const always = { title: 'Won', within: 'P9D', from: 'start', ends: true } as const
const ordered = { test: 'event', event: 'Order', op: 'atLeast', value: 2, within: 'P7D' } as const

/** A run that waits for a visit. */
async function waiting(settings: Partial<WorkflowSettings>): Promise<void> {
  const nodes = {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'wait-2' } },
    'wait-2': {
      kind: 'wait',
      settings: { for: 'event', events: [{ port: 'visited', event: 'Visit' }], since: 'arrival', timeout: 'P5D' },
    },
  } as const
  const document = draw({ id: 'cart', settings, nodes })
  await at.request('POST', '/api/workflows', { document })
  expect((await at.request('POST', '/api/workflows/cart/publish', { revision: 1 })).status).toBe(200)
  await happened('2026-03-02T12:00:00Z', 'Cart')
}

async function happened(timestamp: string, event: string, properties = {}): Promise<void> {
  const items = [{ type: 'track', userId: 'ada', timestamp, event, properties }]
  expect((await at.request('POST', '/api/load', { live: true, items })).status).toBe(200)
}

async function decisions(): Promise<Record<string, unknown>[]> {
  const [run] = (await at.request('GET', '/api/runs?workflow=cart')).body.items
  return (await at.request('GET', `/api/runs/${run.id}/explain`)).body.decisions
}

test('rule 28: a goal by a condition names the facts that reached it, and what would have kept it', async () => {
  await waiting({ goal: { by: 'condition', when: ordered, ...always } satisfies Goal })
  await happened('2026-03-02T13:00:00Z', 'Order')
  await happened('2026-03-02T14:00:00Z', 'Order')
  const explained = {
    why: 'goalReached',
    sentence: 'Reached the goal Won. Order 2 times in 7 days, at least 2 needed',
    facts: ['Order 2 times in 7 days, at least 2 needed'],
    turns: ['1 Order fewer in 7 days'],
    same: true,
    removed: [],
  }
  expect((await decisions()).slice(-2)).toMatchObject([
    { what: 'reached', ...explained },
    { what: 'ended', ...explained },
  ])
})

test('rule 28: a goal by an event names the event that would have had to stay away', async () => {
  await waiting({ goal: { by: 'event', event: 'Order', ...always } satisfies Goal })
  await happened('2026-03-02T13:00:00Z', 'Order')
  const explained = { sentence: 'Reached the goal Won', turns: ['1 Order fewer'], same: true, removed: [] }
  expect((await decisions()).slice(-2)).toMatchObject([
    { what: 'reached', ...explained },
    { what: 'ended', ...explained },
  ])
})

test('rule 28: while a run waits for an event, one more of it turns the waiting, and not what somebody decided', async () => {
  await waiting({})
  expect((await decisions()).at(-1)).toMatchObject({ what: 'rested', turns: ['One more Visit'] })
  await at.request('POST', '/api/workflows/cart/state', { state: 'ended' })
  await at.server.store('own').engine.idle()
  expect((await decisions()).at(-1)).toMatchObject({ what: 'ended', why: 'workflowEnded', turns: [], changes: [] })
})
