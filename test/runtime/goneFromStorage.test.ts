// What storage should hold and does not, by a damaged file or a hand in it: it is said once, at what it concerns, and nobody asks for ever.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { startEngine } from '../../runtime/engine.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { openFile, temporaryFolder } from '../storage/adapters.ts'
import { event } from '../storage/build.ts'
import { draw } from '../support/trial.ts'

const start = Date.parse('2026-01-01T10:00:00Z')
const day = 86_400_000

const afterADay = (id: string, asks: object): Workflow =>
  draw({
    id,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'delay-2' } },
      'delay-2': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'branch-3' } },
      'branch-3': { kind: 'branch', settings: { paths: [{ port: 'yes', when: asks }] }, ports: { yes: 'update-4' } },
      'update-4': { kind: 'update', settings: { set: [{ attribute: 'seen', to: true }] } },
    },
  })

const cart = (who: string, at: number, total: number) =>
  event(`${who}-${at}`, {
    name: 'Cart',
    time: at,
    identities: [{ kind: 'userId', value: who }],
    body: JSON.stringify({ type: 'track', event: 'Cart', properties: { total } }),
  })

async function open(file: string) {
  const storage = openFile(file, 'data')
  const engine = await startEngine({
    storage,
    clock: simulatedClock(0),
    changed: () => {},
  })
  return {
    engine,
    async publish(workflow: Workflow) {
      const document = JSON.stringify(workflow)
      const saved = await engine.control({
        do: 'saveDraft',
        workflow: workflow.id,
        title: 'x',
        document,
        revision: null,
      })
      const revision = (saved.ok && saved.revision) || 1
      const { ok } = await engine.control({ do: 'publish', workflow: workflow.id, document, revision, compiled: [] })
      expect(ok).toBe(true)
    },
    async until(at: number) {
      await engine.control({ do: 'advanceClock', to: at })
      await engine.idle()
    },
    runs: async () =>
      (await storage.pages.runs({ limit: 10 })).items.map(({ customer, reason }) => [customer, reason?.code]).sort(),
    attributes: async () => {
      const [customer] = (await storage.pages.customers({ limit: 1 })).items
      const { attributes = [] } = (await storage.pages.customer(customer?.id ?? '')) ?? {}
      return attributes.map(({ name, value }) => [name, value])
    },
    parked: async () => (await storage.pages.parked({ limit: 10 })).items.map(({ what, why }) => [what, why]),
  }
}

function change(file: string, sql: string): void {
  const db = new Database(file)
  expect(db.prepare(sql).run().changes).toBe(1)
  db.close()
}

test('a run that needs an entry that is gone fails, and says so; the others go on', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = await open(file)
  await before.until(start)
  await before.publish(afterADay('asking', { test: 'trigger', property: 'total', op: 'atLeast', value: 1 }))
  await before.engine.append([cart('ada', start, 5), cart('bob', start, 5)])
  await before.engine.idle()
  await before.engine.close()
  change(file, "delete from entry where identities like '%ada%'")

  const after = await open(file)
  await after.until(start + 2 * day)
  expect((await after.runs()).map(([, code]) => code)).toEqual(['failed', 'reachedEnd'])
  expect(await after.parked()).toEqual([])
  await after.engine.close()
})

test('an entry whose turn needs another that is gone is set aside with the reason', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = await open(file)
  await before.until(start)
  const when = { test: 'sum', event: 'Cart', property: 'total', op: 'atLeast', value: 100 } as const
  await before.engine.control({ do: 'saveSegment', segment: 'big', definition: { title: 'x', when }, revision: null })
  await before.engine.append([cart('ada', start, 5)])
  await before.engine.idle()
  await before.engine.close()
  change(file, "delete from entry where identities like '%ada%'")

  const after = await open(file)
  await after.engine.append([cart('ada', start + day, 500), cart('bob', start + day, 500)])
  await after.engine.idle()
  expect(await after.parked()).toEqual([['turn', expect.stringMatching(/^Entry \d+ is gone from storage\.$/)]])
  expect((await after.engine.standing()).behind).toBe(0)
  await after.engine.close()
})

test('a run whose version is no workflow any more fails, and says so; the others go on', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = await open(file)
  await before.until(start)
  const asks = { test: 'event', event: 'Cart', op: 'atLeast', value: 1 }
  await before.publish(afterADay('torn', asks))
  await before.publish(afterADay('whole', asks))
  await before.engine.append([cart('ada', start, 5)])
  await before.publish({ ...afterADay('torn', asks), title: 'again' })
  await before.engine.close()
  change(file, `update version set document = '{"format":1}' where workflow = 'torn' and version = 1`)

  const after = await open(file)
  await after.until(start + day / 2)
  await after.engine.append([cart('bob', start + day / 2, 5)])
  await after.until(start + 2 * day)
  expect(await after.parked()).toEqual([])
  const codes = (await after.runs()).map(([, code]) => code)
  expect(codes.filter((code) => code === 'reachedEnd')).toHaveLength(3)
  expect(codes.filter((code) => code === 'failed')).toHaveLength(1)
  await after.engine.close()
})

test('whoever has a run or a goal in such a version is heard all the same', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = await open(file)
  await before.until(start)
  const goal = { by: 'event', event: 'Order', title: 'Ordered', within: 'P2D', from: 'start', ends: false } as const
  const torn = afterADay('torn', { test: 'event', event: 'Cart', op: 'atLeast', value: 1 })
  const withGoal = { ...torn, settings: { ...torn.settings, goal } }
  await before.publish(withGoal)
  await before.engine.append([cart('ada', start, 5)])
  await before.publish({ ...withGoal, title: 'again' })
  await before.engine.close()
  change(file, `update version set document = '{"format":1}' where workflow = 'torn' and version = 1`)

  const after = await open(file)
  const identities = [{ kind: 'userId', value: 'ada' }] as const
  const traits = JSON.stringify({ type: 'identify', traits: { plan: 'pro' } })
  const at = { time: start + day / 2, identities }
  await after.engine.append([event('1', { kind: 'identify', name: 'identify', ...at, body: traits })])
  await after.engine.append([event('2', { name: 'Order', ...at })])
  await after.engine.idle()
  expect(await after.parked()).toEqual([])
  expect((await after.runs()).map(([, code]) => code)).toEqual(['failed'])
  expect(await after.attributes()).toEqual([['plan', 'pro']])
  await after.engine.close()
})

test('a run whose version is gone fails; without a version that is live nothing starts', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = await open(file)
  await before.until(start)
  const asks = { test: 'event', event: 'Cart', op: 'atLeast', value: 1 }
  await before.publish(afterADay('twice', asks))
  await before.engine.append([cart('ada', start, 5)])
  await before.publish({ ...afterADay('twice', asks), title: 'again' })
  await before.engine.close()
  change(file, "delete from version where workflow = 'twice' and version = 1")

  const after = await open(file)
  await after.until(start + 2 * day)
  expect(await after.parked()).toEqual([])
  expect((await after.runs()).map(([, code]) => code)).toEqual(['failed'])
  await after.engine.close()
  change(file, "delete from version where workflow = 'twice' and version = 2")
  await expect(open(file)).rejects.toThrow('Version 2 of twice is gone from storage.')
})

test('a version that is gone before its publishing was folded is set aside, and the one before stays live', async () => {
  const file = join(temporaryFolder(), 'perennial.db')
  const before = await open(file)
  await before.until(start)
  const asks = { test: 'event', event: 'Cart', op: 'atLeast', value: 1 }
  await before.publish(afterADay('twice', asks))
  await before.engine.close()
  const document = JSON.stringify({ ...afterADay('twice', asks), title: 'again' })
  const storage = openFile(file, 'data')
  await storage.control({ do: 'saveDraft', workflow: 'twice', title: 'again', document, revision: 1 }, start)
  await storage.control({ do: 'publish', workflow: 'twice', document, revision: 2, compiled: [] }, start)
  await storage.close()
  change(file, `update version set document = '{"format":1}' where workflow = 'twice' and version = 2`)

  const after = await open(file)
  await after.engine.append([cart('ada', start, 5)])
  await after.until(start + 2 * day)
  expect(await after.parked()).toEqual([['workflow', "Version 2 of twice can't be read."]])
  expect((await after.runs()).map(([, code]) => code)).toEqual(['reachedEnd'])
  await after.engine.close()
})
