import { expect, test } from 'vitest'
import { openServer } from '../../support/server.ts'

test('what is written down for a customer holds for whom they have joined', async () => {
  const at = await openServer()
  const ingest = async (type: string, item: object) => expect((await at.ingest(type, item)).status).toBe(200)
  const idOf = async (query: string): Promise<string> =>
    (await at.request('GET', `/api/customers?query=${query}`)).body.items[0].id
  await ingest('identify', { userId: 'ada', traits: { email: 'ada@shop.example' } })
  await ingest('track', { event: 'Viewed', anonymousId: 'guest' })
  const guest = await idOf('guest')
  await ingest('identify', { userId: 'ada', anonymousId: 'guest' })
  const ada = await idOf('ada')
  expect(ada).not.toBe(guest)
  const consent = { channel: 'email', purpose: 'marketing', is: 'denied' }
  expect((await at.request('POST', `/api/customers/${guest}/consent`, consent)).status).toBe(200)
  expect((await at.request('GET', `/api/customers/${ada}`)).body.consents).toContainEqual(
    expect.objectContaining(consent),
  )
  await at.close()
})
