import { linkSync, renameSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { Conflict } from '../port.ts'
import { freeName } from './freeName.ts'
import { lockFolder, openDatabase } from './openDatabase.ts'

const standing = `
  select p.version, p.last, u.copied from partition p join pulse u on u.id = p.id where p.id = 0`
const stayCopied = 'update pulse set copied = ? where id = 0'

interface Standing {
  readonly version: number
  readonly last: number
  readonly copied: number
}

/**
 * Puts a database in the place of another that nobody has open; answers with the name under which the old one stays beside it.
 *
 * @param like  a copy of the old one: if that has gone on since, nothing is replaced
 */
export function replaceDatabase(file: string, by: string, like: Pick<Standing, 'version' | 'last'>): string {
  const lock = lockFolder(file)
  try {
    const { version, last, copied } = closedWhole(file)
    if (version !== like.version || last !== like.last)
      throw new Conflict('The store went on while its log was folded again, so nothing was replaced. Try it again.')
    // A backup that nobody has started yet still is one.
    closedWhole(by, (db) => db.prepare(stayCopied).run(copied))
    const old = freeName(file)
    keepAs(old, file)
    renameSync(by, file)
    return old
  } finally {
    lock.close()
  }
}

/** Under a second name, so that there is a store at every instant: where none is, the next start makes an empty one. */
function keepAs(name: string, file: string): void {
  try {
    linkSync(file, name)
  } catch {
    // Not every file system has links.
    renameSync(file, name)
  }
}

/** All that is in the write-ahead log is in the file afterwards. */
function closedWhole(file: string, change: (db: Database) => void = () => {}): Standing {
  const db = openDatabase(file)
  try {
    change(db)
    db.pragma('wal_checkpoint(truncate)')
    return db.prepare<[], Standing>(standing).get()!
  } finally {
    db.close()
  }
}
