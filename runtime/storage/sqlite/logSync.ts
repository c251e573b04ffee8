import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

/** Puts what was committed on disk beside the commits that follow. */
export interface LogSync {
  /** Resolves once all that was committed by now is on disk. Rejects for good once the disk has failed: nobody knows what is there. */
  durable(): Promise<void>
  close(): Promise<void>
}

/** Nothing of a store in memory is ever on a disk. */
export const noSync: LogSync = { durable: () => Promise.resolve(), close: () => Promise.resolve() }

/**
 * One sync of the write-ahead log after another, each for all that was committed when it began: what is committed while one is under way shares
 * the next. Of the log alone: SQLite syncs the file itself before it begins the log anew.
 *
 * @param committed  the number of the latest commit
 */
export function logSync(file: string, committed: () => number, sync = syncOf): LogSync {
  let opened: number | undefined
  // Of what an earlier process left nobody knows whether it is.
  let onDisk = -1
  let underWay: Sync | undefined
  let following: Promise<void> | undefined

  function begin(): Promise<void> {
    // The log is there once something was committed, and for as long as the store is open.
    opened ??= openSync(`${file}-wal`, 'r+')
    const upTo = committed()
    const done = sync(opened).then(() => {
      onDisk = upTo
      underWay = undefined
    })
    underWay = { upTo, done }
    return done
  }

  function durable(): Promise<void> {
    if (committed() <= onDisk) return Promise.resolve()
    if (!underWay) return begin()
    if (committed() <= underWay.upTo) return underWay.done
    following ??= underWay.done.then(() => {
      following = undefined
      return durable()
    })
    return following
  }

  return {
    durable,
    async close() {
      await durable()
      if (opened !== undefined) closeSync(opened)
      opened = undefined
    },
  }
}

interface Sync {
  readonly upTo: number
  readonly done: Promise<void>
}

const syncOf = promisify(fdatasync)
