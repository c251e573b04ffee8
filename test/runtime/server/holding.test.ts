import { expect, test } from 'vitest'
import { openMailbox } from '../../support/mailbox.ts'
import { openServer } from '../../support/server.ts'
import { draw, email } from '../../support/trial.ts'

test('rule 21: marketing waits while somebody is asked how to go on after an absence, and leaves at once when they say so', async () => {
  const mailbox = await openMailbox()
  const before = await openServer({ smtpUrl: mailbox.url, holdAfter: 1 })
  const settings = (await before.request('GET', '/api/settings')).body
  const sender = 'Hazel <hello@hazel.example>'
  await before.request('PUT', '/api/settings', { ...settings, sender, postalAddress: '1 High Street' })
  const document = draw({
    id: 'hello',
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'email-2' } },
      'email-2': email('Hello'),
    },
  })
  await before.request('POST', '/api/workflows', { document })
  expect(await before.request('POST', '/api/workflows/hello/publish', { revision: 1 })).toMatchObject({ status: 200 })

  const at = await before.restart()
  await at.ingest('identify', { userId: 'ada', traits: { email: 'ada@example.com', consent: { email: 'granted' } } })
  await at.ingest('track', { userId: 'ada', event: 'Signed Up' })
  const messages = async () => (await at.request('GET', '/api/messages')).body.items
  await expect.poll(messages).toMatchObject([{ state: 'waiting' }])
  expect((await at.request('GET', '/api/status')).body.held).not.toBeNull()
  expect(mailbox.mails()).toEqual([])
  expect((await at.request('POST', '/api/release', { overdue: 'run' })).status).toBe(200)
  // Delivery's own look, which would find it without being woken, comes within thirty seconds.
  await expect.poll(() => mailbox.mails().length).toBe(1)
  expect(at.reported).toEqual([])
  await at.close()
  await mailbox.close()
})
