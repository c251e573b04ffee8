import type { Engine } from '../../../runtime/engine.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { segments } from '../load/busyStore.ts'
import { appendAll, copyOf, type Document, engineOn, prepareStore, publish } from '../load/engineOn.ts'
import { entryOf, shopEvents } from '../load/shopEvents.ts'
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
    return { value: many / few, also: { 'us with one': few, 'us with 500': many } }
  },
  limit: () => Promise.resolve(promised),
}

const before = {
  small: [1_000, 5_000],
  usual: [10_000, 200_000],
  full: [100_000, 10_000_000],
} satisfies Record<Size, readonly [number, number]>

/** Processor time for an event after a long history, beside a hundredth of it; twenty segments look on. */
export const historyLong: Trial = {
  name: 'history-long',
  unit: 'times',
  lessIsBetter: true,
  onlyFull: true,
  once: true,
  prepare: (file, size) => prepareStore(file, { segments }, customers[size]),
  async measure(file, size) {
    const short = copyOf(file, 'short')
    const [few, many] = before[size]
    await grow(short, few, size)
    await grow(file, many, size)
    const [afterFew, afterMany] = [await perEvent(short, size), await perEvent(file, size)]
    return { value: afterMany / afterFew, also: { [`us after ${few}`]: afterFew, [`us after ${many}`]: afterMany } }
  },
  limit: () => Promise.resolve(promised),
}

async function grow(file: string, count: number, size: Size): Promise<void> {
  const { engine } = await engineOn(file)
  for (const batch of batchesOf(shopEvents({ count, seed: 3, customers: customers[size] }), 5_000))
    await engine.append(batch.map(entryOf))
  await engine.close()
}

/** Microseconds of processor time for an event, in batches of 100, once the engine is warm. */
async function perEvent(file: string, size: Size): Promise<number> {
  const { engine } = await engineOn(file)
  await send(engine, size, 4)
  const cpu = process.cpuUsage()
  await send(engine, size, 5)
  const { user, system } = process.cpuUsage(cpu)
  await engine.close()
  return (user + system) / counts[size]
}

async function send(engine: Engine, size: Size, seed: number): Promise<void> {
  const events = shopEvents({ count: counts[size], seed, customers: customers[size] })
  await appendAll(
    engine,
    [...batchesOf(events, 100)].map((batch) => batch.map(entryOf)),
  )
}
