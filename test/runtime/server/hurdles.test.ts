// What stands in the way of somebody who might enter a workflow, beside its trigger: rules of re-entry, the filter, the holdout, and whether a
// mail would reach them; and why they were not let in before, with the facts of that time (rule 28).
import { describe, expect, test } from 'vitest'
import { shareOf } from '../../../runtime/step/assignment.ts'
import type { WorkflowSettings } from '../../../shared/workflow.ts'
import { eachWithServer } from '../../support/eachWithServer.ts'
import type { TestServer } from '../../support/server.ts'
import { draw, email } from '../../support/trial.ts'
import { perennial } from '../../support/typing.ts'

let at: TestServer
eachWithServer({ clock: 'data' }, (server) => {
  at = server
})

const inRome = { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' } as const
const goal = { by: 'event', event: 'Order', title: 'Won', within: 'P9D', from: 'start', ends: true } as const

async function publish(settings: Partial<WorkflowSettings> = {}, revision = 0): Promise<void> {
  const document = draw({
    id: 'cart',
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email('Your cart'),
    },
  })
  if (revision === 0) await at.request('POST', '/api/workflows', { document })
  else await at.request('PUT', '/api/workflows/cart', document, { 'if-match': `"${revision}"` })
  const published = await at.request('POST', '/api/workflows/cart/publish', { revision: revision + 1 })
  expect(published.status, published.text).toBe(200)
}

async function load(...items: object[]): Promise<void> {
  expect((await at.request('POST', '/api/load', { live: true, items })).status).toBe(200)
}
const known = (timestamp: string, traits: object, userId = 'ada') =>
  load({ type: 'identify', userId, timestamp, traits: { email: `${userId}@example.com`, ...traits } })
const cart = (timestamp: string, userId = 'ada') => load({ type: 'track', userId, timestamp, event: 'Cart' })

const idOf = async (userId: string) => (await at.request('GET', `/api/customers?query=${userId}`)).body.items[0].id
const explained = async (userId = 'ada') =>
  (await at.request('GET', `/api/customers/${await idOf(userId)}/explain?workflow=cart`)).body
const told = async (userId = 'ada') =>
  (await perennial(at.data, 'explain', await idOf(userId), '--workflow', 'cart')).out
/** The hurdle of a kind. */
const hurdle = async (kind: string, userId = 'ada') =>
  (await explained(userId)).hurdles.find(({ of }: { of: string }) => of === kind)

describe('rule 28: the holdout', () => {
  const people = Array.from({ length: 16 }, (_, n) => `person${n}`)

  test('names itself to those left out, with the share that would let them in', async () => {
    await publish({ goal, holdout: 40, reentry: { rule: 'once' } })
    for (const person of people) await known('2026-03-02T12:00:00Z', {}, person)
    for (const person of people) await cart('2026-03-02T12:01:00Z', person)
    const leftOut = { no: 0, yes: 0 }
    for (const person of people) {
      const { hurdles, runs } = await explained(person)
      const share = shareOf({ salt: 'holdout', workflow: 'cart', node: '', customer: Number(await idOf(person)) })
      const holdout = hurdles.find(({ of }: { of: string }) => of === 'holdout')
      const isIn = runs.length > 0
      leftOut[isIn ? 'no' : 'yes']++
      const most = Math.floor(share * 100)
      expect(holdout, person).toMatchObject(
        isIn
          ? { code: 'notLeftOut', clear: true, turns: [] }
          : {
              code: 'leftOutOfWorkflow',
              clear: false,
              sentence: expect.stringContaining('40%'),
              turns: [
                most > 0 ? `At most ${most}% of customers left out of the workflow` : 'Nobody left out of the workflow',
              ],
            },
      )
      if (isIn) continue
      expect(await told(person)).not.toContain('Nothing stands in the way')
      // They never were inside, and what would have been their only time is over.
      expect(hurdles.find(({ of }: { of: string }) => of === 'reentry').sentence).toContain('left out')
    }
    expect(leftOut.yes).toBeGreaterThan(2)
    expect(leftOut.no).toBeGreaterThan(2)
  })

  test('of the whole store concerns workflows with a goal, and is not spoken of where there is none', async () => {
    const settings = (await at.request('GET', '/api/settings')).body
    await at.request('PUT', '/api/settings', { ...settings, sending: { ...settings.sending, holdout: 50 } })
    await publish({ goal })
    for (const person of people) await known('2026-03-02T12:00:00Z', {}, person)
    for (const person of people) await cart('2026-03-02T12:01:00Z', person)
    const codes = new Set<string>()
    for (const person of people) {
      const { hurdles, runs } = await explained(person)
      const { code } = hurdles.find(({ of }: { of: string }) => of === 'holdout')
      expect(code, person).toBe(runs.length > 0 ? 'notLeftOut' : 'leftOutOfStore')
      codes.add(code)
    }
    expect(codes.size).toBe(2)
    await publish({}, 1)
    expect(await hurdle('holdout', people[0])).toBeUndefined()
  })
})

test('rule 28: the rule for entering again is said of somebody who entered', async () => {
  const rules = [
    [{ rule: 'once' }, 'reentryOnce', false, null],
    [{ rule: 'notBefore', period: 'P7D' }, 'reentryTooSoon', false, '2026-03-09T12:01:00.000Z'],
    [{ rule: 'always' }, 'mayEnterAgain', true, null],
    [{ rule: 'afterEnd' }, 'mayEnterAgain', true, null],
  ] as const
  for (const [index, [reentry, code, clear, byItself]] of rules.entries()) {
    const person = `person${index}`
    await publish({ reentry }, index)
    await known('2026-03-02T12:00:00Z', {}, person)
    expect(await hurdle('reentry', person)).toMatchObject({ code: 'neverEntered', clear: true })
    await cart('2026-03-02T12:01:00Z', person)
    expect(await hurdle('reentry', person), reentry.rule).toMatchObject({ code, clear, byItself })
  }
})

describe('rule 28: whether a mail would reach them', () => {
  test('depends on what they allow, and on their address', async () => {
    await publish()
    const customers = [
      [{ consent: { email: 'granted' } }, 'marketingReaches', []],
      [{ consent: { email: 'denied' } }, 'marketingDenied', ['Said yes to marketing e-mail']],
      [{}, 'marketingUnasked', ['Said yes to marketing e-mail']],
      [{ email: null, consent: { email: 'granted' } }, 'addressMissing', ['Email is other@example.com']],
      [{ email: 'nowhere', consent: { email: 'granted' } }, 'addressMissing', ['Email is other@example.com']],
    ] as const
    for (const [index, [traits, code, turns]] of customers.entries()) {
      const person = `person${index}`
      await known('2026-03-02T12:00:00Z', traits, person)
      expect(await hurdle('message', person)).toMatchObject({ code, clear: turns.length === 0, turns })
    }
  })

  test('says when their address was refused for good', async () => {
    await publish()
    await known('2026-03-02T12:00:00Z', { consent: { email: 'granted' } })
    await cart('2026-03-02T12:01:00Z')
    const [{ key, customer }] = (await at.request('GET', '/api/messages')).body.items
    const { engine } = at.server.store('own')
    const said = { outcome: 'failed', detail: '550 No such user', attempts: 1, permanent: true } as const
    await engine.append([{ payload: { type: 'outcome', message: key, customer: Number(customer), ...said } }])
    await engine.idle()
    expect(await hurdle('message')).toMatchObject({ code: 'addressRefused', clear: false })
  })
})

describe('rule 28: what a mail would wait for', () => {
  const sending = async (changes: object) => {
    const settings = (await at.request('GET', '/api/settings')).body
    const { status } = await at.request('PUT', '/api/settings', {
      ...settings,
      sending: { ...settings.sending, ...changes },
    })
    expect(status).toBe(200)
  }
  const yes = { consent: { email: 'granted' } }

  test('quiet hours, until they are over where the customer lives', async () => {
    await sending({ quietHours: [{ from: '10:00', to: '15:00' }] })
    await publish()
    await known('2026-03-02T12:00:00Z', { ...yes, timezone: 'Europe/Rome' })
    expect(await hurdle('message')).toMatchObject({
      code: 'quietNow',
      clear: false,
      byItself: '2026-03-02T14:00:00.000Z',
    })
  })

  test('a cap: the messages that fill it are named, with times as the store’s pages tell them, and when it has room again', async () => {
    const cap = { per: 'rolling', atMost: 2, period: 'P7D' }
    await sending({ caps: [{ channel: 'email', cap }], giveUpAfter: 'P9D' })
    await publish()
    await known('2026-03-01T12:00:00Z', { ...yes, timezone: 'Asia/Tokyo' })
    await cart('2026-03-01T13:00:00Z')
    expect(await hurdle('message')).toMatchObject({ code: 'marketingReaches', clear: true })
    await cart('2026-03-02T13:00:00Z')
    expect(await hurdle('message')).toMatchObject({
      code: 'capFull',
      clear: false,
      sentence: 'Inside, a marketing e-mail would wait: the customer already got 2 marketing messages within 7 days',
      facts: ['“Your cart” counts since 2 Mar 2026, 13:00', '“Your cart” counts since 1 Mar 2026, 13:00'],
      byItself: '2026-03-08T13:00:00.000Z',
    })
    expect((await hurdle('trigger')).sentence).toBe('Cart begins it, and came last on 2 Mar 2026, 13:00')
    // The one that has to wait tells the same of itself, also when the others count no more.
    await cart('2026-03-03T13:00:00Z')
    await cart('2026-03-09T13:00:00Z', 'bob')
    const { runs } = await explained()
    const waits = runs[0].decisions.find(({ why }: { why: string }) => why === 'deferredCap')
    expect(waits).toMatchObject({
      facts: ['“Your cart” counts since 2 Mar 2026, 13:00', '“Your cart” counts since 1 Mar 2026, 13:00'],
      byItself: '2026-03-08T13:00:00.000Z',
    })
    expect(await told()).toContain('“Your cart” counts since 2 Mar 2026, 13:00')
  })

  test('a cap of the workflow counts its own messages alone', async () => {
    await publish({ caps: [{ per: 'day', atMost: 1 }] })
    await known('2026-03-02T12:00:00Z', yes)
    await cart('2026-03-02T13:00:00Z')
    expect(await hurdle('message')).toMatchObject({
      code: 'capFull',
      facts: ['“Your cart” counts since 2 Mar 2026, 13:00'],
      byItself: '2026-03-03T00:00:00.000Z',
    })
  })
})

describe('rule 28: why somebody was not let in before', () => {
  test('is told with the facts of that time, although the filter would hold today', async () => {
    await publish({ filter: inRome })
    await known('2026-03-02T12:00:00Z', { city: 'Oslo' })
    await cart('2026-03-02T12:01:00Z')
    await known('2026-03-02T12:02:00Z', { city: 'Rome' })
    const { hurdles, notEnrolled } = await explained()
    expect(hurdles.find(({ of }: { of: string }) => of === 'filter')).toMatchObject({
      code: 'filterHolds',
      clear: true,
    })
    expect(notEnrolled).toEqual([
      {
        at: '2026-03-02T12:01:00.000Z',
        why: 'filterFalse',
        version: 1,
        sentence: 'Did not enter: the condition for entering does not hold',
        facts: ['City is Oslo, Rome needed'],
        turns: ['City is Rome'],
        changes: [expect.objectContaining({ change: 'attribute', attribute: 'city' })],
        byItself: null,
        removed: [],
      },
    ])
    const out = await told()
    expect(out).toContain('Nothing stands in the way')
    expect(out).toContain('2 Mar 2026, 12:01  Did not enter: the condition for entering does not hold')
    expect(out).toContain('City is Oslo, Rome needed')
  })

  test('asks about the event that would have begun it, in the version of that time', async () => {
    const filter = { test: 'trigger', property: 'total', op: 'atLeast', value: 50 } as const
    await publish({ filter })
    await load({
      type: 'track',
      userId: 'ada',
      timestamp: '2026-03-02T12:00:00Z',
      event: 'Cart',
      properties: { total: 20 },
    })
    await publish({ filter: inRome }, 1)
    const { notEnrolled } = await explained()
    expect(notEnrolled).toMatchObject([
      {
        version: 1,
        facts: ["The trigger's total is 20, at least 50 needed"],
        turns: ["The trigger's total is at least 50"],
      },
    ])
  })

  test('is told of the last three times, newest first, and of this workflow alone', async () => {
    await publish({ reentry: { rule: 'once' } })
    for (const minute of [1, 2, 3, 4, 5]) await cart(`2026-03-02T12:0${minute}:00Z`)
    const { notEnrolled } = await explained()
    expect(notEnrolled.map(({ at, why }: { at: string; why: string }) => [at.slice(14, 16), why])).toEqual([
      ['05', 'reentryOnce'],
      ['04', 'reentryOnce'],
      ['03', 'reentryOnce'],
    ])
    expect(notEnrolled[0]).toMatchObject({ version: null, facts: [], turns: [] })
  })
})
