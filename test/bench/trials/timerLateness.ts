import { wallClock } from '../../../runtime/clock.ts'
import type { Commit } from '../../../runtime/commit/commit.ts'
import { startEngine } from '../../../runtime/engine.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import { openRaw } from '../limits/rawStatements.ts'
import { prepareStore } from '../load/engineOn.ts'
import type { Size, Trial } from '../trial.ts'
import { waiting, writeWaiting } from './wake.ts'

const seconds = { small: 1, usual: 4, full: 20 } satisfies Record<Size, number>
const perSecond = 200

/**
 * Two hundred timers a second on the machine's own clock: milliseconds from the instant at which a run was due until its next step was on
 * disk, at the 99th percentile. The limit is a bare setTimeout with one prepared update and one insert.
 */
export const timerLateness = lateness('timer-lateness', { small: 0, usual: 0, full: 0 })

/** The same while many others wait for another day. */
export const timerLatenessPending: Trial = {
  ...lateness('timer-lateness-pending', { small: 2_000, usual: 100_000, full: 1_000_000 }),
  onlyFull: true,
}

function lateness(name: string, others: Record<Size, number>): Trial {
  return {
    name,
    unit: 'ms',
    lessIsBetter: true,
    async prepare(file, size) {
      await prepareStore(file, { workflows: [waiting] }, 0)
      await writeWaiting(file, others[size], () => Date.now() + 30 * 86_400_000, firstOther)
    },

    async measure(file, size) {
      const count = seconds[size] * perSecond
      await writeWaiting(file, count, dueFrom(Date.now()))
      const late: number[] = []
      const { promise: all, resolve } = Promise.withResolvers<void>()
      const storage = openSqlite({ file, clock: 'wall' })
      const watched = {
        ...storage,
        async commit(value: Commit) {
          await storage.commit(value)
          // The engine does not wait for the disk.
          void storage.durable().then(() => {
            for (const { at } of value.trail) late.push(now() - at)
            if (late.length >= count) resolve()
          })
        },
      }
      const engine = await startEngine({ storage: watched, clock: wallClock, changed: () => {} })
      await all
      await engine.close()
      return { value: percentile(late, 0.99), also: { p50: percentile(late, 0.5), 'at most': Math.max(...late) } }
    },

    async limit(file, _recorded, size) {
      const count = seconds[size] * perSecond
      const due = dueFrom(Date.now())
      await writeWaiting(file, count, due)
      const { db, sync, close } = openRaw(file)
      const update = db.prepare('update run set due = null, ended = ? where born = ? and number = 0')
      const insert = db.prepare(`insert into trail values (?, 2, ?, null, '[]')`)
      const late: number[] = []
      for (let next = 1; next <= count; ) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due(next) - Date.now())))
        const from = next
        db.transaction(() => {
          for (; next <= count && due(next) <= Date.now(); next++) {
            update.run(due(next), next)
            insert.run(next, due(next))
          }
        })()
        sync()
        for (let n = from; n < next; n++) late.push(now() - due(n))
      }
      close()
      return { value: percentile(late, 0.99) }
    },
  }
}

// Customers of their own, so that those who are measured can be written afterwards.
const firstOther = 1_000_000

// Time to open the store before the first is due.
const dueFrom = (start: number) => (n: number) => start + 2_000 + Math.floor((n * 1000) / perSecond)

const now = () => performance.timeOrigin + performance.now()

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!
