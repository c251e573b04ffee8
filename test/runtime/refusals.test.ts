// Whom a withdrawal of consent reaches, and how long it holds, when people share devices and addresses (rule 23, H6).
import { expect, test } from 'vitest'
import type { EventPayload, NewEntry } from '../../runtime/commit/entry.ts'
import { decideConsent } from '../../runtime/server/decideConsent.ts'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

const carts = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
    'email-2': email('Your cart'),
  },
})

interface Said {
  readonly at: string
  readonly time?: string
  readonly userId?: string
  readonly device?: string
  readonly email?: string
  readonly consent?: 'granted' | 'denied'
}

const instant = (at: string) => Date.parse(`${at}:00Z`)
const granted = 'granted' as const
const denied = 'denied' as const

/** Somebody identifies; without an address or a word about consent they are only seen. */
function entryOf({ at, time = at, userId, device, email, consent }: Said): NewEntry {
  const traits = { ...(email && { email }), ...(consent && { consent: { email: consent } }) }
  const payload: EventPayload = {
    type: 'event',
    kind: 'identify',
    name: 'identify',
    time: instant(time),
    identities: [
      ...(userId ? [{ kind: 'userId', value: userId }] : []),
      ...(device ? [{ kind: 'anonymousId', value: device }] : []),
    ],
    source: 'browser',
    trusted: false,
    historical: false,
    body: JSON.stringify({ type: 'identify', traits }),
  }
  return { clock: instant(at), payload }
}

async function say(trial: Trial, ...said: readonly Said[]): Promise<void> {
  await trial.engine.append(said.map(entryOf))
  await trial.engine.idle()
}

const unsubscribed = (device: string, at: string): NewEntry => ({
  clock: instant(at),
  payload: {
    ...(entryOf({ at, device }).payload as EventPayload),
    kind: 'track',
    name: 'Unsubscribed',
    body: '{"type":"track","event":"Unsubscribed"}',
  },
})

/** Somebody clicks the link in the mail that they got. */
async function oneClick(
  trial: Trial,
  userId: string,
  address: string,
  is = denied as 'granted' | 'denied',
  pages = trial.pages,
) {
  const { engine } = trial
  const { now } = await engine.standing()
  await decideConsent([{ kind: 'own', engine, pages }], {
    address,
    customer: await customerOf(trial, userId),
    store: 'own',
    admitted: now,
    is,
    source: 'oneClick',
    wording: 'One-click',
  })
  await engine.idle()
}

async function customerOf(trial: Trial, userId: string): Promise<number> {
  const { identities } = await trial.storage.load({ identities: [{ kind: 'userId', value: userId }] })
  return identities[0]!.customer
}

/** Whether somebody's mail leaves. */
async function getsMail(trial: Trial, userId: string, at: string): Promise<boolean> {
  await trial.track(userId, 'Cart', at)
  return (await trial.messages()).length > 0
}

test('rule 23: a grant on a device ends no refusal of whoever used it before, nor that of an address', async () => {
  const trial = await openTrial([carts])
  await say(trial, {
    at: '2026-01-01T10:00',
    userId: 'anna',
    device: 'laptop',
    email: 'family@x.com',
    consent: granted,
  })
  await say(trial, { at: '2026-01-01T10:01', userId: 'dan', email: 'family@x.com', consent: granted })
  await trial.until('2026-01-02')
  await oneClick(trial, 'dan', 'family@x.com')
  expect(await getsMail(trial, 'anna', '2026-01-03T12:00')).toBe(false)
  await say(trial, { at: '2026-01-04T12:00', userId: 'carl', device: 'laptop', email: 'carl@x.com', consent: granted })
  expect(await getsMail(trial, 'anna', '2026-01-05T12:00')).toBe(false)
  expect(await getsMail(trial, 'dan', '2026-01-05T12:01')).toBe(false)
  expect(await getsMail(trial, 'carl', '2026-01-05T12:02')).toBe(true)
  await trial.close()
})

test('rule 23: who grants after a refusal of their address gets mail again, and nobody else by that', async () => {
  const trial = await openTrial([carts])
  await say(trial, { at: '2026-01-01T10:00', userId: 'anna', email: 'family@x.com', consent: granted })
  await say(trial, { at: '2026-01-01T10:01', userId: 'dan', email: 'family@x.com', consent: granted })
  await oneClick(trial, 'dan', 'family@x.com')
  await say(trial, { at: '2026-01-02T10:00', userId: 'anna', consent: granted })
  expect(await getsMail(trial, 'anna', '2026-01-03T12:00')).toBe(true)
  expect(await getsMail(trial, 'dan', '2026-01-03T12:01')).toBe(false)
  await trial.close()
})

test('rule 23: an address that is subscribed again by the link in a mail gets mail again', async () => {
  const trial = await openTrial([carts])
  await say(trial, { at: '2026-01-01T10:00', userId: 'dan', email: 'family@x.com', consent: granted })
  await oneClick(trial, 'dan', 'family@x.com')
  expect(await getsMail(trial, 'dan', '2026-01-02T12:00')).toBe(false)
  await oneClick(trial, 'dan', 'family@x.com', granted)
  expect(await getsMail(trial, 'dan', '2026-01-03T12:00')).toBe(true)
  await trial.close()
})

test('rule 23: a refusal reaches an address that became theirs just before, also when both come together', async () => {
  const ada = { at: '2026-01-02T12:00', userId: 'ada', email: 'Family@x.com', consent: granted }
  const api: NewEntry = {
    clock: instant('2026-01-02T12:01'),
    payload: {
      type: 'consent',
      identity: { kind: 'userId', value: 'ada' },
      channel: 'email',
      purpose: 'marketing',
      is: 'denied',
      source: 'api',
      time: instant('2026-01-02T12:01'),
    },
  }
  for (const said of [entryOf({ at: '2026-01-02T12:01', userId: 'ada', consent: denied }), api]) {
    const trial = await openTrial([carts])
    await say(trial, { at: '2026-01-01T10:00', userId: 'bob', email: 'family@x.com', consent: granted })
    await say(trial, { at: '2026-01-01T10:01', userId: 'carl', email: 'carl@x.com', consent: granted })
    // What they say on a device that somebody else has used is about nobody else.
    const carl = entryOf({ at: '2026-01-02T12:00', userId: 'carl', device: 'laptop', email: 'carl@y.com' })
    await trial.engine.append([entryOf({ ...ada, device: 'laptop' }), carl, said])
    await trial.engine.idle()
    expect(await getsMail(trial, 'bob', '2026-01-03T12:00')).toBe(false)
    expect(await getsMail(trial, 'carl', '2026-01-03T12:01')).toBe(true)
    await trial.close()
  }
})

test('rule 23: a link in a mail speaks for its customer, also when their device goes to somebody else meanwhile', async () => {
  const trial = await openTrial([carts])
  await say(trial, { at: '2026-01-01T10:00', userId: 'dan', device: 'laptop', email: 'dan@x.com', consent: granted })
  await say(trial, { at: '2026-01-01T10:01', userId: 'carl', email: 'carl@x.com', consent: granted })
  const meanwhile: Trial['pages'] = {
    ...trial.pages,
    async customer(id) {
      const dan = await trial.pages.customer(id)
      await say(trial, { at: '2026-01-01T11:00', userId: 'carl', device: 'laptop' })
      return dan
    },
  }
  await oneClick(trial, 'dan', 'dan@x.com', denied, meanwhile)
  await say(trial, { at: '2026-01-02T12:00', userId: 'dan', email: 'dan@y.com' })
  expect(await getsMail(trial, 'dan', '2026-01-03T12:00')).toBe(false)
  expect(await getsMail(trial, 'carl', '2026-01-03T12:01')).toBe(true)
  await trial.close()
})

test('rule 23: a refusal does not go with the device to its next owner', async () => {
  const trial = await openTrial([carts])
  await say(trial, { at: '2026-01-01T10:00', userId: 'bert', email: 'bert@x.com', consent: granted })
  await say(trial, { at: '2026-01-01T11:00', userId: 'anna', device: 'laptop', email: 'anna@x.com', consent: denied })
  await say(trial, { at: '2026-01-01T12:00', userId: 'bert', device: 'laptop' })
  expect(await getsMail(trial, 'bert', '2026-01-05T12:00')).toBe(true)
  expect(await getsMail(trial, 'anna', '2026-01-05T12:01')).toBe(false)
  await trial.close()
})

test('rule 23: who refuses on the device of somebody else refuses for themselves', async () => {
  const trial = await openTrial([carts])
  await say(trial, { at: '2026-01-01T11:00', userId: 'anna', device: 'laptop', email: 'anna@x.com', consent: granted })
  await say(trial, { at: '2026-01-01T12:00', userId: 'carl', device: 'laptop', email: 'carl@x.com', consent: denied })
  expect(await getsMail(trial, 'anna', '2026-01-05T12:00')).toBe(true)
  expect(await getsMail(trial, 'carl', '2026-01-05T12:01')).toBe(false)
  await trial.close()
})

test('rule 23: a visitor refuses for whomever they turn out to be', async () => {
  const trial = await openTrial([carts])
  await say(trial, { at: '2026-01-01T10:00', userId: 'anna', email: 'anna@x.com', consent: granted })
  await say(trial, { at: '2026-01-01T11:00', device: 'laptop' })
  await trial.engine.append([unsubscribed('laptop', '2026-01-01T12:00')])
  expect(await getsMail(trial, 'anna', '2026-01-01T13:00')).toBe(true)
  await say(trial, { at: '2026-01-02T12:00', userId: 'anna', device: 'laptop' })
  expect(await getsMail(trial, 'anna', '2026-01-03T12:00')).toBe(false)
  await trial.close()
})

test('rule 3: of two decisions the later by own time holds, also when they come together', async () => {
  const grant: Said = {
    at: '2026-01-01T12:00',
    time: '2026-01-01T11:59',
    userId: 'ada',
    email: 'ada@x.com',
    consent: granted,
  }
  const stale: Said = { at: '2026-01-01T12:00', time: '2026-01-01T11:50', userId: 'ada', consent: denied }
  for (const requests of [[[grant, stale]], [[grant], [stale]]]) {
    const trial = await openTrial([carts])
    for (const said of requests) await say(trial, ...said)
    expect(await getsMail(trial, 'ada', '2026-01-10T12:00')).toBe(true)
    await trial.close()
  }
})
