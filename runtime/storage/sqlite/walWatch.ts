import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { isFull } from './partition.ts'
import type { WalWriter } from './walWriter.ts'

export interface WalWatchOptions {
  readonly file: string
  /** Bytes that the write-ahead log may grow to; absent: 256 MB. */
  readonly most?: number
  /** Called when a reader is in the way: it should close its connection for a moment. */
  readonly letGo?: () => void
  /** Writes the log back on the way; absent: SQLite does so, within the commit that makes the log long. */
  readonly aside?: WalWriter
  /** Pages that make the log so long that it is written back aside; absent: 20,000, because short logs cost a third of the speed. */
  readonly long?: number
}

export interface WalWatch {
  /** After each commit. */
  keepShort(): void
  /** Writes the log back whole, so that nothing is left of it; false when a reader is in the way, who is asked to let go, or the disk is full. */
  cutLogOff(): boolean
  /** Before the connection is. */
  close(): Promise<void>
}

/** Pages that are written back about as fast as a commit is made. */
const few = 300
/** Where commits are large, more than a few come while the log is written back; and while a reader is in the way nothing helps. */
const mostPasses = 8

/** Pages of the log, and how many of them were written back. */
interface Standing {
  readonly log: number
  readonly checkpointed: number
}

/** A reader that was asked is asked again after so many commits that still found the log in use. */
const patience = 100

/**
 * Looks at the write-ahead log after commits. A long one is written back aside, until so little is left of it that a commit writes the rest:
 * only when nothing is left does the next commit begin it anew. Writing it back stops short of what a reader still sees, and a log that was
 * never read to its end grows for ever; so beyond a size it is written back whole and cut off, as soon as no reader is in the way (H25).
 */
export function watchWal(
  db: Database,
  { file, most = 256 * 1024 * 1024, letGo = () => {}, aside, long = 20_000 }: WalWatchOptions,
): WalWatch {
  const wal = `${file}-wal`
  let tries = 0
  let passes = 0
  const readStanding = aside && db.prepare<[], Standing>('pragma wal_checkpoint(noop)')
  if (aside) db.pragma('wal_autocheckpoint = 0')

  function writeBackAside(): void {
    if (!readStanding || aside.isAtWork()) return
    const { log, checkpointed } = readStanding.get()!
    if (log < long) return
    if (log - checkpointed > few && passes < mostPasses) {
      passes++
      aside.writeBack()
    } else {
      passes = 0
      writeBack(db, 'passive')
    }
  }

  function cutLogOff(): boolean {
    const isBusy = writeBack(db, 'truncate')
    if (!isBusy) tries = 0
    else if (tries++ % patience === 0) letGo()
    // A full disk leaves it too.
    return !isBusy && sizeOf(wal) === 0
  }

  return {
    cutLogOff: () => file === ':memory:' || cutLogOff(),
    keepShort() {
      if (file === ':memory:') return
      if (sizeOf(wal) > most) cutLogOff()
      else writeBackAside()
    },
    close: async () => aside?.close(),
  }
}

/** Whether a reader was in the way. */
function writeBack(db: Database, how: 'passive' | 'truncate'): boolean {
  // Nobody is waited for: the next commits try again.
  db.pragma('busy_timeout = 0')
  try {
    const [result] = db.pragma(`wal_checkpoint(${how})`) as { busy: number }[]
    return result?.busy === 1
  } catch (error) {
    // What was committed is on disk all the same, in the log.
    if (isFull(error)) return false
    throw error
  } finally {
    db.pragma('busy_timeout = 5000')
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
