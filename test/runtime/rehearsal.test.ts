import { expect, test } from 'vitest'
import { rehearse } from '../../runtime/rehearse.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { type Drawing, draw } from '../support/trial.ts'

const monday = {
  kind: 'schedule',
  settings: { recurs: { every: 'week', on: ['monday'], time: '10:00' }, audience: { of: 'everyone' } },
  ports: { next: 'webhook-2' },
} as const
const webhook = (next: string) =>
  ({
    kind: 'webhook',
    settings: { url: 'https://shop.example.com/told', answer: 'wait' },
    ports: { delivered: next, failed: 'exit-9' },
  }) as const
const exits = {
  'exit-8': { kind: 'exit', settings: { reason: 'Told' } },
  'exit-9': { kind: 'exit', settings: { reason: 'Not told' } },
} as const

/** The decisions of one Monday, about so many customers. */
async function rehearsed(customers: number, nodes: Drawing['nodes']) {
  const events = Array.from({ length: customers }, (_, n) => ({
    type: 'track',
    event: 'Visit',
    userId: `customer ${n}`,
    messageId: `visit ${n}`,
    timestamp: '2026-01-02T10:00:00Z',
  }))
  return rehearse({
    workflow: draw({ nodes: { 'schedule-1': monday, ...nodes, ...exits } }),
    events,
    until: Date.parse('2026-01-06'),
    storage: openSqlite({ file: ':memory:', clock: 'data' }),
  })
}

test('all that may go at an instant is supposed to be delivered, however much it is', async () => {
  const lines = await rehearsed(1_500, { 'webhook-2': webhook('exit-8') })
  expect(lines.filter(({ node, what }) => node === 'exit-8' && what === 'ended')).toHaveLength(1_500)
})

test('so is what an answer makes go', async () => {
  const lines = await rehearsed(1, { 'webhook-2': webhook('webhook-3'), 'webhook-3': webhook('exit-8') })
  expect(lines.at(-1)).toMatchObject({ at: '2026-01-05T10:00:00.000Z', node: 'exit-8', what: 'ended' })
})

test('webhooks that lead to one another in a circle come to an end', async () => {
  const lines = await rehearsed(1, { 'webhook-2': webhook('webhook-3'), 'webhook-3': webhook('webhook-2') })
  expect(lines.filter(({ what }) => what === 'took')).toHaveLength(100)
})
