import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { freeDisk } from '../../../runtime/server/freeDisk.ts'
import { ingestRoute } from '../../../runtime/server/ingestRoute.ts'
import { openServer } from '../../support/server.ts'

test('a disk with less room than is kept free takes no events', async () => {
  let now = 0
  const hasRoom = freeDisk(tmpdir(), () => now, Number.MAX_SAFE_INTEGER)
  expect(hasRoom()).toBe(true)
  await expect.poll(() => hasRoom()).toBe(false)
  const enough = freeDisk(tmpdir(), () => now, 0)
  now += 60_000
  expect(enough()).toBe(true)
  await expect.poll(() => enough()).toBe(true)
})

test('a folder that cannot be looked at is not taken for full', async () => {
  const hasRoom = freeDisk('/nowhere-at-all', () => 0)
  hasRoom()
  await new Promise(setImmediate)
  expect(hasRoom()).toBe(true)
})

test('rule 23: on a full disk a withdrawal is taken in, and nothing else', async () => {
  const at = await openServer()
  const ingest = ingestRoute({
    stores: () => [at.server.store()],
    wall: at.server.wall,
    isStopping: () => false,
    hasRoom: () => false,
    report: (error) => expect.unreachable(String(error)),
  })
  const full = createServer((request, response) => void ingest(request, response)).listen(0, '127.0.0.1')
  await once(full, 'listening')
  const { port } = full.address() as AddressInfo
  const { items: sources } = (await at.request('GET', '/api/sources')).body
  const send = async (...batch: object[]) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${sources[0].key}` }
    const body = JSON.stringify({ batch })
    return (await fetch(`http://127.0.0.1:${port}/v1/batch`, { method: 'POST', headers, body })).status
  }
  const order = { type: 'track', event: 'Order Completed', userId: 'ada' }
  const unsubscribed = { type: 'track', event: 'Unsubscribed', userId: 'ada' }
  const denied = { type: 'identify', userId: 'grace', traits: { consent: { email: 'denied' } } }
  expect(await send(order)).toBe(429)
  expect(await send(unsubscribed, order)).toBe(429)
  expect(await send({ type: 'track', userId: 'ada' })).toBe(429)
  expect(await send(unsubscribed, denied)).toBe(200)
  full.close()
  await at.close()
})
