import { expect, test } from 'vitest'
import { decideConsent } from '../../runtime/server/decideConsent.ts'
import { draw, openTrial } from '../support/trial.ts'

const carts = draw({
  settings: { key: 'cart_id', reentry: { rule: 'afterEnd' } },
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
    'delay-2': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'branch-3' } },
    'branch-3': {
      kind: 'branch',
      settings: { paths: [{ port: 'often', when: { test: 'event', event: 'Cart', op: 'atLeast', value: 2 } }] },
    },
  },
})

test('rule 5: anonymous activity joins the customer who identifies, with its runs and history', async () => {
  const trial = await openTrial([carts])
  await trial.track('', 'Cart', '2026-01-01T10:00', { cart_id: 'a' }, { anonymousId: 'x' })
  await trial.track('ada', 'Cart', '2026-01-01T11:00', { cart_id: 'b' })
  await trial.track('ada', 'Login', '2026-01-01T12:00', {}, { anonymousId: 'x' })
  await trial.until('2026-01-03')
  expect(trial.story().filter((line) => line.startsWith('took branch-3'))).toEqual([
    'took branch-3 often',
    'took branch-3 often',
  ])
  await trial.close()
})

test('rule 5: of two runs for one workflow and key the older stays', async () => {
  const trial = await openTrial([carts])
  await trial.track('', 'Cart', '2026-01-01T10:00', { cart_id: 'a' }, { anonymousId: 'x' })
  await trial.track('ada', 'Cart', '2026-01-01T11:00', { cart_id: 'a' })
  await trial.track('ada', 'Login', '2026-01-01T12:00', {}, { anonymousId: 'x' })
  await trial.until('2026-01-03')
  expect(
    trial
      .lines()
      .filter((line) => line.what === 'ended')
      .map((line) => [line.at, line.why]),
  ).toEqual([
    ['2026-01-01T12:00:00.000Z', 'merged'],
    ['2026-01-02T10:00:00.000Z', 'reachedEnd'],
  ])
  await trial.close()
})

test('rule 8: once ever holds when the event that would begin a second run joins two customers', async () => {
  const trial = await openTrial([
    draw({
      settings: { reentry: { rule: 'once' } },
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'exit-2' } },
        'exit-2': { kind: 'exit', settings: { reason: 'Done' } },
      },
    }),
  ])
  await trial.identify('ada', '2026-01-01T09:00')
  await trial.track('', 'Cart', '2026-01-01T10:00', {}, { anonymousId: 'x' })
  await trial.track('ada', 'Cart', '2026-01-01T11:00', {}, { anonymousId: 'x' })
  expect(trial.story()).toEqual(['entered event-1 entered', 'ended exit-2 exitNode'])
  await trial.close()
})

test('rule 5: several runs of one customer stay when the other had none', async () => {
  const always = { ...carts, settings: { reentry: { rule: 'always' } } } as const
  const trial = await openTrial([always])
  await trial.identify('ada', '2026-01-01T09:00')
  await trial.track('', 'Cart', '2026-01-01T10:00', {}, { anonymousId: 'x' })
  await trial.track('', 'Cart', '2026-01-01T10:30', {}, { anonymousId: 'x' })
  await trial.track('ada', 'Login', '2026-01-01T11:00', {}, { anonymousId: 'x' })
  expect(trial.lines().filter((line) => line.what === 'ended')).toEqual([])
  await trial.close()
})

test('rule 5: what comes on a shared device after another identify belongs to that other', async () => {
  const trial = await openTrial([carts])
  await trial.track('ada', 'Login', '2026-01-01T10:00', {}, { anonymousId: 'x' })
  await trial.track('bob', 'Login', '2026-01-01T11:00', {}, { anonymousId: 'x' })
  await trial.track('', 'Cart', '2026-01-01T12:00', { cart_id: 'a' }, { anonymousId: 'x' })
  const { identities } = await trial.storage.load({ identities: [{ kind: 'userId', value: 'bob' }] })
  expect(trial.lines()[0]?.run).toBe(`${identities[0]?.customer}-0`)
  await trial.close()
})

test('rule 5: a refusal of either wins', async () => {
  const trial = await openTrial([])
  await trial.identify('ada', '2026-01-01T10:00', { consent: { email: 'denied' } })
  await trial.identify('bob', '2026-01-01T11:00', { consent: { email: 'granted' } })
  await trial.track('ada', 'alias', '2026-01-01T12:00', {}, { previousId: 'bob' })
  const { identities } = await trial.storage.load({ identities: [{ kind: 'userId', value: 'bob' }] })
  const { customers } = await trial.storage.load({ customers: [identities[0]?.customer ?? 0] })
  expect(customers[0]?.customer.profile.consents['email:marketing']?.value).toBe('denied')
  expect(customers[0]?.identities.map(({ value }) => value).sort()).toContain('ada')
  await trial.close()
})

test.each(['denied', 'granted'] as const)(
  'rule 5: a refusal holds against what either had said by then, whenever it comes: the other had %s',
  async (other) => {
    const trial = await openTrial([])
    await trial.append(consentAt('ada', 'denied', '2026-01-01T10:00:00Z'), '2026-01-01T10:00')
    await trial.append(consentAt('bob', other, '2026-01-01T12:00:00Z'), '2026-01-01T12:00')
    await trial.track('ada', 'alias', '2026-01-01T13:00', {}, { previousId: 'bob' })
    const consent = async () => {
      const { identities } = await trial.storage.load({ identities: [{ kind: 'userId', value: 'bob' }] })
      const { consents } = (await trial.pages.customer(String(identities[0]?.customer)))!
      return consents.find(({ purpose }) => purpose === 'marketing')?.is
    }
    await trial.append(consentAt('bob', 'granted', '2026-01-01T11:00:00Z'), '2026-01-01T14:00')
    expect(await consent()).toBe('denied')
    await trial.append(consentAt('bob', 'granted', '2026-01-01T15:00:00Z'), '2026-01-01T15:00')
    expect(await consent()).toBe('granted')
    await trial.close()
  },
)

test('rule 23: the link in a mail speaks for whomever its customer has joined since', async () => {
  const trial = await openTrial()
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.identify('bob', '2026-01-01T11:00')
  const customerOf = async (value: string) => {
    const { identities } = await trial.storage.load({ identities: [{ kind: 'userId', value }] })
    return identities[0]!.customer
  }
  const bob = await customerOf('bob')
  await trial.track('ada', 'alias', '2026-01-01T12:00', {}, { previousId: 'bob' })
  const { engine, pages } = trial
  await decideConsent([{ kind: 'own', engine, pages }], {
    // No address of anybody's any more.
    address: 'bobby@example.com',
    customer: bob,
    store: 'own',
    admitted: Date.parse('2026-01-01T11:30Z'),
    is: 'denied',
    source: 'hostedPage',
    wording: 'Unsubscribed',
  })
  await engine.idle()
  const ada = await customerOf('ada')
  expect(ada).not.toBe(bob)
  const { consents } = (await pages.customer(String(ada)))!
  expect(consents.find(({ purpose }) => purpose === 'marketing')).toMatchObject({ is: 'denied' })
  await trial.close()
})

test('rule 3: a stale write changes nothing', async () => {
  const trial = await openTrial([
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'branch-2' } },
        'branch-2': {
          kind: 'branch',
          settings: {
            paths: [{ port: 'rome', when: { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' } }],
          },
        },
      },
    }),
  ])
  await trial.append(identifyAt('ada', 'Rome', '2026-01-01T10:00:00Z'), '2026-01-01T10:00')
  await trial.append(identifyAt('ada', 'Milan', '2026-01-01T09:00:00Z'), '2026-01-01T11:00')
  await trial.track('ada', 'Cart', '2026-01-01T12:00')
  expect(trial.story()).toContain('took branch-2 rome')
  await trial.close()
})

const identifyAt = (userId: string, city: string, time: string) => saidAt(userId, { city }, time)
const consentAt = (userId: string, is: string, time: string) => saidAt(userId, { consent: { email: is } }, time)

const saidAt = (userId: string, traits: object, time: string) =>
  ({
    type: 'event',
    kind: 'identify',
    name: 'identify',
    time: Date.parse(time),
    identities: [{ kind: 'userId', value: userId }],
    source: 'test',
    trusted: true,
    historical: false,
    body: JSON.stringify({ type: 'identify', traits }),
  }) as const
