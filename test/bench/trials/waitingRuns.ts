import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { prepareStore } from '../load/engineOn.ts'
import { perennial } from '../load/serverOn.ts'
import type { Size, Trial } from '../trial.ts'
import { waiting, writeWaiting } from './wake.ts'

const counts = { small: 2_000, usual: 50_000, full: 1_000_000 } satisfies Record<Size, number>
const month = 30 * 86_400_000

const stored = `
  select sum(pgsize) as bytes from dbstat where name = 'run' or name in (
    select name from sqlite_schema where type = 'index' and tbl_name = 'run')`

const prepare = async (file: string, size: Size) => {
  await prepareStore(file, { workflows: [waiting] }, 0)
  const from = Date.now() + month
  await writeWaiting(file, counts[size], (n) => from + ((n * 7_919) % month))
}

/** Bytes on disk of a run that waits: itself, its timer and their indexes. The limit is what is promised. */
export const waitingRuns: Trial = {
  name: 'waiting-runs',
  unit: 'bytes',
  lessIsBetter: true,
  once: true,
  prepare,
  async measure(file, size) {
    const db = new SQLite(file, { readonly: true })
    const { bytes } = db.prepare<[], { bytes: number }>(stored).get()!
    db.close()
    return { value: bytes / counts[size] }
  },
  limit: () => Promise.resolve({ value: 250 }),
}

/** Megabytes that a server holds more than the same one without them, some seconds after its start. The limit is what is promised. */
export const waitingMemory: Trial = {
  onlyFull: true,
  name: 'waiting-memory',
  unit: 'MB',
  lessIsBetter: true,
  once: true,
  prepare,
  async measure(file) {
    const none = join(dirname(file), 'none', 'perennial.db')
    mkdirSync(dirname(none))
    const [withRuns, withNone] = [await resting(file), await resting(none)]
    return { value: withRuns.memory - withNone.memory, also: { 'with none': withNone.memory } }
  },
  limit: () => Promise.resolve({ value: 60 }),
}

/** Processor time of a server with nothing to do but wait, in percent of one core. The limit is what is promised. */
export const idleCpu: Trial = {
  onlyFull: true,
  name: 'idle-cpu',
  unit: '%',
  lessIsBetter: true,
  once: true,
  prepare,
  measure: async (file) => ({ value: (await resting(file)).percent }),
  limit: () => Promise.resolve({ value: 1 }),
}

async function resting(file: string) {
  const server = await perennial(file)
  try {
    await sleep(3_000)
    const before = server.cpu()
    await sleep(5_000)
    return { memory: server.memory(), percent: ((server.cpu() - before) / 5) * 100 }
  } finally {
    await server.stop()
  }
}
