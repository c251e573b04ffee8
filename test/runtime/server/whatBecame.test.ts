// Why there was no message, although it was let go: what became of it afterwards stands in the explanation, in the trail and on the
// command line (rules 16 and 28).
import { expect, test } from 'vitest'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import { eachWithServer } from '../../support/eachWithServer.ts'
import type { TestServer } from '../../support/server.ts'
import { type Drawing, draw, email } from '../../support/trial.ts'
import { perennial } from '../../support/typing.ts'

let at: TestServer
eachWithServer({ clock: 'data' }, (server) => {
  at = server
})

const afterCart = (mail: Drawing['nodes'][string], settings: Partial<WorkflowSettings> = {}) =>
  draw({
    id: 'cart',
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'step-2' } },
      'step-2': { ...mail, ports: { next: 'delay-3' } },
      'delay-3': { kind: 'delay', settings: { for: 'P1D' } },
    },
  })

/** Publishes the workflow and lets Ada, who may be written to, into it. */
async function begun(document: ReturnType<typeof draw>): Promise<void> {
  await at.request('POST', '/api/workflows', { document })
  expect((await at.request('POST', '/api/workflows/cart/publish', { revision: 1 })).status).toBe(200)
  await happened('2026-03-02T12:00:00Z', {
    type: 'identify',
    traits: { email: 'ada@example.com', city: 'Rome', consent: { email: 'granted' } },
  })
  await happened('2026-03-02T12:01:00Z', { type: 'track', event: 'Cart' })
}

async function happened(timestamp: string, item: object): Promise<void> {
  const { status } = await at.request('POST', '/api/load', {
    live: true,
    items: [{ userId: 'ada', timestamp, ...item }],
  })
  expect(status).toBe(200)
}

async function message() {
  const { items } = (await at.request('GET', '/api/messages')).body
  return items[0]
}

/** What delivery says became of the message. */
async function outcome(said: 'failed' | 'sent' | 'uncertain' | 'notSent', detail: string): Promise<void> {
  const { key, customer } = await message()
  const store = at.server.store('own')
  const payload = {
    type: 'outcome',
    message: key,
    customer: Number(customer),
    outcome: said,
    detail,
    attempts: 1,
  } as const
  await store.engine.append([{ id: `${key}:1`, payload }])
  await store.engine.idle()
}

/** How the decision about the message is explained, by each who explains it. */
async function explained() {
  const { run, customer, key } = await message()
  const isIt = ({ what }: { what: string }) => what === 'asked'
  const { decisions } = (await at.request('GET', `/api/runs/${run}/explain`)).body
  const { trail } = (await at.request('GET', `/api/runs/${run}`)).body
  const { runs } = (await at.request('GET', `/api/customers/${customer}/explain?workflow=cart`)).body
  const decision = decisions.find(isIt)
  expect(runs[0].decisions.find(isIt)).toEqual(decision)
  expect(trail.find(isIt)).toMatchObject({ sentence: decision.sentence, message: decision.message })
  expect(decision.message.key).toBe(key)
  const { out } = await perennial(at.data, 'explain', customer, '--workflow', 'cart')
  expect(out).toContain(`step-2        ${decision.sentence}\n`)
  return { ...decision, out }
}

test('rule 28: a mail that could not be rendered says so, and no consent would have turned it', async () => {
  await begun(afterCart(email('Your cart')))
  await outcome('failed', 'templateError: undefined filter: shout')
  expect(await explained()).toMatchObject({
    why: 'emailAdmitted',
    message: { state: 'failed', at: '2026-03-02T12:01:00.000Z', detail: 'templateError: undefined filter: shout' },
    sentence: 'Not sent: the template could not be rendered: undefined filter: shout',
    turns: [],
    out: expect.stringContaining('Known since 2 Mar 2026, 12:01.'),
  })
})

test('rule 28: a mail that the receiver refused says what it said', async () => {
  await begun(afterCart(email('Your cart')))
  await outcome('failed', '550 5.1.1 User unknown')
  expect(await explained()).toMatchObject({ sentence: 'Failed: 550 5.1.1 User unknown', turns: [] })
})

test('rule 28: a mail of which nobody knows whether it left says so', async () => {
  await begun(afterCart(email('Your cart')))
  await outcome('uncertain', 'interrupted')
  expect(await explained()).toMatchObject({
    sentence: 'Perhaps sent: Perennial stopped while it was being sent',
    turns: [],
  })
})

test('rule 28: a mail that was sent says so, and a refusal before would have stopped it', async () => {
  await begun(afterCart(email('Your cart')))
  expect(await explained()).toMatchObject({ sentence: 'The e-mail may go', message: { state: 'waiting', at: null } })
  await outcome('sent', '250 2.0.0 Ok')
  expect(await explained()).toMatchObject({ sentence: 'Sent', turns: ['Said no to marketing e-mail'] })
})

test('rule 28: consent that was withdrawn before a mail began is why there was none', async () => {
  await begun(afterCart(email('Your cart')))
  await happened('2026-03-02T12:05:00Z', { type: 'identify', traits: { consent: { email: 'denied' } } })
  expect(await explained()).toMatchObject({
    message: { state: 'cancelled', at: '2026-03-02T12:05:00.000Z', detail: 'denied' },
    sentence: 'Not sent: consent was withdrawn before it began',
    turns: ['Said yes to marketing e-mail'],
    out: expect.stringContaining('Known since 2 Mar 2026, 12:05.'),
  })
})

test('rule 28: an address that went away before a mail began is why there was none', async () => {
  await begun(afterCart(email('Your cart')))
  await happened('2026-03-02T12:05:00Z', { type: 'identify', traits: { email: null } })
  expect(await explained()).toMatchObject({ sentence: 'Not sent: the customer has no e-mail address' })
})

test('rule 28: a mail whose own condition no longer held names what decided, as it was then', async () => {
  const mail = email('Your cart')
  const when = { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' }
  await begun(afterCart({ ...mail, settings: { ...mail.settings, if: when } }))
  await happened('2026-03-02T12:05:00Z', { type: 'identify', traits: { city: 'Oslo' } })
  expect(await explained()).toMatchObject({
    sentence: 'Not sent: its own condition does not hold',
    facts: ['City is Oslo, Rome needed'],
    turns: ['City is Rome'],
    removed: [],
  })
  // What it was is not kept: what it is today does not explain it any more.
  await happened('2026-03-02T12:06:00Z', { type: 'identify', traits: { city: 'Rome' } })
  expect(await explained()).toMatchObject({ facts: [], turns: [], removed: ['/if'] })
})

test('rule 28: a mail that left with its run names how the run was left', async () => {
  const when = { test: 'event', event: 'Order', op: 'atLeast', value: 1 } as const
  await begun(afterCart(email('Your cart'), { exits: [{ title: 'Bought', when }] }))
  await happened('2026-03-02T12:05:00Z', { type: 'track', event: 'Order' })
  expect(await explained()).toMatchObject({
    message: { state: 'cancelled', detail: 'exitRule' },
    sentence: 'Cancelled: left by the exit rule Bought',
    turns: [],
  })
})

test('rule 28: a mail that could not begin in time says when it is judged again', async () => {
  await begun(afterCart(email('Your cart'), { caps: [{ per: 'day', atMost: 1 }] }))
  const settings = (await at.request('GET', '/api/settings')).body
  const sending = { ...settings.sending, quietHours: [{ from: '12:00', to: '15:00' }] }
  expect((await at.request('PUT', '/api/settings', { ...settings, sending })).status).toBe(200)
  await happened('2026-03-02T12:20:00Z', { type: 'track', event: 'Looked' })
  await outcome('notSent', 'stale')
  expect(await explained()).toMatchObject({
    message: { state: 'waiting', until: '2026-03-02T15:00:00.000Z' },
    sentence: 'Could not begin in time, so it is judged again',
    byItself: '2026-03-02T15:00:00.000Z',
  })
})

test('rule 28: a call that nobody waits for says what became of it', async () => {
  const call = { url: 'https://10.0.0.1/hook', answer: 'goOn' }
  await begun(afterCart({ kind: 'webhook', settings: call }))
  // A store that is not real calls nobody beyond this machine.
  await expect.poll(async () => (await message()).state).toBe('failed')
  expect(await explained()).toMatchObject({
    why: 'webhookAdmitted',
    sentence: expect.stringMatching(/^Failed: the address may not be called: /),
    turns: [],
  })
})
