// Before old events are removed for good, the page says how many will be.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../../support/server.ts'

const begin = Date.parse('2026-01-01T00:00:00Z')
const dayOf = (on: number) => new Date(begin + on * 86_400_000).toISOString()

let at: TestServer
beforeAll(async () => {
  at = await openServer({ clock: 'data' })
})
afterAll(async () => {
  expect(at.reported).toEqual([])
  await at.close()
})

const preview = async (days: number | null, forEver: readonly string[]) =>
  (await at.request('POST', '/api/settings/retention/preview', { days, forEver })).body

test('rule 33: what a setting would remove is counted before it is saved, and is what goes', async () => {
  const happened = [
    ...[1, 2, 3, 4, 5].flatMap((on) => [
      { userId: 'ada', event: 'Viewed', on },
      { userId: 'bo', event: 'Viewed', on },
    ]),
    { userId: 'ada', event: 'Order Completed', on: 6 },
    { userId: 'cy', event: 'Viewed', on: 100 },
    { userId: 'cy', event: 'Searched', on: 200 },
  ]
  const items = happened.map(({ on, ...said }, n) => ({
    ...said,
    type: 'track',
    messageId: `e${n}`,
    timestamp: dayOf(on),
  }))
  await at.request('POST', '/api/load', { items, live: true })
  await at.server.store().engine.idle()

  const orders = ['Order Completed']
  expect(await preview(null, orders)).toEqual({ events: 0, before: null, complete: true })
  // Some days are added, since calendars of customers may be behind.
  expect(await preview(190, orders)).toEqual({ events: 4 * 2, before: dayOf(200 - 190 - 5), complete: true })
  expect(await preview(100, orders)).toEqual({ events: 10, before: dayOf(95), complete: true })
  expect(await preview(100, ['Never Heard Of'])).toMatchObject({ events: 11 })
  expect(await preview(90, orders)).toMatchObject({ events: 11 })

  const { body: settings } = await at.request('GET', '/api/settings')
  const saved = { ...settings, retention: { days: 100, forEver: orders } }
  expect((await at.request('PUT', '/api/settings', saved)).status).toBe(200)
  await at.server.store().engine.idle()
  expect((await at.request('GET', '/api/settings/retention')).body).toMatchObject({ state: 'done', removed: 10 })
  expect(await preview(100, orders)).toMatchObject({ events: 0 })
})
