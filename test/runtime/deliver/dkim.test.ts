import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../../runtime/config.ts'
import { emailChannel } from '../../../runtime/deliver/channels/email.ts'
import { Delivery } from '../../../runtime/deliver/deliver.ts'
import { dkimKeyIn } from '../../../runtime/deliver/dkimKey.ts'
import type { PublishedVersion } from '../../../runtime/deliver/engine.ts'
import { startServer } from '../../../runtime/server/server.ts'
import { mjml, node, workflow } from '../../shared/drafts.ts'
import { frame, Ledger, mailServer, message, settings, welcomeVersion } from './fixtures.ts'

const pem = ({ privateKey }: { readonly privateKey: KeyObject }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const dkim = { domain: 'hazel.example', selector: 'perennial' }

let version: PublishedVersion
beforeAll(async () => {
  version = await welcomeVersion()
})
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'perennial-dkim-'))
  closing.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe('a mail', () => {
  async function delivering(prepare: (ledger: Ledger) => void, hooks: Parameters<typeof mailServer>[0] = {}) {
    const server = await mailServer(hooks)
    closing.push(server.close)
    const dkimKey = dkimKeyIn(folder())
    expect(dkimKey.save(pem(rsa))).toEqual([])
    const ledger = new Ledger()
    ledger.published = version
    ledger.current = { ...settings, dkim }
    prepare(ledger)
    const channel = emailChannel({ url: server.url, clockKind: 'wall', frame, dkimKey })!
    const onError = (error: unknown) => expect.unreachable(String(error))
    const delivery = new Delivery({
      engine: ledger,
      channels: [channel],
      clock: ledger.clock,
      random: () => 0,
      onError,
    })
    closing.push(() => delivery.stop())
    await delivery.start()
    return { server, ledger, dkimKey, delivery }
  }

  test('is signed so that its receiver can verify it, with both List-Unsubscribe headers', async () => {
    const { server, ledger, dkimKey } = await delivering((outbox) => outbox.put(message(7)))
    await ledger.until(() => ledger.outcomes.length === 1)
    const mail = server.raw[0]!
    const signed = verified(mail, publicKeyOf(dkimKey.record()!))
    expect(signed).toMatchObject({ d: 'hazel.example', s: 'perennial', a: 'rsa-sha256', c: 'relaxed/relaxed' })
    expect(signed.h!.split(':')).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'date', 'list-unsubscribe', 'list-unsubscribe-post']),
    )
    const key = publicKeyOf(dkimKey.record()!)
    expect(() => verified(mail.replace('One-Click', 'Two-Click'), key)).toThrow('signature')
    expect(() => verified(mail.replace('/u/', '/v/'), key)).toThrow('signature')
    expect(() => verified(mail.replace('Visit us', 'Visit me'), key)).toThrow('body')
  })

  test.each([
    ['letters of any script', 'Grüße an Zoë 🌿 — привет'],
    ['a subject that is folded', `${'A long word and another '.repeat(8)}end`],
  ])('with %s verifies', async (_, subject) => {
    const { server, ledger, dkimKey } = await delivering((outbox) => {
      const document = structuredClone(version.document)
      for (const each of document.nodes) if (each.kind === 'email') each.settings.subject = subject
      outbox.published = { ...version, document }
      outbox.put(message(1, { purpose: 'transactional' }))
    })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(verified(server.raw[0]!, publicKeyOf(dkimKey.record()!)).h).not.toContain('list-')
  })

  test('is not signed without a domain, and is once there is one', async () => {
    const { server, ledger, delivery } = await delivering((outbox) => {
      outbox.current = { ...settings, dkim: { ...dkim, domain: '' } }
      outbox.put(message(1))
    })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(server.raw[0]).not.toContain('DKIM-Signature')
    ledger.current = { ...settings, dkim }
    ledger.put(message(2))
    delivery.wake()
    await ledger.until(() => ledger.outcomes.length === 2)
    expect(server.raw[1]).toContain('DKIM-Signature')
  })

  test('that is signed and cut off without an answer is uncertain, and not sent again', async () => {
    const onData = (cut: () => void) => {
      cut()
      return undefined
    }
    const { ledger } = await delivering((outbox) => outbox.put(message(1)), { onData })
    await ledger.until(() => ledger.outcomes.length === 1)
    expect(ledger.outcomes[0]).toMatchObject({ outcome: 'uncertain' })
    expect(ledger.retries).toEqual([])
  })
})

describe('the key', () => {
  test('lies in a file for its owner alone, and is there after a restart', () => {
    const data = folder()
    const key = dkimKeyIn(data)
    expect(key.save(pem(rsa))).toEqual([])
    expect(statSync(join(data, 'dkim.pem')).mode & 0o777).toBe(0o600)
    expect(dkimKeyIn(data).record()).toBe(key.record())
    key.remove()
    expect(dkimKeyIn(data).isSet()).toBe(false)
  })

  test('that was damaged is said to be, by its file and without what it holds', () => {
    const data = folder()
    writeFileSync(join(data, 'dkim.pem'), '-----BEGIN PRIVATE KEY-----\nhush')
    expect(() => dkimKeyIn(data)).toThrow(/dkim\.pem to hold an RSA private key.*backup/)
    expect(() => dkimKeyIn(data)).not.toThrow(/hush/)
  })
})

describe('the API', () => {
  async function serving(smtp?: string) {
    const data = folder()
    const env = { PERENNIAL_PORT: '0', PERENNIAL_DATA: data, ...(smtp ? { PERENNIAL_SMTP_URL: smtp } : {}) }
    const read = readConfig(env, {})
    if (!('config' in read)) throw new Error(JSON.stringify(read))
    const fault = (error: unknown) => expect.unreachable(String(error))
    const server = await startServer({ config: read.config, report: fault, died: fault })
    closing.push(() => server.close())
    const url = await server.listen()
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, text, value: JSON.parse(text) }
    }
    const setDkim = async () => {
      const { value } = await ask('GET', '/api/settings')
      expect((await ask('PUT', '/api/settings', { ...value, ...sender, dkim })).status).toBe(200)
    }
    return { ask, setDkim, data }
  }
  const sender = { sender: settings.sender, postalAddress: '1 High Street' }

  test('takes a key, says that one is set and what DNS must have, and never gives it back', async () => {
    const { ask, setDkim } = await serving()
    expect((await ask('GET', '/api/settings/dkim-key')).value).toEqual({ dkimKey: 'none', record: null })
    const saved = await ask('PUT', '/api/settings/dkim-key', { dkimKey: pem(rsa) })
    expect(saved.value).toEqual({ dkimKey: 'set', record: null })
    await setDkim()
    const read = await ask('GET', '/api/settings/dkim-key')
    const p = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    expect(read.value).toEqual({
      dkimKey: 'set',
      record: { name: 'perennial._domainkey.hazel.example', value: `v=DKIM1; k=rsa; p=${p}` },
    })
    const secret = pem(rsa).split('\n')[5]!
    for (const path of ['/api/settings', '/api/settings/dkim-key', '/api/status', '/api/sources'])
      expect((await ask('GET', path)).text).not.toContain(secret)
    expect(saved.text).not.toContain(secret)
    const removed = await ask('PUT', '/api/settings/dkim-key', { dkimKey: null })
    expect(removed.value).toEqual({ dkimKey: 'none', record: null })
  })

  test('makes a key of 2,048 bits, and does not replace one that is there', async () => {
    const { ask, setDkim, data } = await serving()
    await setDkim()
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', '/api/settings/dkim-key', {})))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const { record } = answers.find(({ status }) => status === 200)!.value
    expect(publicKeyOf(record.value).asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(dkimKeyIn(data).record()).toBe(record.value)
  })

  const noKeys = [
    ['nonsense', 'hush', 'dkimKeyUnreadable'],
    ['the public half', rsa.publicKey.export({ type: 'spki', format: 'pem' }), 'dkimKeyUnreadable'],
    [
      'a key under a passphrase',
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hush' }),
      'dkimKeyUnreadable',
    ],
    ['an Ed25519 key, with which nodemailer cannot sign', pem(generateKeyPairSync('ed25519')), 'dkimKeyKind'],
    ['a key of 512 bits', pem(generateKeyPairSync('rsa', { modulusLength: 512 })), 'dkimKeyBits'],
    ['what is much too long', 'x'.repeat(10_001), 'tooLong'],
  ] as const

  test('refuses what is no key that it can sign with, with its path, and keeps the key that it has', async () => {
    const { ask } = await serving()
    await ask('PUT', '/api/settings/dkim-key', { dkimKey: pem(rsa) })
    for (const [what, dkimKey, code] of noKeys) {
      const refused = await ask('PUT', '/api/settings/dkim-key', { dkimKey })
      expect(refused.status, what).toBe(400)
      expect(refused.value.problems, what).toMatchObject([{ code, path: '/dkimKey' }])
      expect(refused.value.problems[0].sentence).toMatch(/\. .*\.$/)
      expect(refused.text).not.toMatch(/hush|xxx|MII/)
      expect((await ask('GET', '/api/settings/dkim-key')).value.dkimKey).toBe('set')
    }
  })

  test('refuses a domain that DNS cannot have', async () => {
    const { ask } = await serving()
    const { value } = await ask('GET', '/api/settings')
    for (const domain of ['-hazel.example', 'hazel..example', 'hazel.example; p=', 'a@b.example', 'a\r\nb.example']) {
      const refused = await ask('PUT', '/api/settings', { ...value, dkim: { ...dkim, domain } })
      expect(refused.value.problems, domain).toMatchObject([{ code: 'dnsName', path: '/dkim/domain' }])
    }
  })

  test('warns before marketing is published over SMTP without a key, and lets it go', async () => {
    const mails = await mailServer()
    closing.push(mails.close)
    const { ask, setDkim } = await serving(mails.url)
    await setDkim()
    const email = {
      subject: 'News',
      purpose: 'marketing' as const,
      mjml: mjml('<a href="{{ unsubscribe_url }}">Leave</a>'),
    }
    const document = workflow(
      [node('event-1', 'event', { event: 'Signed Up' }, { next: 'email-2' }), node('email-2', 'email', email)],
      { id: 'news', title: 'News', nextId: 3 },
    )
    expect((await ask('POST', '/api/workflows', { document })).status).toBe(200)
    const codes = async () => {
      const { value } = await ask('GET', '/api/workflows/news/publish')
      return value.problems.filter(({ code }: { code: string }) => code === 'noDkim')
    }
    expect(await codes()).toMatchObject([{ code: 'noDkim', severity: 'warning' }])
    await ask('POST', '/api/settings/dkim-key', {})
    expect(await codes()).toEqual([])
    await ask('PUT', '/api/settings/dkim-key', { dkimKey: null })
    expect((await ask('POST', '/api/workflows/news/publish', { revision: 1 })).status).toBe(200)
  })
})

const publicKeyOf = (record: string): KeyObject => {
  const der = Buffer.from(/^v=DKIM1; k=rsa; p=([A-Za-z0-9+/]+=*)$/.exec(record)![1]!, 'base64')
  return createPublicKey({ key: der, type: 'spki', format: 'der' })
}

/** The tags of a mail's DKIM signature, once it holds: RFC 6376 with relaxed headers and relaxed body, as a receiver reads it. */
function verified(raw: string, key: KeyObject): Record<string, string> {
  const end = raw.indexOf('\r\n\r\n')
  const fields = raw
    .slice(0, end)
    .replace(/\r\n([ \t])/g, '$1')
    .split('\r\n')
  const relaxed = (field: string) => {
    const colon = field.indexOf(':')
    const value = field.slice(colon + 1).replace(/[ \t]+/g, ' ')
    return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}`
  }
  const signature = fields.find((field) => /^dkim-signature:/i.test(field))!
  const tags = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replace(/\s/g, '')]),
  )
  const body = raw
    .slice(end + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ \r\n/g, '\r\n')
    .replace(/(?:\r\n)*$/, '\r\n')
  if (createHash('sha256').update(body).digest('base64') !== tags.bh) throw new Error('The body differs')
  // A name that stands twice in h= means the header above; ours stand once, so the lowest counts.
  const signed = tags
    .h!.split(':')
    .map((name) => relaxed(fields.findLast((field) => relaxed(field).startsWith(`${name}:`))!))
  const own = relaxed(signature).replace(/([;:]\s*b=)[^;]*/, '$1')
  const data = Buffer.from([...signed, own].join('\r\n'))
  if (!verify('rsa-sha256', data, key, Buffer.from(tags.b!, 'base64'))) throw new Error('The signature is wrong')
  return tags
}
