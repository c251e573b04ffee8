import { afterEach, describe, expect, test } from 'vitest'
import type { Message } from '../../../runtime/commit/message.ts'
import type { DeliveryChannel, SendResult } from '../../../runtime/deliver/channels/channel.ts'
import { Delivery } from '../../../runtime/deliver/deliver.ts'
import { retryAt } from '../../../runtime/deliver/retry.ts'
import { Ledger, message, start, webhook } from './fixtures.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A way out that keeps what it was given; `answer` says when and how a send ends. */
function channel(
  name: Message['channel'],
  answer: (message: Message) => Promise<SendResult> = async () => ({ outcome: 'sent', detail: 'ok' }),
  slots = 2,
): DeliveryChannel & { sent: string[] } {
  const sent: string[] = []
  return {
    name,
    slots,
    sent,
    honoursKey: name === 'webhook',
    isReady: () => true,
    async send(each) {
      sent.push(each.key)
      return answer(each)
    },
    close: async () => {},
  }
}

function delivering(ledger: Ledger, channels: readonly DeliveryChannel[]) {
  ledger.published = { document: { nodes: [] } as never, compiled: [] }
  const errors: unknown[] = []
  const delivery = new Delivery({
    engine: ledger,
    channels,
    clock: ledger.clock,
    random: () => 0,
    onError: (error) => errors.push(error),
  })
  closing.push(() => delivery.stop())
  return { delivery, errors }
}

const settled = async () => {
  for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate)
}

describe('what may not begin', () => {
  test('a vetoed and a stale message go back as not sent, and the rest goes out (rule 22, 23)', async () => {
    const ledger = new Ledger()
    const email = channel('email')
    ledger.vetoed.add('person1@example.com')
    ledger.put(message(1), message(2, { sendBefore: start - 1 }), message(3))
    await delivering(ledger, [email]).delivery.start()
    await ledger.until(() => ledger.outcomes.length === 3)
    const by = (n: number) => ledger.outcomes.find(({ customer }) => customer === n)
    expect(by(1)).toMatchObject({ outcome: 'notSent', detail: 'vetoed' })
    expect(by(2)).toMatchObject({ outcome: 'notSent', detail: 'stale' })
    expect(email.sent).toEqual(['3-1:email-1:1'])
  })

  test('messages of a channel that does not exist wait', async () => {
    const ledger = new Ledger()
    const hooks = channel('webhook')
    ledger.put(message(1), webhook(2, 'https://x.example/'))
    await delivering(ledger, [hooks]).delivery.start()
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(hooks.sent).toEqual(['2-1:webhook-2:1'])
    expect(ledger.waiting).toBe(1)
  })
})

describe('slots', () => {
  test('no more is claimed than can leave at once; a slot is free once the outcome is on disk (H6)', async () => {
    const ledger = new Ledger()
    const ends: (() => void)[] = []
    const email = channel(
      'email',
      () => new Promise((resolve) => ends.push(() => resolve({ outcome: 'sent', detail: '' }))),
    )
    ledger.put(message(1), message(2), message(3))
    const { delivery } = delivering(ledger, [email])
    await delivery.start()
    while (email.sent.length < 2) await new Promise(setImmediate)
    delivery.wake()
    await new Promise(setImmediate)
    expect(email.sent).toHaveLength(2)
    expect(ledger.waiting).toBe(1)
    ends[0]?.()
    await ledger.until(() => ledger.outcomes.length === 1)
    while (email.sent.length < 3) await new Promise(setImmediate)
    for (const end of ends) end()
    await ledger.until(() => ledger.outcomes.length === 3)
  })

  test('a row that comes while the last claim is under way is found by its wake', async () => {
    const ledger = new Ledger()
    const email = channel('email')
    const { delivery } = delivering(ledger, [email])
    await delivery.start()
    for (let n = 1; n <= 200; n++) {
      ledger.put(message(n))
      delivery.wake()
      if (n % 3 === 0) await Promise.resolve()
    }
    await ledger.until(() => ledger.outcomes.length === 200)
    expect(new Set(email.sent).size).toBe(200)
    expect(email.sent).toHaveLength(200)
  })

  test('what comes to its time while a claim is under way is claimed by the next, though no time passes after it', async () => {
    const ledger = new Ledger()
    const email = channel('email')
    const claim = ledger.claim.bind(ledger)
    let isLooking = false
    const answering = Promise.withResolvers<void>()
    ledger.claim = async (...asked) => {
      const claims = await claim(...asked)
      isLooking = true
      await answering.promise
      return claims
    }
    ledger.putAgain(message(1), start + 1_000)
    const { delivery } = delivering(ledger, [email])
    await delivery.start()
    while (!isLooking) await new Promise(setImmediate)
    ledger.clock.advanceTo(start + 2_000)
    answering.resolve()
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(email.sent).toEqual(['1-1:email-1:1'])
  })
})

describe('starting and stopping', () => {
  test('what a dead process had claimed: a webhook is sent again under its key, a mail is uncertain (rule 24)', async () => {
    const ledger = new Ledger()
    const [email, hooks] = [channel('email'), channel('webhook')]
    ledger.left = [
      { message: message(1), attempt: 1 },
      ...[2, 3, 4, 5].map((n) => ({ message: webhook(n, 'https://x.example/'), attempt: 3 })),
    ]
    await delivering(ledger, [email, hooks]).delivery.start()
    await ledger.until(() => ledger.outcomes.length === 5)
    expect(ledger.entries.find(({ id }) => id === '1-1:email-1:1:1')?.payload).toMatchObject({ outcome: 'uncertain' })
    expect(email.sent).toEqual([])
    expect(hooks.sent).toHaveLength(4)
    expect(ledger.entries.map(({ id }) => id)).toContain('2-1:webhook-2:1:3')
  })

  test('of more than the engine takes at once that waited when a store was restored, everything is uncertain', async () => {
    const ledger = new Ledger()
    const append = ledger.append.bind(ledger)
    ledger.append = async (entries) => {
      if (entries.length > 200_000) throw new Error('too much at once')
      await append(entries)
    }
    ledger.left = Array.from({ length: 200_001 }, (_, n) => ({ message: message(n), attempt: 1, restored: true }))
    ledger.put(message(-1))
    const email = channel('email')
    const { delivery, errors } = delivering(ledger, [email])
    await delivery.start()
    await settled()
    expect(errors).toEqual([])
    expect(ledger.outcomes.filter(({ outcome }) => outcome === 'uncertain')).toHaveLength(200_001)
    expect(email.sent).toEqual([message(-1).key])
  })

  test('what a dead process had claimed and was cancelled since is made by nobody again, and uncertain (rule 15)', async () => {
    const ledger = new Ledger()
    const hooks = channel('webhook')
    ledger.left = [{ message: webhook(1, 'https://x.example/'), attempt: 1, cancelled: true }]
    await delivering(ledger, [hooks]).delivery.start()
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'uncertain', detail: 'interrupted' })
    expect(hooks.sent).toEqual([])
  })

  test('an attempt that an earlier process planned is made at its time, and not at the next look (rule 24)', async () => {
    const ledger = new Ledger()
    const [email, hooks] = [channel('email'), channel('webhook')]
    ledger.putAgain(webhook(1, 'https://x.example/'), start + 5_000)
    ledger.putAgain(webhook(2, 'https://x.example/'), start + 9_000)
    await delivering(ledger, [email, hooks]).delivery.start()
    await settled()
    ledger.clock.advanceTo(start + 4_999)
    await settled()
    expect(hooks.sent).toEqual([])
    ledger.clock.advanceTo(start + 5_000)
    await ledger.until(() => ledger.outcomes.length === 1)
    await settled()
    ledger.clock.advanceTo(start + 9_000)
    await ledger.until(() => ledger.outcomes.length === 2)
    const asked = ledger.claims.length
    ledger.clock.advanceTo(start + 38_000)
    await settled()
    expect(ledger.claims.length).toBe(asked)
  })

  test('when nothing gets through to a channel, what waits for it is not asked for until it may be up again', async () => {
    const ledger = new Ledger()
    const email = channel('email', async () => ({ outcome: 'retry', detail: 'ECONNREFUSED', down: true }))
    ledger.put(message(1), message(2), message(3))
    const { delivery } = delivering(ledger, [email])
    await delivery.start()
    await ledger.until(() => ledger.retries.length === 2)
    delivery.wake()
    await settled()
    expect(email.sent).toHaveLength(2)
    ledger.clock.advanceTo(start + 30_000)
    while (email.sent.length < 4) await settled()
  })

  test('rule 21: while the machine’s clock is wrong, and once it is right again, attempts are made as late as ever', async () => {
    for (const wrong of [-3_600_000, 3_600_000]) {
      const ledger = new Ledger()
      let isUp = false
      const email = channel('email', async () =>
        isUp ? { outcome: 'sent', detail: 'ok' } : { outcome: 'retry', detail: 'ECONNREFUSED', down: true },
      )
      const { claim } = ledger
      // What the engine believes: the time that has passed, and not what the clock was set to.
      ledger.claim = (_, ...rest) => claim.call(ledger, ledger.clock.elapsed(), ...rest)
      ledger.put(message(1))
      ledger.clock.setTo(start + Math.max(wrong, 0))
      const { delivery } = delivering(ledger, [email])
      await delivery.start()
      await ledger.until(() => ledger.retries.length === 1)
      expect(ledger.retries[0]?.notBefore).toBe(start + 30_000)
      await settled()
      isUp = true
      ledger.clock.setTo(start + Math.min(wrong, 0))
      for (let seconds = 0; seconds < 70; seconds++) {
        ledger.clock.advanceTo(ledger.clock.now() + 1_000)
        delivery.wake()
        await settled()
      }
      expect(ledger.outcomes, String(wrong)).toMatchObject([{ outcome: 'sent' }])
      await closing.pop()?.()
    }
  })

  test('an engine by whose clock the time has not come is not asked without end', async () => {
    const ledger = new Ledger()
    ledger.putAgain(webhook(1, 'https://x.example/'), start - 1_000)
    const { claim } = ledger
    ledger.claim = (now, ...rest) => claim.call(ledger, now - 10_000, ...rest)
    const hooks = channel('webhook')
    await delivering(ledger, [hooks]).delivery.start()
    for (let n = 0; n < 20; n++) await settled()
    expect(ledger.claims.length).toBeLessThan(3)
    ledger.clock.advanceTo(start + 30_000)
    await ledger.until(() => ledger.outcomes.length === 1)
  })

  test('stopping claims nothing more and waits for what is on its way', async () => {
    const ledger = new Ledger()
    let end = () => {}
    const email = channel(
      'email',
      () => new Promise((resolve) => (end = () => resolve({ outcome: 'sent', detail: '' }))),
      1,
    )
    ledger.put(message(1), message(2))
    const { delivery } = delivering(ledger, [email])
    await delivery.start()
    while (email.sent.length < 1) await new Promise(setImmediate)
    const stopped = delivery.stop()
    end()
    await stopped
    expect(ledger.outcomes).toHaveLength(1)
    expect(ledger.waiting).toBe(1)
    expect(email.sent).toHaveLength(1)
  })
})

describe('when the engine cannot write', () => {
  test('outcomes are kept, nothing new begins, and all goes on when there is room', async () => {
    const ledger = new Ledger()
    const email = channel('email')
    ledger.put(message(1), message(2), message(3), message(4))
    ledger.failing = new Error('No room')
    const { delivery, errors } = delivering(ledger, [email])
    await delivery.start()
    while (errors.length === 0) await new Promise(setImmediate)
    delivery.wake()
    while (errors.length === 1) await new Promise(setImmediate)
    expect(email.sent).toHaveLength(2)
    ledger.failing = undefined
    delivery.wake()
    await ledger.until(() => ledger.outcomes.length === 4)
    expect(email.sent).toHaveLength(4)
  })

  test('stopping does not wait for room: the next start finds what was claimed', async () => {
    const ledger = new Ledger()
    ledger.put(message(1))
    ledger.failing = new Error('No room')
    const { delivery, errors } = delivering(ledger, [channel('email')])
    await delivery.start()
    while (errors.length === 0) await new Promise(setImmediate)
    await delivery.stop()
    expect(ledger.outcomes).toEqual([])
  })

  test('an attempt to come that is nobody’s any more holds up no other', async () => {
    const ledger = new Ledger()
    const hooks = channel('webhook', async () => ({ outcome: 'retry', detail: 'HTTP 503' }))
    const settle = ledger.settle.bind(ledger)
    ledger.settle = async (retries) => {
      if (retries.some(({ key }) => key.startsWith('1-'))) throw new Error('Nobody had claimed it')
      await settle(retries)
    }
    ledger.put(webhook(1, 'https://x.example/'), webhook(2, 'https://x.example/'))
    const { delivery } = delivering(ledger, [hooks])
    await delivery.start()
    await ledger.until(() => ledger.retries.length === 1)
    ledger.put(webhook(3, 'https://x.example/'))
    delivery.wake()
    await ledger.until(() => ledger.retries.length === 2)
  })
})

test('an attempt is made again after 30 s to 6 h, a little later by chance, or when the receiver says', () => {
  const wait = (attempt: number, random: number, retryAfter = 0) =>
    (retryAt({ attempt, now: start, random, retryAfter }) - start) / 1000
  expect([1, 2, 3, 6, 7].map((attempt) => wait(attempt, 0))).toEqual([30, 120, 480, 21600, 21600])
  expect(wait(1, 0.999)).toBe(38)
  expect(wait(1, 0, 600_000)).toBe(600)
  expect(wait(1, 0, 10 * 86_400_000)).toBe(86_400)
})
