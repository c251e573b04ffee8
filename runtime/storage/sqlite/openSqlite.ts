import type { Database } from 'better-sqlite3'
import type { LiveChange } from '../../commit/live.ts'
import type { Sweep } from '../../commit/sweep.ts'
import type { Pages } from '../pages.ts'
import type { Head, Storage } from '../port.ts'
import { log } from './append.ts'
import { backups } from './backup.ts'
import { controlChanges } from './control.ts'
import { type CopiesBeside, copiesBeside } from './copiesBeside.ts'
import { delivery } from './delivery.ts'
import { erasureOf } from './erasure.ts'
import { reads } from './load.ts'
import { type LogSync, logSync, noSync } from './logSync.ts'
import { migrate } from './migrate.ts'
import { lockFolder, openDatabase } from './openDatabase.ts'
import { pagesOf } from './openPages.ts'
import { nothingNoted, Partition } from './partition.ts'
import { pulseOf } from './pulse.ts'
import { leaveUncertain } from './restored.ts'
import { retentionOf } from './retention.ts'
import { type WalWatch, watchWal } from './walWatch.ts'
import { walWriter } from './walWriter.ts'
import { writeCommit } from './writeCommit.ts'

export interface SqliteOptions {
  /** `perennial.db` in the data folder, or `:memory:`. */
  readonly file: string
  /** The clock that a new database is born with; an existing one keeps its own. */
  readonly clock: 'wall' | 'data'
  /** See `watchWal`. */
  readonly walBytes?: number
  readonly letGo?: () => void
  /** The log is written back by a thread of its own, so that no commit takes as long as that. */
  readonly writesBackAside?: true
  /** Under which names are hashed that are not to come back; absent: under none that is a secret. */
  readonly namesKey?: Uint8Array
  /** Told what keeps an erasure from its end. */
  readonly report?: (error: Error) => void
}

/** Pages on the writer's own connection: the only way to read a database in memory. */
export interface SqliteStorage extends Storage {
  readonly pages: Pages
}

const noKey = new Uint8Array()
const liveNow = 'select change from live where partition = 0 order by seq, kind, id'
const sweepsNow = 'select n, at, what, cursor from sweep where partition = 0 order by n'

/**
 * One store in one SQLite file, held by this process alone until `close`. A second process that opens the same folder meets Conflict.
 */
export function openSqlite({
  file,
  clock,
  walBytes,
  letGo,
  writesBackAside,
  namesKey = noKey,
  report = () => {},
}: SqliteOptions): SqliteStorage {
  const lock = file === ':memory:' ? undefined : lockFolder(file)
  let db: Database | undefined
  try {
    db = openDatabase(file)
    migrate(db, file)
    const wal = watchWal(db, {
      file,
      ...(walBytes && { most: walBytes }),
      ...(letGo && { letGo }),
      ...(writesBackAside && { aside: walWriter(file) }),
    })
    const partition = new Partition(db, clock, namesKey)
    const sync = file === ':memory:' ? noSync : logSync(file, () => partition.commits)
    const copies = copiesBeside(file, report)
    return storageOf(db, partition, { wal, copies, sync, unlock: () => lock?.close() })
  } catch (error) {
    db?.close()
    lock?.close()
    throw error
  }
}

interface Surroundings {
  readonly wal: WalWatch
  readonly copies: CopiesBeside
  readonly sync: LogSync
  readonly unlock: () => void
}

function storageOf(db: Database, partition: Partition, { wal, copies, sync, unlock }: Surroundings): SqliteStorage {
  const { append, entries } = log(partition)
  const { load, dueTimers, sweepPage } = reads(partition)
  const { claim, settle, keepLinks, abandoned } = delivery(partition)
  const erasure = erasureOf(partition, { cutLogOff: wal.cutLogOff, copies })
  const write = writeCommit(partition, erasure.erase)
  const control = controlChanges(partition, append, erasure)
  const pulse = pulseOf(partition)
  const retention = retentionOf(partition)
  const { backUp, stopBackups } = backups(db)
  if (pulse.read().copied) leaveUncertain(partition)
  let pages: Pages | undefined
  const live = db.prepare<[], { change: string }>(liveNow)
  const sweeps = db.prepare<[], Omit<Sweep, 'what'> & { what: string }>(sweepsNow)

  return {
    capabilities: { manyWriters: false, readersBlockWriter: false },
    // Few ask the writer for them, and to prepare them takes as long as all the rest.
    get pages() {
      pages ??= pagesOf(db)
      return pages
    },

    async head(): Promise<Head> {
      const { version, last, lastAt, position, clock, clockKind, foldVersion, foldSince } = partition.standing
      return {
        version,
        last,
        lastAt,
        position,
        clock,
        clockKind,
        live: live.all().map(({ change }) => JSON.parse(change) as LiveChange),
        sweeps: sweeps.all().map((row) => ({ ...row, what: JSON.parse(row.what) as Sweep['what'] })),
        pulse: pulse.read(),
        retention: retention.read(),
        isErasing: erasure.isUnfinished(),
        fold: { version: foldVersion, since: foldSince },
      }
    },

    async append(batch, wall) {
      const appended = append(batch, wall)
      // Where nothing is to be folded no commit follows.
      if (!appended.some((one) => 'entry' in one)) partition.flush()
      return appended
    },
    entries: async (after, limit) => entries(after, limit),
    load: async (wanted) => load(wanted),
    dueTimers: async (until, limit) => dueTimers(until, limit),
    sweepPage: async (sweep, limit) => sweepPage(sweep, limit),

    async commit(value) {
      const noted = nothingNoted()
      partition.write(() => {
        partition.swap(value.version)
        partition.standing.position = value.position
        partition.standing.clock = Math.max(partition.standing.clock, value.clock)
        noted.erased.push(...write(value))
      })
      partition.note(noted)
      partition.flush()
      wal.keepShort()
    },

    durable: sync.durable,

    oldEvents: async (pass, limit) => retention.oldEvents(pass, limit),

    async removeOld(version, pass, old, limit) {
      const after = partition.write(() => {
        partition.swap(version)
        return retention.removeOld(pass, old, limit)
      })
      partition.flush()
      wal.keepShort()
      return after
    },

    async removeErased(version, limit) {
      const left = erasure.remove(version, limit)
      wal.keepShort()
      return left
    },

    async claim(now, free, channel, marketingIsHeld) {
      const claims = claim(now, free, channel, marketingIsHeld)
      partition.flush()
      return claims
    },

    async settle(retries) {
      settle(retries)
      partition.flush()
    },

    async keepLinks(message, links) {
      keepLinks(message, links)
      partition.flush()
    },

    abandoned: async () => abandoned(),
    withdrawn: async () => partition.withdrawn(),
    erasedSince: async () => erasure.erasedSince(pulse.read().copied),

    async beat(now) {
      pulse.write(now)
      partition.flush()
    },

    async control(change, wall) {
      const result = control(change, wall)
      if (result.ok) partition.flush()
      return result
    },

    backUp,

    async close() {
      await stopBackups()
      partition.flush()
      await sync.close()
      await wal.close()
      db.close()
      unlock()
    },
  }
}
