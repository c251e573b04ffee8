import type { Engine } from '../../../runtime/engine.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { segments } from '../load/busyStore.ts'
import { appendAll, copyOf, type Document, engineOn, prepareStore, publish, saveSegments } from '../load/engineOn.ts'
import { begin, entryOf, shopEvents } from '../load/shopEvents.ts'
import type { Size, Trial } from '../trial.ts'

const counts = { small: 1_000, usual: 10_000, full: 50_000 } satisfies Record<Size, number>
const customers = { small: 100, usual: 2_000, full: 20_000 } satisfies Record<Size, number>
const promised = 1.2

const workflow = (id: string, event: string): Document => ({
  format: 1,
  id,
  title: id,
  nextId: 3,
  settings: { reentry: { rule: 'afterEnd' } },
  nodes: [
    { id: 'event-1', kind: 'event', settings: { event }, ports: { next: 'delay-2' } },
    { id: 'delay-2', kind: 'delay', settings: { for: 'P30D' } },
  ],
})

/** Processor time for an event with 500 published workflows of which one listens to it, beside one alone. */
export const workflows500: Trial = {
  onlyFull: true,
  name: 'workflows-500',
  unit: 'times',
  lessIsBetter: true,
  prepare: (file, size) => prepareStore(file, { workflows: [workflow('listens', 'Product Viewed')] }, customers[size]),
  async measure(file, size) {
    const few = await perEvent(copyOf(file, 'few'), size)
    const { engine } = await engineOn(file)
    for (let n = 1; n < 500; n++) await publish(engine, workflow(`other-${n}`, `Other ${n}`))
    await engine.idle()
    await engine.close()
    const many = await perEvent(file, size)
    return { value: many.all.cpu / few.all.cpu, also: { 'us with one': few.all.cpu, 'us with 500': many.all.cpu } }
  },
  limit: () => Promise.resolve({ value: promised }),
}

const year = 365 * 86_400_000

const before = {
  small: [1_000, 5_000],
  usual: [10_000, 200_000],
  full: [100_000, 10_000_000],
} satisfies Record<Size, readonly [number, number]>

/**
 * Processor time for an event after a year's long history, beside a hundredth of it, without that of writing rows, which is SQLite's and
 * grows with its trees. By how much wall time grows stands beside by how much that of writing does, the disk in both. Twenty segments, which
 * come after that history, look on. Cold is the first event that a customer has after a start: as much of their history is read as the
 * segments look back on.
 */
export const historyLong: Trial = {
  name: 'history-long',
  unit: 'times',
  lessIsBetter: true,
  onlyFull: true,
  once: true,
  prepare: (file, size) => prepareStore(file, {}, customers[size], begin - year),
  async measure(file, size) {
    const short = copyOf(file, 'short')
    const [few, many] = before[size]
    await grow(short, few, size)
    await grow(file, many, size)
    const [afterFew, afterMany] = [await perEvent(short, size), await perEvent(file, size)]
    const [wall, ofRows] = [afterMany.all.wall / afterFew.all.wall, afterMany.rows.wall / afterFew.rows.wall]
    return {
      value: (afterMany.all.cpu - afterMany.rows.cpu) / (afterFew.all.cpu - afterFew.rows.cpu),
      also: {
        [`us after ${few}`]: afterFew.all.cpu,
        'of which writing': afterFew.rows.cpu,
        cold: afterFew.cold,
        [`us after ${many}`]: afterMany.all.cpu,
        'of which writing then': afterMany.rows.cpu,
        'cold then': afterMany.cold,
        'wall time, times': wall,
        'that of writing, times': ofRows,
        'the one by the other': wall / ofRows,
      },
    }
  },
  limit: () => Promise.resolve({ value: promised }),
}

/** As it does over a year: each event comes when it happens. */
async function grow(file: string, count: number, size: Size): Promise<void> {
  const { engine, clock } = await engineOn(file, begin - year)
  const history = shopEvents({ count, seed: 3, customers: customers[size], within: year })
  for (const batch of batchesOf(history, 5_000)) {
    clock.advanceTo(Date.parse(batch.at(-1)!.timestamp))
    await engine.append(batch.map(entryOf))
  }
  clock.advanceTo(begin)
  await saveSegments(engine, segments)
  await engine.idle()
  await engine.close()
}

interface PerEvent {
  readonly all: Spent
  /** Of it, what writing rows took, and waiting for the disk. */
  readonly rows: Spent
  /** Processor time of the first events after a start: one a customer. */
  readonly cold: number
}

/** In batches of 100, once the engine is warm and knows its customers. */
async function perEvent(file: string, size: Size): Promise<PerEvent> {
  let rows = nothing
  const { engine } = await engineOn(file, begin, (storage) => {
    // What these do they do before they return.
    const timed = <Answer>(write: () => Promise<Answer>): Promise<Answer> => {
      const spent = stopwatch()
      const answer = write()
      rows = sum(rows, spent())
      return answer
    }
    return {
      ...storage,
      append: (entries, wall) => timed(() => storage.append(entries, wall)),
      commit: (value) => timed(() => storage.commit(value)),
      async durable() {
        const spent = stopwatch()
        await storage.durable()
        rows = sum(rows, { ...nothing, wall: spent().wall })
      },
    }
  })
  const cold = await spentOn(engine, size, customers[size], 4)
  await spentOn(engine, size, 10 * customers[size], 5)
  rows = nothing
  const all = await spentOn(engine, size, counts[size], 6)
  await engine.close()
  return { all, rows: each(rows, counts[size]), cold: cold.cpu }
}

/** Of so many events, for each. */
async function spentOn(engine: Engine, size: Size, count: number, seed: number): Promise<Spent> {
  const events = shopEvents({ count, seed, customers: customers[size] })
  const batches = [...batchesOf(events, 100)].map((batch) => batch.map(entryOf))
  const spent = stopwatch()
  await appendAll(engine, batches)
  return each(spent(), count)
}

/** Microseconds. */
interface Spent {
  readonly cpu: number
  readonly wall: number
}

const nothing: Spent = { cpu: 0, wall: 0 }

const sum = (one: Spent, other: Spent): Spent => ({ cpu: one.cpu + other.cpu, wall: one.wall + other.wall })

const each = ({ cpu, wall }: Spent, count: number): Spent => ({ cpu: cpu / count, wall: wall / count })

function stopwatch(): () => Spent {
  const [before, start] = [process.cpuUsage(), performance.now()]
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { cpu: user + system, wall: 1_000 * (performance.now() - start) }
  }
}
