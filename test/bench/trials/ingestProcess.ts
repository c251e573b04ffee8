import { rawRate } from '../limits/rawStatements.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { segments, workflows } from '../load/busyStore.ts'
import { appendAll, engineOn, prepareStore, warmUp } from '../load/engineOn.ts'
import { rateOf } from '../load/rateOf.ts'
import { entryOf, shopEvents } from '../load/shopEvents.ts'
import type { Measured, Size, Trial } from '../trial.ts'

const counts = { small: 1_000, usual: 10_000, full: 200_000 } satisfies Record<Size, number>
const customers = { small: 100, usual: 5_000, full: 50_000 } satisfies Record<Size, number>

/**
 * Events in process, in batches of 100 that are already parsed, folded and on disk before the next; nothing is published. The engine is
 * warm.
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
      await warmUp(file, size, (copy) => ingest(copy, counts[size], size))
      return ingest(file, counts[size], size)
    },
    record: (file, size) => ingest(file, counts[size], size),
    limit: async (file, recorded, size) => rawRate(counts[size], file, recorded),
  }
}

async function ingest(file: string, count: number, size: Size): Promise<Measured> {
  const { engine } = await engineOn(file)
  const batches = [...batchesOf(shopEvents({ count, seed: 1, customers: customers[size] }), 100)]
  const entries = batches.map((batch) => batch.map(entryOf))
  const rate = await rateOf(count, () => appendAll(engine, entries))
  await engine.close()
  return rate
}
