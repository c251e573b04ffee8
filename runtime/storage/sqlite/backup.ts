import { existsSync, statSync } from 'node:fs'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import SQLite, { type BackupOptions, type Database } from 'better-sqlite3'
import type { BackedUp } from '../backedUp.ts'
import type { Storage } from '../port.ts'

const standing = 'select last, position, max(last_at, clock) as at from partition where id = 0'
const markCopied = 'update pulse set copied = 1 where id = 0'

const closedBefore = 'The store was closed before its backup was whole.'
/** Two megabytes take a few milliseconds: so long does a turn of the engine wait. */
const pagesAtOnce = 500
/** What the disk is given at the end it is waited for, and the engine with it; so it is given most of it on the way. */
const bytesBetweenSyncs = 32 * 1024 * 1024

/**
 * Copies of the store, made on the writer's own connection: what it writes meanwhile it writes into the copy too, so that nothing is ever
 * begun again (H25). Steps take turns with everything else that this thread does, and one that finds a transaction open waits for its end.
 *
 * - copying: entered by `backUp`, into `<file>.part`
 * - done:    the copy bears its name, when it is whole and on disk
 * - ended:   by an error or `stopBackups`; nothing is left of it
 */
export function backups(db: Database): {
  readonly backUp: Storage['backUp']
  stopBackups(): Promise<void>
} {
  let last: Promise<unknown> = Promise.resolve()
  let isStopping = false

  async function copy(file: string, progress: (copied: number, pages: number) => void): Promise<BackedUp> {
    const part = `${file}.part`
    refuseExisting(file)
    await remove(part)
    try {
      // Nobody else reads it, wherever it lies: everything about every customer is in it.
      await writeFile(part, '', { mode: 0o600, flag: 'wx' })
      const sync = syncOf(part)
      const options: BackupOptions = {
        progress({ totalPages, remainingPages }) {
          if (isStopping) throw new Error(closedBefore)
          progress(totalPages - remainingPages, totalPages)
          sync.after((totalPages - remainingPages) * pageBytes)
          return pagesAtOnce
        },
      }
      // One that begins while a transaction is open has copied nothing, and says that it is done.
      while ((await db.backup(part, options)).totalPages === 0) if (isStopping) throw new Error(closedBefore)
      await sync.end()
      const { last, position, at } = seal(part)
      refuseExisting(file)
      await rename(part, file)
      // Its name too. Where folders can't be opened, as on Windows, nothing need be done.
      await syncFile(dirname(file))
      return { file, bytes: statSync(file).size, last, position, at }
    } catch (error) {
      await remove(part)
      throw error
    }
  }
  const pageBytes = db.pragma('page_size', { simple: true }) as number

  return {
    backUp(file, progress) {
      const copying = last.then(() => copy(file, progress))
      last = copying.catch(() => {})
      return copying
    },
    async stopBackups() {
      isStopping = true
      await last
    },
  }
}

/** One file without a journal, which says that it is a copy; answers where it stands. */
function seal(part: string): Pick<BackedUp, 'last' | 'position' | 'at'> {
  const copy = new SQLite(part)
  try {
    copy.pragma('journal_mode = delete')
    copy.prepare(markCopied).run()
    return copy.prepare<[], Pick<BackedUp, 'last' | 'position' | 'at'>>(standing).get()!
  } finally {
    copy.close()
  }
}

/** Asks the disk now and then to write what it was given, on a thread of its own. */
function syncOf(part: string) {
  let synced = 0
  let syncing: Promise<void> | undefined
  return {
    after(bytes: number): void {
      if (syncing || bytes - synced < bytesBetweenSyncs) return
      synced = bytes
      syncing = syncFile(part).finally(() => {
        syncing = undefined
      })
    },
    end: async () => syncing,
  }
}

/** As far as it can: the copy's own last commit waits for the disk too, and says if it fails. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r').catch(() => undefined)
  await handle?.datasync().catch(() => {})
  await handle?.close()
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new Error(`${file} is there already. Choose another name for the backup.`)
}

async function remove(part: string): Promise<void> {
  for (const name of [part, `${part}-journal`, `${part}-wal`, `${part}-shm`]) await rm(name, { force: true })
}
