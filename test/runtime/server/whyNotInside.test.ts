import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'
import { type Drawing, draw } from '../../support/trial.ts'

const mondays = { every: 'week', on: ['monday'], time: '10:00' }
const rule = (rrule: string) => ({ every: 'rrule', rrule, start: '2026-01-01', time: '10:00' })
const inRome = { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' }
const triggers: Drawing['nodes'] = {
  ordered: { kind: 'event', settings: { event: 'Order Completed' } },
  birthday: {
    kind: 'date',
    settings: { of: { from: 'attribute', attribute: 'birthday' }, repeat: 'yearly', time: '09:00' },
  },
  renewal: { kind: 'date', settings: { of: { from: 'attribute', attribute: 'renews' }, repeat: 'once' } },
  late: {
    kind: 'absence',
    settings: { event: 'Order Paid', without: { event: 'Order Shipped' }, deadline: { by: 'period', within: 'P3D' } },
  },
  digest: { kind: 'schedule', settings: { recurs: mondays, audience: { of: 'everyone' } } },
  quarterly: {
    kind: 'schedule',
    settings: { recurs: rule('FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR'), audience: { of: 'everyone' } },
  },
  sale: { kind: 'schedule', settings: { recurs: rule('FREQ=DAILY;UNTIL=20260228'), audience: { of: 'everyone' } } },
  romans: { kind: 'schedule', settings: { recurs: mondays, audience: { of: 'condition', when: inRome } } },
  called: { kind: 'request', settings: {} },
  after: { kind: 'workflow', settings: { workflow: 'ordered', how: 'any' } },
}

// Rule 28 for somebody who is not inside: for each kind of trigger what it waits for, and when time alone brings it.
let at: TestServer
let ada: string
beforeAll(async () => {
  at = await openServer({ clock: 'data' })
  for (const [id, trigger] of Object.entries(triggers)) {
    const exit = { kind: 'exit', settings: { reason: 'Done' } } as const
    const document = draw({ id, nodes: { 'start-1': { ...trigger, ports: { next: 'exit-2' } }, 'exit-2': exit } })
    await at.request('POST', '/api/workflows', { document })
    const { status } = await at.request('POST', `/api/workflows/${id}/publish`, { revision: 1 })
    expect(status).toBe(200)
  }
  const said = { userId: 'ada', timestamp: '2026-03-02T12:00:00Z' }
  await at.request('POST', '/api/load', {
    live: true,
    items: [
      { ...said, type: 'identify', traits: { birthday: '1990-05-17', renews: '2025-12-31', city: 'Oslo' } },
      { ...said, type: 'track', event: 'Order Paid' },
    ],
  })
  ada = (await at.request('GET', '/api/customers?query=ada')).body.items[0].id
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

test.for([
  ['ordered', 'eventNeverCame', null],
  ['birthday', 'startPlanned', '2026-05-17T09:00:00.000Z'],
  ['renewal', 'dateGone', null],
  ['late', 'startPlanned', '2026-03-05T12:00:00.000Z'],
  ['digest', 'inAudience', '2026-03-09T10:00:00.000Z'],
  ['quarterly', 'inAudience', '2026-04-24T10:00:00.000Z'],
  ['sale', 'scheduleEnded', null],
  ['romans', 'notInAudience', null],
  ['called', 'byRequest', null],
  ['after', 'byEndOf', null],
] as const)('rule 28: whoever is not in %s is told %s', async ([workflow, code, byItself]) => {
  const { hurdles } = (await at.request('GET', `/api/customers/${ada}/explain?workflow=${workflow}`)).body
  const triggers = hurdles.filter(({ of }: { of: string }) => of === 'trigger')
  expect(triggers).toMatchObject([{ code, byItself, clear: false }])
  expect(triggers[0].sentence).not.toBe(code)
})

test('rule 28: what would bring somebody into an audience is named', async () => {
  const { hurdles } = (await at.request('GET', `/api/customers/${ada}/explain?workflow=romans`)).body
  const { facts, turns } = hurdles.find(({ of }: { of: string }) => of === 'trigger')
  expect([facts, turns]).toMatchObject([[expect.stringContaining('Oslo')], [expect.stringContaining('Rome')]])
})
