// A store is copied while it runs, and what is made of the copy sends nothing twice unasked.
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openMailbox } from '../../support/mailbox.ts'
import { openServer, type TestServer } from '../../support/server.ts'
import { draw, email } from '../../support/trial.ts'
import { lines, perennial } from '../../support/typing.ts'

const scratch = mkdtempSync(join(tmpdir(), 'perennial-backup-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const welcome = draw({
  id: 'welcome',
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'email-2' } },
    'email-2': email('Hello', { next: 'delay-3' }),
    'delay-3': { kind: 'delay', settings: { for: 'PT1H' }, ports: { next: 'email-4' } },
    'email-4': email('Still there?'),
  },
})

async function signUp(at: TestServer, userId: string) {
  const traits = { email: `${userId}@example.com`, consent: { email: 'granted' } }
  await at.ingest('batch', {
    batch: [
      { type: 'identify', userId, traits },
      { type: 'track', userId, event: 'Signed Up' },
    ],
  })
}

test('a restored backup stands where it was made: nothing is sent again, and a person says how it goes on', async () => {
  let isSlow = false
  const mailbox = await openMailbox({ answersAfter: () => (isSlow ? 700 : 0) })
  const at = await openServer({ smtpUrl: mailbox.url })
  const settings = (await at.request('GET', '/api/settings')).body
  const mail = { sender: 'Hazel <hello@hazel.example>', postalAddress: '1 High Street' }
  await at.request('PUT', '/api/settings', { ...settings, ...mail })
  await at.request('POST', '/api/workflows', { document: welcome })
  expect(await at.request('POST', '/api/workflows/welcome/publish', { revision: 1 })).toMatchObject({ status: 200 })

  await signUp(at, 'ada')
  const states = async (of: TestServer) => {
    const { items } = (await of.request('GET', '/api/messages?limit=100')).body
    return Object.fromEntries(items.map((item: { address: string; state: string }) => [item.address, item.state]))
  }
  await expect.poll(() => states(at)).toEqual({ 'ada@example.com': 'sent' })
  // Of these some are on their way and some have yet to be taken when the copy is made.
  isSlow = true
  const many = Array.from({ length: 12 }, (_, n) => `user${n}`)
  await Promise.all(many.map((userId) => signUp(at, userId)))
  const file = join(scratch, 'copy.db')
  const made = await perennial(at.data, 'backup', file, '--json')
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(lines(made.out)).toMatchObject([{ state: 'done', file, position: expect.any(Number) }])
  await signUp(at, 'zoe')
  const ada = (await at.request('GET', '/api/customers?query=ada')).body.items[0].id
  const said = { channel: 'email', purpose: 'marketing', is: 'denied' }
  expect((await at.request('POST', `/api/customers/${ada}/consent`, said)).status).toBe(200)
  await expect.poll(() => states(at).then((all) => new Set(Object.values(all)))).toEqual(new Set(['sent']))
  const sent = mailbox.list()
  expect(sent).toHaveLength(14)

  const data = mkdtempSync(join(tmpdir(), 'perennial-restored-'))
  copyFileSync(file, join(data, 'perennial.db'))
  for (const name of ['secret', 'withdrawals.jsonl']) copyFileSync(join(at.data, name), join(data, name))
  await at.close()
  const restored = await openServer({ smtpUrl: mailbox.url }, data)
  const found = async () => {
    const { 'ada@example.com': ada, 'zoe@example.com': zoe, ...others } = await states(restored)
    return { ada, zoe, others: [...new Set(Object.values(others))].filter((state) => state !== 'sent') }
  }
  await expect.poll(found).toEqual({ ada: 'sent', zoe: undefined, others: ['uncertain'] })
  const status = (await restored.request('GET', '/api/status')).body
  expect(status).toMatchObject({ held: true, hold: { why: 'restored' }, customers: 13 })
  const { consents } = (await restored.request('GET', `/api/customers/${ada}`)).body
  expect(consents).toContainEqual(expect.objectContaining(said))
  expect((await restored.request('POST', '/api/release', { overdue: 'run' })).status).toBe(200)
  await signUp(restored, 'new')
  await expect.poll(() => mailbox.list()).toEqual([...sent, 'new@example.com: Hello'].sort())

  const again = await restored.restart()
  expect((await again.request('GET', '/api/status')).body).toMatchObject({ held: false })
  expect(again.reported).toEqual([])
  await again.close()
  await mailbox.close()
})

test('a backup of a stopped store is made as well; nothing is written over, and no other file', async () => {
  const at = await openServer()
  await signUp(at, 'ada')
  await at.server.close()
  const file = join(scratch, 'stopped.db')
  const made = await perennial(at.data, 'backup', file)
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).toContain(file)

  writeFileSync(join(scratch, 'mine.db'), 'mine')
  for (const [name, why] of [
    ['mine.db', 'is there already'],
    ['copy.txt', 'ends in .db'],
    ['nowhere/copy.db', 'There is no folder'],
  ] as const) {
    const refused = await perennial(at.data, 'backup', join(scratch, name))
    expect(refused.err).toContain(why)
    expect(refused.code).toBe(1)
  }
  expect(existsSync(join(scratch, 'copy.txt'))).toBe(false)
  rmSync(at.data, { recursive: true })
})
