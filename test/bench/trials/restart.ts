import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { prepareStore } from '../load/engineOn.ts'
import { perennial } from '../load/serverOn.ts'
import type { Size, Trial } from '../trial.ts'
import { waiting, writeWaiting } from './wake.ts'

const counts = { small: 2_000, usual: 50_000, full: 1_000_000 } satisfies Record<Size, number>
const month = 30 * 86_400_000

/**
 * Milliseconds from the start of the process until the first timer that was due is on disk as a step, with many others waiting. The limit
 * is what is promised.
 */
export const restart: Trial = {
  name: 'restart-first-timer',
  unit: 'ms',
  lessIsBetter: true,
  async prepare(file, size) {
    // Today: a server that was away for longer than a day would hold its timers.
    const now = Date.now()
    await prepareStore(file, { workflows: [waiting] }, 0, now)
    await writeWaiting(file, counts[size], (n) => (n === 1 ? now : now + month + n))
  },
  async measure(file) {
    const db = new SQLite(file, { readonly: true })
    const fired = db.prepare<[], { steps: number }>('select count(*) as steps from trail')
    const start = performance.now()
    const starting = perennial(file)
    while (fired.get()!.steps === 0) await sleep(5)
    putOnDisk(`${file}-wal`)
    const took = performance.now() - start
    db.close()
    await (await starting).stop()
    return { value: took }
  },
  limit: () => Promise.resolve({ value: 1_000 }),
}

function putOnDisk(file: string): void {
  const opened = openSync(file, 'r+')
  fdatasyncSync(opened)
  closeSync(opened)
}
