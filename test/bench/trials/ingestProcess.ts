import { writeAgain } from '../limits/rawRows.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { segments, workflows } from '../load/busyStore.ts'
import { appendAll, copyOf, engineOn, prepareStore } from '../load/engineOn.ts'
import { entryOf, shopEvents } from '../load/shopEvents.ts'
import type { Measured, Size, Trial } from '../trial.ts'

const counts = { small: 1_000, usual: 10_000, full: 200_000 } satisfies Record<Size, number>
const customers = { small: 100, usual: 5_000, full: 50_000 } satisfies Record<Size, number>

/**
 * Events in process, in batches of 100 that are already parsed, folded and on disk before the next; nothing is published. The engine is
 * warm, as after its first second.
 */
export const ingestProcess100 = ingestProcess('ingest-process-100', {})

/** The same with ten workflows and twenty segments that look on. */
export const ingestProcess100Busy = ingestProcess('ingest-process-100-busy', { workflows, segments })

function ingestProcess(name: string, published: Parameters<typeof prepareStore>[1]): Trial {
  return {
    name,
    unit: 'events/s',
    prepare: (file, size) => prepareStore(file, published, customers[size]),
    async measure(file, size) {
      await ingest(copyOf(file, 'warm'), counts[size] / 2, size)
      return ingest(file, counts[size], size)
    },
    record: (file, size) => ingest(file, counts[size], size),
    limit: async (file, recorded, size) => counts[size] / (writeAgain(file, recorded).milliseconds / 1000),
  }
}

async function ingest(file: string, count: number, size: Size): Promise<Measured> {
  const { engine } = await engineOn(file)
  const batches = [...batchesOf(shopEvents({ count, seed: 1, customers: customers[size] }), 100)]
  const entries = batches.map((batch) => batch.map(entryOf))
  const before = process.cpuUsage()
  const milliseconds = await appendAll(engine, entries)
  const { user, system } = process.cpuUsage(before)
  await engine.close()
  return {
    value: count / (milliseconds / 1000),
    also: { 'CPU s per 100,000 events': (user + system) / 10 / count },
  }
}
