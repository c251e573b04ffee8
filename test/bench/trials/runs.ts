import { readFileSync, statSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { rawRate } from '../limits/rawStatements.ts'
import { batchesOf } from '../load/batchesOf.ts'
import { type Document, engineOn, prepareStore, warmUp } from '../load/engineOn.ts'
import { batch, delayMs, largeFrom, orders, subject } from '../load/orders.ts'
import { rateOf } from '../load/rateOf.ts'
import { begin, entryOf } from '../load/shopEvents.ts'
import type { Measured, Size, Trial } from '../trial.ts'

export const counts = { small: 1_000, usual: 15_000, full: 200_000 } satisfies Record<Size, number>

const workflow: Document = {
  format: 1,
  id: 'runs',
  title: 'Runs',
  nextId: 5,
  settings: { reentry: { rule: 'always' } },
  nodes: [
    { id: 'start-1', kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'branch-2' } },
    {
      id: 'branch-2',
      kind: 'branch',
      settings: {
        paths: [{ port: 'large', when: { test: 'trigger', property: 'total', op: 'atLeast', value: largeFrom } }],
      },
      ports: { large: 'delay-3' },
    },
    { id: 'delay-3', kind: 'delay', settings: { for: `PT${delayMs / 1_000}S` }, ports: { next: 'email-4' } },
    {
      id: 'email-4',
      kind: 'email',
      settings: {
        subject,
        purpose: 'transactional',
        mjml: ['<mjml><mj-body></mj-body></mjml>'],
      },
    },
  ],
}

/**
 * Event, branch, a delay of one second, a row in the outbox. Batch after batch is taken in, each when the one before is on disk. The clock
 * goes on 100 ms with each, so that runs begin and wake in turns as they do live; nobody waits for it, so the delay costs no time. Ends when
 * the last message is in the outbox. The engine is warm.
 */
export const runs: Trial = {
  name: 'runs',
  unit: 'runs/s',
  prepare: (file, size) => prepareStore(file, { workflows: [workflow] }, counts[size] / 2),

  async measure(file, size) {
    await warmUp(file, size, (copy) => letRun(copy, counts[size]))
    return letRun(file, counts[size])
  },

  record: (file, size) => letRun(file, counts[size]),
  limit: async (file, recorded, size) => rawRate(counts[size], file, recorded),
}

async function letRun(file: string, count: number): Promise<Measured> {
  const { engine, clock, done } = await engineOn(file)
  const batches = [...batchesOf(orders(count), batch)].map((some) => some.map(entryOf))
  const bytes = bytesWritten()
  const storeBefore = statSync(file).size
  const rate = await rateOf(count, async () => {
    for (const [index, entries] of batches.entries()) {
      clock.advanceTo(begin + 100 * index)
      await engine.append(entries)
    }
    clock.advanceTo(begin + 100 * batches.length + delayMs)
    await done()
  })
  const written = bytesWritten() - bytes
  await engine.close()
  return {
    value: rate.value,
    also: {
      ...rate.also,
      'bytes written a run': written / count,
      'bytes kept a run': (statSync(file).size - storeBefore) / count,
      'bytes a step of its trail': trailBytes(file),
    },
  }
}

/** What this process handed to the disk, as the kernel counts it; 0 where it does not say. */
function bytesWritten(): number {
  try {
    return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** What a row of the trail takes on disk. */
function trailBytes(file: string): number {
  const db = new SQLite(file, { readonly: true })
  const { bytes } = db
    .prepare<[], { bytes: number }>(`select sum(payload) * 1.0 / sum(ncell) as bytes from dbstat where name = 'trail'`)
    .get()!
  db.close()
  return bytes
}
