// The outbox: what may begin is claimed once, what may not is said, and what a crash interrupted is found.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { OutcomePayload } from '../../runtime/commit/entry.ts'
import type { Claims } from '../../runtime/storage/port.ts'
import { adapters, openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, event, message } from './build.ts'

const keys = ({ claimed, stale, vetoed, cancelled }: Claims) => ({
  claimed: claimed.map((one) => one.message.key),
  stale: stale.map((one) => one.key),
  vetoed: vetoed.map((one) => one.key),
  cancelled: cancelled.map((one) => one.key),
})
const none = { claimed: [], stale: [], vetoed: [], cancelled: [] }
const outcome = (key: string, said: OutcomePayload['outcome'], id = `${key} ${said}`) => ({
  id,
  payload: { type: 'outcome', message: key, customer: 1, outcome: said, detail: '', attempts: 1 } as const,
})
const consent = (is: 'granted' | 'denied', time: number, value = 'ADA@example.com', kind = 'email') => ({
  id: `${is} ${time} ${kind}`,
  payload: {
    type: 'consent',
    identity: { kind, value },
    channel: 'email',
    purpose: 'marketing',
    is,
    source: 'page',
    time,
  } as const,
})

describe.each(adapters)('a claim, $name', ({ open }) => {
  test('takes the oldest first, of one channel, no more than are free, and none twice', async () => {
    const storage = open()
    await commit(storage, {
      messages: [
        message('1-0:email-1:2', { admitted: 20 }),
        message('1-1:email-1:2', { admitted: 10 }),
        message('1-2:email-1:2', { admitted: 30 }),
        message('1-3:webhook-1:2', { admitted: 5, channel: 'webhook' }),
      ],
    })
    expect(keys(await storage.claim(1_000, 2, 'email')).claimed).toEqual(['1-1:email-1:2', '1-0:email-1:2'])
    expect(keys(await storage.claim(1_000, 2, 'email')).claimed).toEqual(['1-2:email-1:2'])
    expect(keys(await storage.claim(1_000, 2, 'email'))).toEqual(none)
    expect(keys(await storage.claim(1_000, 0, 'webhook'))).toEqual(none)
    expect(keys(await storage.claim(1_000, 1, 'webhook')).claimed).toEqual(['1-3:webhook-1:2'])
  })

  test('says which message came too late, again and again until its outcome is in the log', async () => {
    const storage = open()
    const mail = message('1-0:email-1:2', { sendBefore: 2_000 })
    await commit(storage, { messages: [mail, message('1-1:email-1:2')] })
    expect(keys(await storage.claim(2_001, 5, 'email'))).toEqual({
      claimed: ['1-1:email-1:2'],
      stale: ['1-0:email-1:2'],
      vetoed: [],
      cancelled: [],
    })
    expect(keys(await storage.claim(2_001, 5, 'email')).stale).toEqual(['1-0:email-1:2'])
    await storage.append([outcome(mail.key, 'notSent')], 2_001)
    expect(keys(await storage.claim(2_001, 5, 'email'))).toEqual(none)
    await commit(storage, { messages: [{ ...mail, admitted: 2_001, sendBefore: 3_000 }] })
    expect(keys(await storage.claim(2_002, 5, 'email')).claimed).toEqual(['1-0:email-1:2'])
  })

  test('keeps the place of a message that is judged again', async () => {
    const storage = open()
    const first = message('1-0:email-1:2', { admitted: 10, sendBefore: 20 })
    await commit(storage, { messages: [first, message('1-1:email-1:2', { admitted: 15 })] })
    await storage.append([outcome(first.key, 'notSent')], 30)
    await commit(storage, { messages: [{ ...first, admitted: 30, sendBefore: 900 }] })
    expect(keys(await storage.claim(40, 1, 'email')).claimed).toEqual([first.key])
  })

  test('hands back messages of a run that was left until the log says so, but not one that has begun', async () => {
    const storage = open()
    await commit(storage, { messages: [message('1-0:email-1:2'), message('1-0:email-2:3', { admitted: 2_000 })] })
    await storage.claim(3_000, 1, 'email')
    await commit(storage, { cancelled: [{ run: '1-0', at: 3_000, detail: 'exitRule' }] })
    const cancelled = { ...none, cancelled: ['1-0:email-2:3'] }
    expect(keys(await storage.claim(3_000, 5, 'email'))).toEqual(cancelled)
    expect(keys(await storage.claim(3_000, 5, 'email'))).toEqual(cancelled)
    const { items } = await storage.pages.messages({ limit: 10 })
    expect(items.map(({ key, state }) => [key, state])).toEqual([
      ['1-0:email-2:3', 'cancelled'],
      ['1-0:email-1:2', 'sending'],
    ])
    await storage.append([outcome('1-0:email-2:3', 'notSent')], 3_001)
    expect(keys(await storage.claim(3_001, 5, 'email'))).toEqual(none)
  })

  test('hands one that was on its way back when it is not tried again', async () => {
    const storage = open()
    await commit(storage, { messages: [message('1-0:email-1:2')] })
    await storage.claim(2_000, 1, 'email')
    await commit(storage, { cancelled: [{ run: '1-0', at: 3_000, detail: 'exitRule' }] })
    await storage.settle([{ key: '1-0:email-1:2', attempt: 1, notBefore: 9_000, detail: '421 later' }])
    expect(keys(await storage.claim(3_001, 5, 'email')).cancelled).toEqual(['1-0:email-1:2'])
    await storage.append([outcome('1-0:email-1:2', 'notSent')], 3_002)
    expect(keys(await storage.claim(9_000, 5, 'email'))).toEqual(none)
  })

  test('hands one back at once that waits to be tried again, and only once', async () => {
    const storage = open()
    await commit(storage, { messages: [message('1-0:email-1:2')] })
    await storage.claim(2_000, 1, 'email')
    await storage.settle([{ key: '1-0:email-1:2', attempt: 1, notBefore: 9_000, detail: '421 later' }])
    await commit(storage, { cancelled: [{ run: '1-0', at: 3_000, detail: 'exitRule' }] })
    expect(keys(await storage.claim(3_001, 5, 'email')).cancelled).toEqual(['1-0:email-1:2'])
    await storage.append([outcome('1-0:email-1:2', 'notSent')], 3_002)
    expect(keys(await storage.claim(9_000, 5, 'email'))).toEqual(none)
  })

  test('passes over a webhook of a run that was left', async () => {
    const storage = open()
    await commit(storage, { messages: [message('1-0:webhook-1:2', { channel: 'webhook' })] })
    await commit(storage, { cancelled: [{ run: '1-0', at: 3_000, detail: 'exitRule' }] })
    expect(keys(await storage.claim(3_000, 5, 'webhook'))).toEqual(none)
  })

  test('hands one that waited for its time back only once', async () => {
    const storage = open()
    await commit(storage, { messages: [message('1-0:email-1:2', { notBefore: 5_000 })] })
    await commit(storage, { cancelled: [{ run: '1-0', at: 3_000, detail: 'exitRule' }] })
    expect(keys(await storage.claim(5_000, 5, 'email')).cancelled).toEqual(['1-0:email-1:2'])
    await storage.append([outcome('1-0:email-1:2', 'notSent')], 5_001)
    expect(keys(await storage.claim(9_000, 5, 'email'))).toEqual(none)
  })

  test('counts attempts over retries, and waits until a retry may begin', async () => {
    const storage = open()
    await commit(storage, { messages: [message('1-0:email-1:2')] })
    expect((await storage.claim(2_000, 1, 'email')).claimed).toMatchObject([{ attempt: 1 }])
    await storage.settle([{ key: '1-0:email-1:2', attempt: 1, notBefore: 5_000, detail: '421 later' }])
    expect(keys(await storage.claim(4_999, 1, 'email'))).toEqual(none)
    expect((await storage.claim(5_000, 1, 'email')).claimed).toMatchObject([{ attempt: 2 }])
    await storage.append([outcome('1-0:email-1:2', 'sent')], 5_001)
    const sent = { key: '1-0:email-1:2', state: 'sent', at: 5_001, detail: '250 ok', attempts: 2 } as const
    await commit(storage, { messageStates: [sent] })
    expect((await storage.pages.message('1-0:email-1:2'))?.attempts).toMatchObject([
      { attempt: 1, detail: '421 later' },
      { attempt: 2, detail: '250 ok' },
    ])
    expect(keys(await storage.claim(9_000, 5, 'email'))).toEqual(none)
  })

  test('says when the next one that waits may begin', async () => {
    const storage = open()
    const next = async (now: number, free = 5) => (await storage.claim(now, free, 'email')).next
    expect(await next(1_000)).toBe(null)
    await commit(storage, {
      messages: [
        message('1-0:email-1:2'),
        message('1-1:email-1:2', { notBefore: 7_000 }),
        message('1-2:webhook-1:2', { channel: 'webhook', notBefore: 3_000 }),
      ],
    })
    expect(await next(2_000)).toBe(7_000)
    await storage.settle([{ key: '1-0:email-1:2', attempt: 1, notBefore: 5_000, detail: '421 later' }])
    expect(await next(2_000)).toBe(5_000)
    expect(await next(5_000, 1)).toBe(7_000)
    expect(await next(7_000)).toBe(null)
  })

  test('goes on past more messages that came too late than it may take', async () => {
    const storage = open()
    const late = Array.from({ length: 600 }, (_, n) => message(`1-${n}:email-1:2`, { admitted: n, sendBefore: 1_000 }))
    await commit(storage, { messages: [...late, message('2-0:email-1:2', { admitted: 5_000 })] })
    const { claimed, stale } = await storage.claim(6_000, 3, 'email')
    expect(claimed).toHaveLength(1)
    expect(stale).toHaveLength(600)
  })

  test('hands back no more at once than the log can bear, however many came too late', async () => {
    const storage = open()
    const late = Array.from({ length: 1_300 }, (_, n) =>
      message(`1-${n}:email-1:2`, { admitted: n, sendBefore: 1_000 }),
    )
    await commit(storage, { messages: late })
    expect((await storage.claim(6_000, 5, 'email')).stale).toHaveLength(1_000)
  })

  test('sends again what a person sends again', async () => {
    const storage = open()
    const mail = message('1-0:email-1:2')
    await commit(storage, { messages: [mail] })
    await storage.claim(2_000, 1, 'email')
    await storage.append([outcome(mail.key, 'failed')], 2_000)
    await commit(storage, {
      messageStates: [{ key: mail.key, state: 'failed', at: 2_000, detail: '550', attempts: 1 }],
    })
    const again = { do: 'retryMessage', key: mail.key, choice: 'send' } as const
    expect(await storage.control(again, 5_000_000)).toMatchObject({ ok: true })
    expect((await storage.claim(5_000_000, 1, 'email')).claimed).toMatchObject([{ attempt: 2 }])
    expect(await storage.control(again, 5_000_000)).toMatchObject({ ok: false, status: 409 })
  })
})

describe.each(adapters)('a withdrawal of consent, $name', ({ open }) => {
  const ada = { kind: 'userId', value: 'ada' }
  const kiosk = { kind: 'anonymousId', value: 'kiosk' }
  async function waiting() {
    const storage = open()
    await commit(storage, {
      customers: [customer(1)],
      identities: [{ identity: { kind: 'userId', value: 'ada' }, customer: 1 }],
      messages: [message('1-0:email-1:2'), message('1-1:email-1:2', { purpose: 'transactional', admitted: 1_001 })],
    })
    return storage
  }
  const claim = async (storage: Awaited<ReturnType<typeof waiting>>) => keys(await storage.claim(3_000, 5, 'email'))

  test('rule 23: of an address holds at once, before anything is folded, and spares transactional messages', async () => {
    const storage = await waiting()
    await storage.append([consent('denied', 2_000)], 2_000)
    expect(await claim(storage)).toEqual({
      ...none,
      claimed: ['1-1:email-1:2'],
      vetoed: ['1-0:email-1:2'],
    })
  })

  test('by the event Unsubscribed, by the trait, or by an identity holds for whoever it names', async () => {
    const traits = { consent: { email: 'denied' } }
    const ways = [
      event('u', { name: 'Unsubscribed', time: 2_000 }),
      event('i', {
        kind: 'identify',
        name: 'identify',
        time: 2_000,
        body: JSON.stringify({ type: 'identify', traits }),
      }),
      consent('denied', 2_000, 'ada', 'userId'),
      event('e', {
        name: 'Unsubscribed',
        identities: [{ kind: 'anonymousId', value: 'unheard of' }],
        body: '{"type":"track","properties":{"email":"Ada@Example.com"}}',
      }),
    ]
    for (const way of ways) {
      const storage = await waiting()
      await storage.append([way], 2_000)
      expect((await claim(storage)).vetoed).toEqual(['1-0:email-1:2'])
    }
  })

  test('ends with a later consent, and not with an earlier one', async () => {
    const storage = await waiting()
    await storage.append([consent('denied', 2_000), consent('granted', 1_999), consent('granted', 2_000)], 2_500)
    expect((await claim(storage)).vetoed).toEqual(['1-0:email-1:2'])
    await storage.append([consent('granted', 2_001)], 2_500)
    expect((await claim(storage)).claimed).toEqual(['1-0:email-1:2'])
  })

  test('rule 23: may be of somebody else who is the same by an entry that is not folded: marketing waits for that', async () => {
    const ways = [{ identities: [ada, kiosk] }, { kind: 'alias', identities: [kiosk], previousId: 'ada' }] as const
    for (const way of ways) {
      const storage = await waiting()
      await storage.append([event('j', way)], 2_000)
      const claims = await storage.claim(3_000, 5, 'email')
      expect(keys(claims)).toEqual({ ...none, claimed: ['1-1:email-1:2'] })
      expect(claims.next).toBe(4_000)
      await commit(storage, { position: (await storage.head()).last })
      expect(await claim(storage)).toEqual({ ...none, claimed: ['1-0:email-1:2'] })
    }
  })

  test('may be of somebody else also where the fold has stayed behind since a claim before', async () => {
    const storage = await waiting()
    const guest = (n: number) => ({ kind: 'userId', value: `guest ${n}` })
    await storage.append(
      [1, 2, 3, 4, 5].map((n) => event(`${n}`, { identities: [guest(n), kiosk] })),
      2_000,
    )
    expect((await storage.claim(2_000, 1, 'email')).claimed).toHaveLength(1)
    await commit(storage, { position: (await storage.head()).last - 1, messages: [message('1-2:email-1:2')] })
    await storage.append([event('j', { identities: [ada, kiosk] })], 2_000)
    expect((await claim(storage)).claimed).toEqual(['1-1:email-1:2'])
  })

  test('is of nobody else by an entry that names the customer alone: marketing goes', async () => {
    const storage = await waiting()
    await commit(storage, { identities: [{ identity: kiosk, customer: 1 }] })
    await storage.append([event('a'), event('b', { identities: [ada, kiosk] })], 2_000)
    expect((await claim(storage)).claimed).toContain('1-0:email-1:2')
  })

  test('that is older than a consent already folded changes nothing', async () => {
    const storage = await waiting()
    const said = { value: 'granted', time: 2_200, source: 'shop' } as const
    await commit(storage, {
      customers: [customer(1, { profile: { attributes: {}, consents: { 'email:marketing': said } } })],
    })
    await storage.append([event('u', { name: 'Unsubscribed', time: 2_000 })], 2_500)
    expect((await claim(storage)).claimed).toContain('1-0:email-1:2')
  })
})

test('deliveries that a process had begun when it ended are found by the next, and only those', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = openFile(file)
  await commit(before, { messages: ['1-0', '1-1', '1-2', '1-3'].map((run) => message(`${run}:email-1:2`)) })
  await before.claim(2_000, 3, 'email')
  await before.append([outcome('1-0:email-1:2', 'sent')], 2_000)
  await before.settle([{ key: '1-1:email-1:2', attempt: 1, notBefore: 9_000, detail: '421' }])
  await commit(before)
  await before.close()

  const after = openFile(file)
  expect(await after.abandoned()).toMatchObject([{ message: { key: '1-2:email-1:2' }, attempt: 1 }])
  await after.claim(2_000, 1, 'email')
  expect(await after.abandoned()).toHaveLength(1)
  await commit(after, { cancelled: [{ run: '1-2', at: 2_000, detail: 'exitRule' }] })
  expect(await after.abandoned()).toMatchObject([{ cancelled: true }])
  await after.append([outcome('1-2:email-1:2', 'uncertain')], 2_000)
  expect(await after.abandoned()).toEqual([])
})
