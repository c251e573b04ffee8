import PostalMime from 'postal-mime'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { emailChannel } from '../../../runtime/deliver/channels/email.ts'
import { smtpResult } from '../../../runtime/deliver/channels/smtpResult.ts'
import { Delivery } from '../../../runtime/deliver/deliver.ts'
import type { PublishedVersion } from '../../../runtime/deliver/engine.ts'
import { verifyToken } from '../../../runtime/deliver/token.ts'
import { frame, Ledger, mailServer, message, refusal, secrets, settings, start, welcomeVersion } from './fixtures.ts'

let version: PublishedVersion
beforeAll(async () => {
  version = await welcomeVersion()
})
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function delivering(url: string, prepare: (ledger: Ledger) => void, clockKind: 'wall' | 'data' = 'wall') {
  const ledger = new Ledger()
  ledger.published = version
  prepare(ledger)
  const channel = emailChannel({ url, clockKind, frame })
  const errors: unknown[] = []
  const delivery = new Delivery({
    engine: ledger,
    channels: channel ? [channel] : [],
    clock: ledger.clock,
    random: () => 0,
    onError: (error) => errors.push(error),
  })
  closing.push(() => delivery.stop())
  await delivery.start()
  return { ledger, delivery, errors, channel }
}

async function serving(hooks: Parameters<typeof mailServer>[0] = {}) {
  const server = await mailServer(hooks)
  closing.push(server.close)
  return server
}

describe('a mail', () => {
  test('is sent once, over at most five connections, and its outcome is an entry', async () => {
    const server = await serving()
    const { ledger, errors } = await delivering(server.url, (outbox) =>
      outbox.put(...Array.from({ length: 40 }, (_, n) => message(n + 1))),
    )
    await ledger.until(() => ledger.outcomes.length === 40)
    expect(server.raw).toHaveLength(40)
    expect(new Set(ledger.outcomes.map((outcome) => outcome.message)).size).toBe(40)
    expect(ledger.outcomes.every((outcome) => outcome.outcome === 'sent' && outcome.attempts === 1)).toBe(true)
    expect(ledger.entries.map(({ id }) => id)).toContain('7-1:email-1:1:1')
    expect(server.mostAtOnce()).toBeLessThanOrEqual(5)
    expect(Math.max(...ledger.claims.map(({ claimed }) => claimed))).toBeLessThanOrEqual(5)
    expect(errors).toEqual([])
  })

  test('says who sends it, how to answer, and how to leave with one click', async () => {
    const server = await serving()
    const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(7)))
    await ledger.until(() => ledger.outcomes.length === 1)
    const mail = await PostalMime.parse(server.raw[0] ?? '')
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
    expect(mail.from).toMatchObject({ name: 'Hazel & Oak', address: 'hello@hazel.example' })
    expect(mail.replyTo).toMatchObject([{ address: 'care@hazel.example' }])
    expect(mail.to).toMatchObject([{ address: 'person7@example.com' }])
    expect(mail.subject).toBe('Welcome Ada <7>')
    expect(mail.html).toContain('Hello Ada &lt;7&gt;')
    expect(mail.html).toContain('A word first')
    expect(mail.text).toContain('Hello Ada <7>')
    expect(mail.messageId).toMatch(/^<[0-9a-f]{32}@hazel\.example>$/)
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    const [, token = ''] =
      /^<https:\/\/mail\.hazel\.example\/u\/([\w.-]+)>$/.exec(header('list-unsubscribe') ?? '') ?? []
    expect(verifyToken(secrets.links, token)).toEqual({
      address: 'person7@example.com',
      customer: 7,
      store: 'own',
      admitted: message(7).admitted,
    })
    expect(mail.html).toContain(`https://mail.hazel.example/u/${token}`)
  })

  test('that is transactional offers no unsubscribing', async () => {
    const server = await serving()
    const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(1, { purpose: 'transactional' })))
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(server.raw[0]).not.toContain('List-Unsubscribe')
  })

  test('deferred by the server is tried again later, under the same Message-ID', async () => {
    let asked = 0
    const server = await serving({ onRcpt: () => (asked++ === 0 ? refusal(451, '4.7.1 Greylisted') : undefined) })
    const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(1)))
    await ledger.until(() => ledger.retries.length === 1)
    expect(ledger.retries[0]).toMatchObject({ attempt: 1, notBefore: start + 30_000, detail: '451 4.7.1 Greylisted' })
    ledger.clock.advanceTo(start + 30_000)
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'sent', attempts: 2 })
    expect(server.raw).toHaveLength(1)
  })

  test('refused for good is failed, and the address is known to be dead; a connection goes on', async () => {
    const server = await serving({
      onRcpt: (address) => (address.startsWith('person1@') ? refusal(550, '5.1.1 No such user') : undefined),
    })
    const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(1), message(2)))
    await ledger.until(() => ledger.outcomes.length === 2)
    const [refused, sent] = ['1-1:email-1:1', '2-1:email-1:1'].map((key) =>
      ledger.outcomes.find((o) => o.message === key),
    )
    expect(refused).toMatchObject({ outcome: 'failed', permanent: true, detail: '550 5.1.1 No such user', attempts: 1 })
    expect(sent).toMatchObject({ outcome: 'sent' })
  })

  test('refused for what it says is failed, and the address stays good', async () => {
    const server = await serving({ onData: () => refusal(554, '5.7.1 Looks like spam') })
    const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(1)))
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'failed' })
    expect(ledger.outcomes[0]).not.toHaveProperty('permanent')
  })

  test('cut off without an answer is uncertain, and not sent again', async () => {
    const server = await serving({
      onData: (cut) => {
        cut()
        return undefined
      },
    })
    const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(1)))
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'uncertain' })
    expect(ledger.retries).toEqual([])
    expect(ledger.waiting).toBe(0)
  })

  test('whose template fails is failed with the reason, without a try', async () => {
    const server = await serving()
    const { ledger } = await delivering(server.url, (outbox) => {
      outbox.published = {
        ...version,
        compiled: [{ node: 'email-1', html: '{% for i in (1..100000000) %}x{% endfor %}', variables: [] }],
      }
      outbox.put(message(1))
    })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]?.outcome).toBe('failed')
    expect(ledger.outcomes[0]?.detail).toMatch(/^templateError: memory/)
    expect(server.raw).toEqual([])
  })

  test.each(['nobody', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'A <a@b.example>'])(
    'to %j goes nowhere: it is not one address',
    async (address) => {
      const server = await serving()
      const { ledger } = await delivering(server.url, (outbox) => outbox.put(message(1, { address })))
      await ledger.until(() => ledger.outcomes.length === 1)
      expect(ledger.outcomes[0]).toMatchObject({ outcome: 'failed', permanent: true })
      expect(server.raw).toEqual([])
    },
  )
})

describe('the channel', () => {
  test('pauses while the mail server is away, and takes no more from the outbox meanwhile', async () => {
    const server = await mailServer()
    await server.close()
    const { ledger } = await delivering(server.url, (outbox) =>
      outbox.put(...Array.from({ length: 50 }, (_, n) => message(n + 1))),
    )
    await ledger.until(() => ledger.retries.length === 5)
    expect(ledger.waiting).toBe(50)
    expect(ledger.claims.filter(({ claimed }) => claimed > 0)).toHaveLength(1)
  })

  test('takes nothing while there is no sender, and begins when there is one', async () => {
    const server = await serving()
    const { ledger, delivery } = await delivering(server.url, (outbox) => {
      outbox.current = { ...settings, sender: '' }
      outbox.put(message(1))
    })
    expect(ledger.waiting).toBe(1)
    ledger.current = settings
    delivery.wake()
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(server.raw).toHaveLength(1)
  })

  test('does not exist in a store with a clock of its own, except to this machine', async () => {
    const at = (host: string) => emailChannel({ url: `smtp://${host}:25`, clockKind: 'data', frame })
    for (const host of ['mail.example.com', '10.0.0.1', '127.0.0.1.example.com', '0.0.0.0', '[::2]'])
      expect(at(host)).toBe(undefined)
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const channel = at(host)
      expect(channel?.name).toBe('email')
      await channel?.close()
    }
  })

  test('says what a wrong server address should be, without its password', () => {
    const wrong = () => emailChannel({ url: 'mail.example.com:secret', clockKind: 'wall', frame })
    expect(wrong).toThrow(/smtp:\/\/user:password@host/)
    expect(wrong).not.toThrow(/secret/)
  })
})

test.each([
  [
    { command: 'RCPT TO', responseCode: 550, response: '550 No such user' },
    false,
    { outcome: 'failed', permanent: true },
  ],
  [{ command: 'RCPT TO', responseCode: 550, response: '550 5.7.1 Blocked' }, false, { outcome: 'failed' }],
  [{ command: 'RCPT TO', responseCode: 552, response: '552 5.2.2 Mailbox full' }, false, { outcome: 'failed' }],
  [{ command: 'MAIL FROM', responseCode: 550, response: '550 5.1.8 Bad sender' }, false, { outcome: 'failed' }],
  [
    { command: 'RCPT TO', responseCode: 550, response: '550 5.1.8 <a@b>: Domain not found' },
    false,
    { outcome: 'failed' },
  ],
  [{ command: 'RCPT TO', responseCode: 550, response: '550 5.1.7 Bad sender' }, false, { outcome: 'failed' }],
  [
    { command: 'RCPT TO', responseCode: 550, response: '550 5.1.10 No such domain' },
    false,
    { outcome: 'failed', permanent: true },
  ],
  [{ command: 'RCPT TO', responseCode: 550, response: '550 Sender verify failed' }, false, { outcome: 'failed' }],
  [{ command: 'RCPT TO', responseCode: 550, response: '550 relay not permitted' }, false, { outcome: 'failed' }],
  [{ command: 'RCPT TO', responseCode: 552, response: '552 mailbox full' }, false, { outcome: 'failed' }],
  [{ command: 'RCPT TO', responseCode: 554, response: '554 Your address is listed' }, false, { outcome: 'failed' }],
  [{ command: 'DATA', responseCode: 452, response: '452 Too busy' }, true, { outcome: 'retry' }],
  [{ command: 'CONN', responseCode: 421, response: '421 Closing' }, true, { outcome: 'retry', down: true }],
  [
    { command: 'AUTH PLAIN', code: 'EAUTH', responseCode: 535, response: '535 Wrong' },
    false,
    { outcome: 'retry', down: true },
  ],
  [{ command: 'CONN', code: 'ETIMEDOUT' }, true, { outcome: 'uncertain' }],
  [{ command: 'CONN', code: 'ETIMEDOUT' }, false, { outcome: 'retry', down: true }],
  [{ command: 'API', code: 'EENVELOPE' }, false, { outcome: 'failed', permanent: true }],
])('SMTP says %j, begun: %j', (error, begun, expected) => {
  const { detail, ...result } = smtpResult(Object.assign(new Error('why'), error), begun)
  expect(result).toEqual(expected)
  expect(detail).not.toBe('')
})
