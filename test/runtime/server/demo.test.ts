import { expect, test } from 'vitest'
import { openServer } from '../../support/server.ts'

test('the demo store fills beside one’s own, which it leaves as it was, and goes on where it was stopped', async () => {
  const first = await openServer()
  const before = (await first.request('GET', '/api/status')).body
  expect((await first.request('POST', '/api/demo/play', { playing: true })).status).toBe(409)
  expect((await first.request('POST', '/api/demo/open', {})).body).toMatchObject({
    store: 'demo',
    clock: 'data',
    smtp: false,
    filling: true,
  })
  const events = async (at: typeof first) => (await at.request('GET', '/api/status')).body.events as number
  await expect.poll(() => events(first)).toBeGreaterThan(1_000)

  const left = (await first.request('POST', '/api/demo/leave', {})).body
  expect({ ...left, now: '' }).toEqual({ ...before, now: '' })
  await first.ingest('track', { userId: 'mine', event: 'Mine' })
  expect(await events(first)).toBe(1)

  const second = await first.restart()
  expect(await events(second)).toBe(1)
  const { body } = await second.request('POST', '/api/demo/open', {})
  expect(body.events).toBeGreaterThan(1_000)
  await expect.poll(() => events(second)).toBeGreaterThan(body.events)
  expect(second.reported).toEqual([])
  await second.close()
})

test('a page’s change is refused while another store is open than the one that it shows', async () => {
  const { request, close } = await openServer()
  const addSource = (headers: Record<string, string>) =>
    request('POST', '/api/sources', { name: 'Shop', kind: 'server' }, headers)
  const shows = (store: string) => ({ 'x-perennial-shown': store })
  const namesOf = async (headers = {}) =>
    (await request('GET', '/api/sources', undefined, headers)).body.items.map(({ name }: { name: string }) => name)

  expect((await addSource(shows('own'))).status).toBe(200)
  await request('POST', '/api/demo/open', {}, shows('own'))
  const refused = await addSource(shows('own'))
  expect(refused).toMatchObject({ status: 409, body: { problems: [{ code: 'otherStore', params: { open: 'demo' } }] } })
  expect(refused.body.problems[0].sentence).toBe(
    'Nothing was changed: the demo store was opened meanwhile, and this page shows another. Load it again.',
  )
  expect(await namesOf(shows('own'))).not.toContain('Shop')
  expect((await addSource(shows('demo'))).status).toBe(200)

  expect((await request('POST', '/api/demo/leave', {}, shows('own'))).status).toBe(409)
  expect((await request('POST', '/api/demo/leave', {}, shows('demo'))).status).toBe(200)
  expect((await addSource(shows('demo'))).status).toBe(409)
  await close()
})

test('whoever names one’s own store is told of it, whatever the editor shows', async () => {
  const { request, close } = await openServer({ clock: 'wall' })
  await request('POST', '/api/demo/open', {})
  expect((await request('GET', '/api/status')).body).toMatchObject({ store: 'demo', clock: 'data' })
  const own = { 'x-perennial-store': 'own' }
  expect((await request('GET', '/api/status', undefined, own)).body).toMatchObject({ store: 'own', clock: 'wall' })
  await close()
})

test('what watches over the server is told of one’s own store, whatever the editor shows', async () => {
  const before = await openServer({ holdAfter: 1 })
  await before.ingest('track', { userId: 'ada', event: 'Mine' })
  const { request, close } = await before.restart()
  const ready = async () => (await request('GET', '/ready')).body
  expect(await ready()).toMatchObject({ ready: true, held: true })
  await request('POST', '/api/demo/open', {})
  expect(await ready()).toMatchObject({ ready: true, held: true })
  await close()
})
