import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { isFull } from './partition.ts'

export interface WalWatchOptions {
  readonly file: string
  /** Bytes that the write-ahead log may grow to; absent: 256 MB. */
  readonly most?: number
  /** Called when a reader is in the way: it should close its connection for a moment. */
  readonly letGo?: () => void
}

export interface WalWatch {
  /** After each commit. */
  keepShort(): void
  /** Writes the log back whole, so that nothing is left of it; false when a reader is in the way, who is asked to let go, or the disk is full. */
  cutLogOff(): boolean
}

/** A reader that was asked is asked again after so many commits that still found the log in use. */
const patience = 100

/**
 * Looks at the write-ahead log after commits. Writing it back on the way stops short of what a reader still sees, and a log that was never
 * read to its end grows for ever; so beyond a size it is written back whole and cut off, as soon as no reader is in the way (H25).
 */
export function watchWal(
  db: Database,
  { file, most = 256 * 1024 * 1024, letGo = () => {} }: WalWatchOptions,
): WalWatch {
  const wal = `${file}-wal`
  let tries = 0

  function cutLogOff(): boolean {
    const isBusy = writeBack(db)
    if (!isBusy) tries = 0
    else if (tries++ % patience === 0) letGo()
    // A full disk leaves it too.
    return !isBusy && sizeOf(wal) === 0
  }

  return {
    cutLogOff: () => file === ':memory:' || cutLogOff(),
    keepShort() {
      if (file !== ':memory:' && sizeOf(wal) > most) cutLogOff()
    },
  }
}

/** Whether a reader was in the way. */
function writeBack(db: Database): boolean {
  // Nobody is waited for: the next commits try again.
  db.pragma('busy_timeout = 0')
  try {
    const [result] = db.pragma('wal_checkpoint(truncate)') as { busy: number }[]
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
