import { existsSync, renameSync } from 'node:fs'
import { Conflict } from '../port.ts'
import { lockFolder, openDatabase } from './openDatabase.ts'

const standing = 'select version, last from partition where id = 0'

/**
 * Puts a database in the place of another that nobody has open; answers with the name under which the old one stays beside it.
 *
 * @param like  a copy of the old one: if that has gone on since, nothing is replaced
 */
export function replaceDatabase(
  file: string,
  by: string,
  like: { readonly version: number; readonly last: number },
): string {
  const lock = lockFolder(file)
  try {
    const { version, last } = closedWhole(file)
    if (version !== like.version || last !== like.last)
      throw new Conflict('The store went on while its log was folded again, so nothing was replaced. Try it again.')
    closedWhole(by)
    const old = freeName(file)
    renameSync(file, old)
    renameSync(by, file)
    return old
  } finally {
    lock.close()
  }
}

/** All that is in the write-ahead log is in the file afterwards. */
function closedWhole(file: string): { readonly version: number; readonly last: number } {
  const db = openDatabase(file)
  try {
    db.pragma('wal_checkpoint(truncate)')
    return db.prepare<[], { version: number; last: number }>(standing).get()!
  } finally {
    db.close()
  }
}

function freeName(file: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${file}.replaced-${n}`)) return `${file}.replaced-${n}`
}
