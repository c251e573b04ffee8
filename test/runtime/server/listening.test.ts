import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startServer } from '../../../runtime/server/server.ts'
import { afterSignUp } from '../../crash/workflows.ts'
import { openMailbox } from '../../support/mailbox.ts'
import { openServer } from '../../support/server.ts'

test('a mail leaves once it is known where its links lead, and not before', async () => {
  const at = await openServer()
  const mailbox = await openMailbox()
  try {
    const { body: settings } = await at.request('GET', '/api/settings')
    await at.request('PUT', '/api/settings', { ...settings, sender: 'hello@fermo.example', postalAddress: 'Fermo' })
    const { body: draft } = await at.request('POST', '/api/workflows', { document: afterSignUp })
    await at.request('POST', `/api/workflows/${afterSignUp.id}/publish`, { revision: draft.revision })
    const traits = { email: 'ada@example.com', consent: { email: 'granted' } }
    await at.ingest('identify', { messageId: 'm-1', userId: 'ada', traits })
    const properties = { list_id: 'l-1' }
    await at.ingest('track', { messageId: 'm-2', userId: 'ada', event: 'Signed Up', properties })
    await at.server.close()

    const config = { ...at.server.config, smtpUrl: mailbox.url }
    const fail = (error: unknown) => {
      throw error
    }
    const again = await startServer({ config, report: fail, died: fail })
    const waiting = await again.store().pages.messages({ limit: 10 })
    expect(waiting.items.map(({ state }) => state)).toEqual(['waiting'])
    const url = await again.listen()
    await expect.poll(mailbox.list).toEqual(['ada@example.com: Welcome l-1'])
    expect(mailbox.mails()[0]?.header('list-unsubscribe')).toMatch(new RegExp(`^<${url}/u/`))
    await again.close()
  } finally {
    await mailbox.close()
    rmSync(at.data, { recursive: true, force: true })
  }
})
