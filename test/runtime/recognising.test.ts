// Whose an event is, and who is the same person: devices are shared, and a browser may say anything (rule 5, H7).
import { expect, test } from 'vitest'
import { accept } from '../../runtime/ingest/accept.ts'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

type Item = Readonly<Record<string, unknown>>

/** An item as a client sends it; answers with the codes of why it was refused. */
async function send(trial: Trial, kind: 'server' | 'browser', at: string, item: Item): Promise<string[]> {
  const now = Date.parse(`${at}:00Z`)
  const arrival = { call: 'batch', source: kind, kind, receivedAt: now, now, clock: 'data', newId: () => at } as const
  const { accepted, refused } = accept({ batch: [{ ...item, timestamp: `${at}:00Z` }] }, arrival)
  await trial.engine.append(
    accepted.map(({ messageId, ...event }) => ({ id: messageId, clock: now, payload: { type: 'event', ...event } })),
  )
  await trial.engine.idle()
  return refused.flatMap(({ problems }) => problems.map(({ code }) => code))
}

const identify = (who: Item, traits: Item = {}): Item => ({ type: 'identify', ...who, traits })
const seen = (who: Item): Item => ({ type: 'track', event: 'Seen', ...who })
const laptop = { anonymousId: 'laptop' }

/** The customer whom a name names now. */
async function customer(trial: Trial, value: string): Promise<number | undefined> {
  const identities = ['userId', 'email', 'anonymousId'].map((kind) => ({ kind, value }))
  return (await trial.storage.load({ identities })).identities[0]?.customer
}

async function attributes(trial: Trial, value: string): Promise<Item> {
  const { customers } = await trial.storage.load({ customers: [(await customer(trial, value)) ?? 0] })
  const { attributes } = customers[0]!.customer.profile
  return Object.fromEntries(Object.entries(attributes).map(([name, each]) => [name, each.value]))
}

test('rule 5: a known guest on the device of a known customer is not joined with them', async () => {
  const trial = await openTrial()
  await send(trial, 'server', '2026-01-01T10:00', identify({ userId: 'anna', ...laptop }, { email: 'anna@x.com' }))
  await send(trial, 'server', '2026-01-01T11:00', identify({ userId: 'bert' }, { email: 'bert@x.com' }))
  await send(trial, 'server', '2026-01-01T12:00', identify(laptop, { email: 'bert@x.com' }))
  expect(await customer(trial, 'anna')).not.toBe(await customer(trial, 'bert'))
  expect(await attributes(trial, 'anna')).toEqual({ email: 'anna@x.com' })
  expect(await customer(trial, 'laptop')).toBe(await customer(trial, 'bert'))
  await trial.close()
})

test('rule 5: a guest whom nobody knows yet is a new customer on the device of a known one', async () => {
  const trial = await openTrial()
  await send(trial, 'server', '2026-01-01T10:00', identify({ userId: 'anna', ...laptop }))
  await send(trial, 'server', '2026-01-01T11:00', identify(laptop, { email: 'bert@x.com' }))
  expect(await customer(trial, 'bert@x.com')).not.toBe(await customer(trial, 'anna'))
  await send(trial, 'browser', '2026-01-01T12:00', seen({ userId: 'anna', ...laptop }))
  expect(await customer(trial, 'laptop')).toBe(await customer(trial, 'anna'))
  await trial.close()
})

test('rule 5: who is known by an address is not joined with who logs in on their device', async () => {
  const trial = await openTrial()
  await send(trial, 'server', '2026-01-01T10:00', identify(laptop, { email: 'pia@x.com' }))
  await send(trial, 'server', '2026-01-01T11:00', identify({ userId: 'uwe' }, { email: 'uwe@x.com' }))
  await send(trial, 'browser', '2026-01-01T12:00', seen({ userId: 'uwe', ...laptop }))
  expect(await customer(trial, 'pia@x.com')).not.toBe(await customer(trial, 'uwe'))
  expect(await customer(trial, 'laptop')).toBe(await customer(trial, 'uwe'))
  await trial.close()
})

test('rule 5: a guest becomes a user when the shop names address and user together', async () => {
  const trial = await openTrial()
  await send(trial, 'server', '2026-01-01T10:00', identify(laptop, { email: 'pia@x.com', plan: 'gold' }))
  await send(trial, 'browser', '2026-01-01T11:00', seen({ userId: 'pia', ...laptop }))
  await send(trial, 'server', '2026-01-01T12:00', identify({ userId: 'pia' }, { email: 'pia@x.com' }))
  expect(await customer(trial, 'pia@x.com')).toBe(await customer(trial, 'pia'))
  expect(await attributes(trial, 'pia')).toEqual({ email: 'pia@x.com', plan: 'gold' })
  await trial.close()
})

test('rule 5: an alias joins two known customers by a server key, and by a browser key a visitor only', async () => {
  const alias: Item = { type: 'alias', userId: 'mallory', previousId: 'anna' }
  for (const [kind, joins] of [
    ['server', true],
    ['browser', false],
  ] as const) {
    const trial = await openTrial()
    await send(trial, 'server', '2026-01-01T10:00', identify({ userId: 'anna' }))
    await send(trial, 'browser', '2026-01-01T10:30', identify({ userId: 'mallory' }))
    await send(trial, kind, '2026-01-01T11:00', alias)
    expect((await customer(trial, 'mallory')) === (await customer(trial, 'anna'))).toBe(joins)
    await send(trial, 'browser', '2026-01-01T12:00', seen({ anonymousId: 'visitor' }))
    await send(trial, kind, '2026-01-01T13:00', { ...alias, previousId: 'visitor' })
    expect(await customer(trial, 'visitor')).toBe(await customer(trial, 'mallory'))
    await trial.close()
  }
})

test('rule 5: an event is about one user, whatever stands among its further ids', async () => {
  const trial = await openTrial()
  await send(trial, 'server', '2026-01-01T10:00', identify({ userId: 'ada' }))
  await send(trial, 'server', '2026-01-01T10:01', identify({ userId: 'bob' }))
  const context = {
    externalIds: [
      { type: 'userId', id: 'ada' },
      { type: 'userId', id: 'bob' },
    ],
  }
  await send(trial, 'browser', '2026-01-01T10:02', seen({ userId: 'ada', externalIds: { userId: 'bob' } }))
  await send(trial, 'browser', '2026-01-01T10:03', seen({ context }))
  expect(await customer(trial, 'bob')).not.toBe(await customer(trial, 'ada'))
  await trial.close()
})

test('rule 5: a browser takes no name for itself before its customer has it', async () => {
  const trial = await openTrial()
  const evil = identify({ userId: 'mallory', externalIds: { email: 'victim@x.com' } }, { email: 'mallory@x.com' })
  await send(trial, 'browser', '2026-01-01T10:00', evil)
  await send(trial, 'browser', '2026-01-01T10:30', { type: 'alias', userId: 'mallory', previousId: 'victim' })
  await send(trial, 'server', '2026-01-01T11:00', identify({ userId: 'victim' }, { email: 'victim@x.com' }))
  await send(trial, 'browser', '2026-01-01T12:00', evil)
  expect(await customer(trial, 'victim')).not.toBe(await customer(trial, 'mallory'))
  expect(await attributes(trial, 'victim')).toEqual({ email: 'victim@x.com' })
  await trial.close()
})

test('rule 5: what a browser says of an address alone is refused, and is nobody’s where it was taken before', async () => {
  const trial = await openTrial()
  await send(trial, 'server', '2026-01-01T10:00', identify({ userId: 'anna' }, { email: 'anna@x.com' }))
  const item = { type: 'track', event: 'Seen', externalIds: { email: 'anna@x.com' } }
  expect(await send(trial, 'browser', '2026-01-01T11:00', item)).toEqual(['nobodyBelieved'])
  expect(await send(trial, 'server', '2026-01-01T11:30', item)).toEqual([])
  const identities = [{ kind: 'email', value: 'anna@x.com' }]
  const said = { kind: 'track', name: 'Seen', source: 'browser', trusted: false, historical: false } as const
  const time = Date.parse('2026-01-01T12:00Z')
  await trial.append({ type: 'event', ...said, time, identities, body: '{"type":"track"}' }, '2026-01-01T12:00')
  expect((await trial.pages.counts()).customers).toBe(1)
  await trial.close()
})

test('rule 23: that an address is unsubscribed is taken from anybody', async () => {
  const trial = await openTrial()
  const item = { type: 'track', event: 'Unsubscribed', externalIds: { email: 'anna@x.com' } }
  expect(await send(trial, 'browser', '2026-01-01T11:00', item)).toEqual([])
  await trial.close()
})

test('rule 23: a withdrawal by a device that nobody knew yet stays with whoever it was, and does not go with the device', async () => {
  const mails = draw({
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email('Your cart'),
    },
  })
  const trial = await openTrial([mails])
  await trial.identify('anna', '2026-01-01T09:00')
  await trial.identify('bert', '2026-01-01T09:00')
  await trial.track('', 'Unsubscribed', '2026-01-01T10:00', {}, laptop)
  await trial.track('anna', 'Seen', '2026-01-01T11:00', {}, laptop)
  await trial.track('bert', 'Seen', '2026-01-01T12:00', {}, laptop)
  for (const userId of ['anna', 'bert']) await trial.track(userId, 'Cart', '2026-01-01T13:00')
  expect((await trial.messages()).map(({ address }) => address)).toEqual(['bert@example.com'])
  await trial.close()
})
