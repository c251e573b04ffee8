// A store that was a backup goes on from where that was made. What its original did afterwards has happened to the world all the same.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { recordOf } from '../../runtime/decisionLog.ts'
import { startEngine } from '../../runtime/engine.ts'
import { decideConsent } from '../../runtime/server/decideConsent.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'
import { foldAgain } from '../support/foldAgain.ts'
import { draw } from '../support/trial.ts'

const folder = mkdtempSync(join(tmpdir(), 'perennial-restored-'))
afterAll(() => rmSync(folder, { recursive: true }))

const day = 86_400_000
const at = (text: string) => Date.parse(`2026-01-05T${text}:00Z`)

const calling = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'webhook-2' } },
    'webhook-2': { kind: 'webhook', settings: { url: 'https://a.example.com/', answer: 'goOn' } },
  },
})

const abandoned = draw({
  nodes: {
    'absence-1': {
      kind: 'absence',
      settings: { event: 'Cart', without: { event: 'Order' }, deadline: { by: 'period', within: 'PT1H' } },
      ports: { next: 'webhook-2' },
    },
    'webhook-2': { kind: 'webhook', settings: { url: 'https://a.example.com/', answer: 'goOn' } },
  },
})

/** Each store has a folder to itself. */
const newFile = () => join(mkdtempSync(join(folder, 'store-')), 'perennial.db')

let drawn = 0
/** Drawn anew at each opening, and never the same twice. */
const random = () => (++drawn * 0.618) % 1

/** A process with a store on a disk. */
async function started(file: string, wall: number) {
  const disk = openSqlite({ file, clock: 'wall' })
  const record = recordOf(disk)
  const clock = simulatedClock(wall)
  const engine = await startEngine({ storage: record.storage, clock, holdAfter: day, random, changed: () => {} })
  await engine.idle()
  const append = async (entry: NewEntry) => {
    await engine.append([entry])
    await engine.idle()
  }
  return {
    file,
    engine,
    disk,
    clock,
    say: (userId: string, name: string, traits?: object) =>
      append({
        payload: {
          type: 'event',
          kind: traits ? 'identify' : 'track',
          name,
          time: clock.now(),
          identities: [{ kind: 'userId', value: userId }],
          source: 'test',
          trusted: true,
          historical: false,
          body: JSON.stringify(traits ? { type: 'identify', traits } : { type: 'track', event: name }),
        },
      }),
    /** The runs that began. */
    begun: () =>
      record
        .lines()
        .filter(({ what }) => what === 'entered')
        .map(({ run }) => run),
    async customerOf(userId: string) {
      const { identities } = await disk.load({ identities: [{ kind: 'userId', value: userId }] })
      return identities[0]?.customer
    },
    async backUp() {
      const to = newFile()
      await engine.backUp(to)
      return to
    },
    async release() {
      expect(await engine.control({ do: 'release', overdue: 'run' })).toMatchObject({ ok: true })
      await engine.idle()
    },
    tables: () => foldAgain(disk),
  }
}

async function withCarts(workflow = calling) {
  const store = await started(newFile(), at('08:00'))
  const document = JSON.stringify(workflow)
  await store.engine.control({ do: 'saveDraft', workflow: 'trial', title: 'Trial', document, revision: null })
  await store.engine.control({ do: 'publish', workflow: 'trial', document, revision: 1, compiled: [] })
  await store.say('ada', 'Cart')
  return store
}

test.each([
  ['one after the other', '09:00', '09:01'],
  ['at one instant', '09:00', '09:00'],
  ['by clocks that stand in the past', '07:00', '07:05'],
])(
  'rule 24: no key that a store gave after its backup was made is given again by stores that it became %s',
  async (_, ...walls) => {
    const original = await withCarts()
    const backup = await original.backUp()
    await original.say('ada', 'Cart')
    await original.say('bob', 'Cart')
    const given = original.begun()
    await original.engine.close()

    const copies = [backup, newFile()]
    copyFileSync(backup, copies[1]!)
    for (const [index, file] of copies.entries()) {
      const restored = await started(file, at(walls[index]!))
      await restored.release()
      await restored.say('cleo', 'Cart')
      await restored.say('ada', 'Cart')
      const begun = restored.begun()
      given.push(...begun)
      expect([begun.length, new Set(given).size]).toEqual([2, given.length])
      expect(await restored.tables()).toEqual([])
      await restored.engine.close()
    }
  },
)

test('rule 24: nor is one by a store whose backup was made while it was held', async () => {
  const original = await withCarts()
  await original.engine.close()
  const held = await started(original.file, at('08:00') + 3 * day)
  const backup = await held.backUp()
  await held.say('ada', 'Cart')
  const given = held.begun()
  await held.engine.close()
  const restored = await started(backup, at('08:00') + 4 * day)
  expect((await restored.engine.standing()).held).toMatchObject({ why: 'restored' })
  await restored.say('ada', 'Cart')
  given.push(...restored.begun())
  expect([given.length, new Set(given).size]).toEqual([2, 2])
  await restored.engine.close()
})

test('rule 24: what was due when the backup was made begins the runs that its original begins', async () => {
  const original = await withCarts(abandoned)
  await original.engine.close()
  const disk = openSqlite({ file: original.file, clock: 'wall' })
  const { pulse } = await disk.head()
  await disk.beat({ ...pulse, alive: at('09:30'), ended: false })
  const backup = newFile()
  await disk.backUp(backup, () => {})
  await disk.close()

  const begun: string[][] = []
  for (const file of [original.file, backup]) {
    const store = await started(file, at('09:31'))
    begun.push(store.begun())
    expect(await store.tables()).toEqual([])
    await store.engine.close()
  }
  expect(begun[0]).toHaveLength(1)
  expect(begun[1]).toEqual(begun[0])
})

test('rule 24: a store may be restored from a backup of a restored store', async () => {
  const original = await withCarts()
  let backup = await original.backUp()
  await original.engine.close()
  const given: string[] = []
  for (const hour of ['09:00', '10:00', '11:00']) {
    const restored = await started(backup, at(hour))
    await restored.release()
    await restored.say('ada', 'Cart')
    given.push(...restored.begun())
    backup = await restored.backUp()
    await restored.engine.close()
  }
  expect(new Set(given).size).toBe(3)
})

test('rule 12: how often a workflow began is counted from where the backup became a store', async () => {
  const original = await withCarts()
  const backup = await original.backUp()
  await original.engine.close()
  const restored = await started(backup, at('09:00'))
  await restored.release()
  for (let cart = 0; cart < 102; cart++) await restored.say('ada', 'Cart')
  expect(restored.begun()).toHaveLength(100)
  await restored.engine.close()
})

test('rule 23: a link in a mail that left after the backup was made unsubscribes nobody who came later', async () => {
  const original = await withCarts()
  const backup = await original.backUp()
  await original.say('ada', 'Cart')
  await original.say('bob', 'Customer', { email: 'bob@example.com' })
  const customer = await original.customerOf('bob')
  const link = { address: 'bob@example.com', customer: customer!, store: 'own', admitted: original.clock.now() }
  await original.engine.close()

  const { engine, disk, ...restored } = await started(backup, at('09:00'))
  await restored.say('cleo', 'Customer', { email: 'cleo@example.com', consent: { email: 'granted' } })
  expect(await restored.customerOf('cleo')).toBe(customer)
  await decideConsent([{ kind: 'own', engine, pages: disk.pages }], {
    ...link,
    is: 'denied',
    source: 'hostedPage',
    wording: 'Unsubscribed',
  })
  await engine.idle()
  const { consents } = (await disk.pages.customer(String(customer)))!
  expect(consents.find(({ purpose }) => purpose === 'marketing')).toMatchObject({ is: 'granted' })
  await engine.close()
})

test('rule 21: a store that was held from later on, by a clock that was ahead, fires nothing early when it is restored', async () => {
  const store = await withCarts(abandoned)
  for (const why of ['clockBehind', 'restored'] as const)
    await store.engine.append([{ payload: { type: 'hold', from: at('12:00'), why } }])
  await store.engine.idle()
  expect(store.begun()).toEqual([])
  await store.engine.close()
})

test('rule 30: a store whose file is put back as it was erases again whom it still knows, once', async () => {
  const original = await withCarts()
  await original.engine.close()
  const old = newFile()
  copyFileSync(original.file, old)
  const later = await started(original.file, at('09:00'))
  await later.engine.control({ do: 'eraseCustomer', customer: (await later.customerOf('ada'))! })
  await later.engine.close()
  copyFileSync(old, original.file)

  const again = await started(original.file, at('09:10'))
  expect(await again.customerOf('ada')).toBeUndefined()
  await again.say('ada', 'Cart')
  expect(await again.customerOf('ada')).toBeUndefined()
  again.clock.advanceTo(at('09:20'))
  await again.say('ada', 'identify', { consent: { email: 'granted' } })
  await again.engine.close()

  const anew = await started(original.file, at('09:30'))
  await anew.say('ada', 'Cart')
  expect(await anew.customerOf('ada')).toBeDefined()
  await anew.engine.close()
})
