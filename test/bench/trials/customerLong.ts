import type { Predicate } from '../../../shared/predicate/schema.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { appendAll, copyOf, engineOn, prepareStore } from '../load/engineOn.ts'
import { begin, entryOf, type Said } from '../load/shopEvents.ts'
import type { Size, Trial } from '../trial.ts'

const viewed = 'Product Viewed'
const tea = { property: 'category', op: 'is', value: 'tea' } as const

/** What segments ask of one event's history: few of it, all of it, a part of it, its sum. */
const asked: { readonly [id: string]: Predicate } = {
  'counted-ever': { test: 'event', event: viewed, op: 'atLeast', value: 5 },
  'counted-lately': { test: 'event', event: viewed, op: 'atLeast', value: 5, within: 'P30D' },
  'first-tea': { test: 'first', event: viewed, where: tea },
  'filtered-ever': { test: 'event', event: viewed, op: 'atLeast', value: 3, where: tea },
  'never-found': {
    test: 'event',
    event: viewed,
    op: 'atLeast',
    value: 1,
    within: 'P30D',
    where: { property: 'category', op: 'is', value: 'milk' },
  },
  summed: { test: 'sum', event: viewed, property: 'price', op: 'atLeast', value: 1e9, within: 'P365D' },
}

const before = {
  small: [100, 12_000],
  usual: [1_000, 100_000],
  full: [1_000, 1_000_000],
} satisfies Record<Size, readonly [number, number]>
const entries = 300
const promised = 1

/** Milliseconds of processor time for an entry of one customer after a very long history of the event that every segment reads. */
export const customerLong: Trial = {
  name: 'customer-long',
  unit: 'ms',
  lessIsBetter: true,
  onlyFull: true,
  once: true,
  prepare: (file) =>
    prepareStore(
      file,
      { segments: Object.fromEntries(Object.entries(asked).map(([id, when]) => [id, { title: id, when }])) },
      1,
    ),
  async measure(file, size) {
    const short = copyOf(file, 'short')
    const [few, many] = before[size]
    const [afterFew, afterMany] = [await perEntry(short, few), await perEntry(file, many)]
    return {
      value: afterMany.warm,
      also: { [`ms after ${few}`]: afterFew.warm, 'ms of the first': afterMany.first },
    }
  },
  limit: () => Promise.resolve({ value: promised }),
}

/** Once it is warm, and for the first entry after a start, which reads what it needs from the file. */
async function perEntry(file: string, history: number): Promise<{ first: number; warm: number }> {
  const made = views(history + 2 * entries + 1)
  const past = await engineOn(file)
  for (const batch of batchesOf(take(made, history), 1_000)) await past.engine.append(batch.map(entryOf))
  await past.engine.close()
  const { engine } = await engineOn(file)
  const one = async (count: number) => {
    const cpu = process.cpuUsage()
    await appendAll(
      engine,
      [...take(made, count)].map((said) => [entryOf(said)]),
    )
    const { user, system } = process.cpuUsage(cpu)
    return (user + system) / 1000 / count
  }
  const first = await one(1)
  await one(entries)
  const warm = await one(entries)
  await engine.close()
  return { first, warm }
}

function* views(count: number): Generator<Said> {
  for (let n = 0; n < count; n++)
    yield {
      messageId: `v-${n}`,
      type: 'track',
      event: viewed,
      userId: 'user-1',
      timestamp: new Date(begin - (count - n) * 1000).toISOString(),
      properties: { category: n % 50 === 0 ? 'tea' : 'coffee', price: (n % 90) + 0.99, name: 'Yirgacheffe, 250 g' },
    }
}

/** The next so many; the rest stays. */
function* take<Item>(items: Iterator<Item>, count: number): Generator<Item> {
  for (let n = 0; n < count; n++) {
    const { done, value } = items.next()
    if (done) return
    yield value
  }
}
