import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { freeDisk } from '../../../runtime/server/freeDisk.ts'

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
