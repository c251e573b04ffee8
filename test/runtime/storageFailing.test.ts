import { expect, test } from 'vitest'
import { simulatedClock } from '../../runtime/clock.ts'
import { collector } from '../../runtime/commit/collect.ts'
import type { NewEntry } from '../../runtime/commit/entry.ts'
import { type Engine, startEngine } from '../../runtime/engine.ts'
import { foldVersion } from '../../runtime/foldVersion.ts'
import { initialSettings } from '../../runtime/storage/control.ts'
import { DiskFull } from '../../runtime/storage/port.ts'
import { Disk } from '../simulation/disk.ts'
import { FaultyStorage } from '../simulation/faultyStorage.ts'
import type { Fault } from '../simulation/world.ts'
import { draw } from '../support/trial.ts'

const start = Date.parse('2026-01-01T10:00:00Z')

const said = (id: string): NewEntry => ({
  id,
  payload: {
    type: 'event',
    kind: 'track',
    name: 'Cart',
    time: start,
    identities: [{ kind: 'userId', value: 'ada' }],
    source: 'test',
    trusted: true,
    historical: false,
    body: '{"type":"track"}',
  },
})

interface Trouble {
  verb?: Fault['verb']
  what?: Fault['what']
  isFull?: boolean
  /** The disk is full for the next of these. */
  isFullFor?: Fault['verb'] | undefined
  /** It is full from the next of these on. */
  isFullFrom?: Fault['verb'] | undefined
}

async function engineOn(trouble: Trouble, time: 'wall' | 'data' = 'wall') {
  const disk = new Disk(time)
  const clock = simulatedClock(start)
  let asked: Fault['verb'] = 'load'
  const storage = new FaultyStorage(
    disk,
    {
      strikes: (verb) => {
        asked = verb
        if (trouble.verb !== verb || !trouble.what) return undefined
        const fault: Fault = { at: 0, verb, nth: 1, what: trouble.what, lasts: 0 }
        trouble.what = undefined
        return fault
      },
      isFull: () => {
        if (trouble.isFullFrom === asked) Object.assign(trouble, { isFull: true, isFullFrom: undefined })
        if (trouble.isFullFor !== asked) return trouble.isFull ?? false
        trouble.isFullFor = undefined
        return true
      },
      killed: () => {},
      share: () => 0,
      syncTakes: () => 0,
    },
    { committed: () => {}, claimed: async () => {}, settled: () => {} },
  )
  const engine = await startEngine({ storage: storage.port(), clock, changed: () => {} })
  await engine.idle()
  return { engine, clock, storage, remove: () => disk.remove() }
}

test('rule 2: an event is not acknowledged when the commit that was to hold it is undone', async () => {
  const trouble: Trouble = {}
  const { engine, storage, remove } = await engineOn(trouble)
  Object.assign(trouble, { verb: 'commit', what: 'failedAll' })
  await expect(engine.append([said('one')])).rejects.toThrow('undone')
  expect((await storage.inner.head()).last).toBe(0)
  remove()
})

test('rule 2: an event is acknowledged once when the commit throws though it is on disk', async () => {
  const trouble: Trouble = {}
  const { engine, storage, remove } = await engineOn(trouble)
  Object.assign(trouble, { verb: 'commit', what: 'failedAfter' })
  expect(await engine.append([said('one')])).toMatchObject([{ entry: { seq: 1 } }])
  expect(await storage.inner.head()).toMatchObject({ last: 1, position: 1 })
  remove()
})

test('a full disk refuses what it cannot keep, and is left as soon as there is room', async () => {
  const trouble = { isFull: true }
  const { engine, clock, storage, remove } = await engineOn(trouble)
  await expect(engine.append([said('one')])).rejects.toThrow(DiskFull)
  trouble.isFull = false
  await new Promise(setImmediate)
  clock.advanceTo(start + 2_000)
  expect(await engine.append([said('one')])).toMatchObject([{ entry: { seq: 1 } }])
  expect(await storage.inner.head()).toMatchObject({ last: 1, position: 1 })
  remove()
})

test('a marker whose commit fails is folded once', async () => {
  const trouble: Trouble = {}
  const { engine, storage, remove } = await engineOn(trouble)
  await engine.append([said('one')])
  Object.assign(trouble, { verb: 'commit', what: 'failedAlone' })
  const definition = { title: 'Carts', when: { test: 'event', event: 'Cart', op: 'atLeast', value: 1 } } as const
  await engine.control({ do: 'saveSegment', segment: 'carts', definition, revision: null })
  await engine.control({ do: 'saveSettings', settings: initialSettings })
  await engine.idle()
  const head = await storage.inner.head()
  expect(head.position).toBe(head.last)
  expect(head.sweeps).toEqual([])
  const { customers } = await storage.inner.load({ customers: [1] })
  expect(customers[0]?.memberships.map(({ segment }) => segment)).toEqual(['carts'])
  remove()
})

test('a schedule whose commit is undone is told again', async () => {
  const trouble: Trouble = {}
  const { engine, clock, storage, remove } = await engineOn(trouble)
  await publishDaily(engine)
  Object.assign(trouble, { verb: 'commit', what: 'failedAll' })
  clock.advanceTo(noon)
  await engine.idle()
  expect(await told(storage)).toEqual([noon])
  remove()
})

test('a schedule that a full disk undoes while somebody moves the clock is told once there is room', async () => {
  const trouble: Trouble = {}
  const { engine, storage, remove } = await engineOn(trouble, 'data')
  await engine.append([{ ...said('one'), clock: start }])
  await publishDaily(engine)
  trouble.isFullFor = 'commit'
  const move = () => engine.control({ do: 'advanceClock', to: noon })
  await expect(move()).rejects.toThrow(DiskFull)
  expect((await engine.standing()).now).toBe(start)
  await engine.idle()
  expect(await move()).toMatchObject({ ok: true })
  expect(await told(storage)).toEqual([noon])
  remove()
})

test('what is undone with a failed commit has not moved the time either', async () => {
  const trouble: Trouble = {}
  const { engine, clock, storage, remove } = await engineOn(trouble)
  await publishDaily(engine)
  await engine.idle()
  const { clock: before } = await storage.inner.head()
  Object.assign(trouble, { verb: 'commit', what: 'failedAll' })
  clock.advanceTo(noon + 3 * day)
  clock.setTo(noon + 9 * day)
  await engine.idle()
  const entries = await storage.inner.entries(0, 10)
  expect(entries.flatMap(({ payload }) => (payload.type === 'hold' ? [payload.from] : []))).toEqual([before])
  expect(await told(storage)).toEqual([])
  remove()
})

test('a schedule is told as of its instant, though entries wait to be folded when somebody moves the clock', async () => {
  const { engine, clock, storage, remove } = await engineOn({}, 'data')
  await engine.append([{ ...said('one'), clock: start }])
  await publishDaily(engine)
  await storage.inner.append([{ ...said('two'), clock: start + 1 }], start)
  await storage.inner.beat({ alive: 0, ended: true, suspect: null, copied: false })
  const next = await startEngine({ storage: storage.port(), clock, changed: () => {} })
  await next.control({ do: 'advanceClock', to: noon + 1 })
  await next.idle()
  expect(await told(storage)).toEqual([noon])
  remove()
})

test('somebody who said to go on is not spoken over when a full disk kept it from being folded', async () => {
  const trouble: Trouble = {}
  const { engine, clock, storage, remove } = await engineOn(trouble)
  await publishDaily(engine)
  await engine.idle()
  clock.setTo(start - hour)
  await engine.idle()
  expect((await engine.standing()).held).toMatchObject({ why: 'clockBehind' })
  trouble.isFullFrom = 'commit'
  await expect(engine.control({ do: 'release', overdue: 'skip' })).rejects.toThrow(DiskFull)
  trouble.isFull = false
  await new Promise(setImmediate)
  clock.advanceTo(noon + hour)
  await engine.idle()
  const entries = await storage.inner.entries(0, 10)
  expect(entries.flatMap(({ payload }) => (payload.type === 'release' ? [payload.overdue] : []))).toEqual(['skip'])
  expect(await told(storage)).toEqual([noon])
  remove()
})

test('that another version of the fold decides is told again when its commit is undone', async () => {
  const trouble: Trouble = {}
  const { clock, storage, remove } = await engineOn(trouble)
  const { version } = await storage.inner.head()
  await storage.inner.append([{ payload: { type: 'fold', version: foldVersion - 1 } }], start)
  await storage.inner.commit(collector().value(version, 1, start))
  Object.assign(trouble, { verb: 'commit', what: 'failedAll' })
  const next = await startEngine({ storage: storage.port(), clock, changed: () => {} })
  await next.idle()
  expect(await storage.inner.head()).toMatchObject({ fold: { version: foldVersion, since: 2 }, position: 2 })
  remove()
})

const hour = 3_600_000
const day = 24 * hour
const noon = Date.parse('2026-01-01T12:00:00Z')

async function publishDaily(engine: Engine): Promise<void> {
  const daily = {
    kind: 'schedule',
    settings: { recurs: { every: 'day', time: '12:00' }, audience: { of: 'everyone' } },
    ports: { next: 'exit-2' },
  } as const
  const workflow = draw({ nodes: { 'schedule-1': daily, 'exit-2': { kind: 'exit', settings: { reason: 'Done' } } } })
  const document = JSON.stringify(workflow)
  const names = { workflow: workflow.id, document }
  await engine.control({ do: 'saveDraft', ...names, title: 'Trial', revision: null })
  await engine.control({ do: 'publish', ...names, revision: 1, compiled: [] })
}

/** When schedules were told. */
async function told(storage: FaultyStorage): Promise<number[]> {
  const entries = await storage.inner.entries(0, 10)
  return entries.filter(({ payload }) => payload.type === 'enter').map(({ at }) => at)
}
