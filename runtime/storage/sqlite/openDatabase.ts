import { closeSync, existsSync, openSync, readSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import SQLite, { type Database } from 'better-sqlite3'
import { Conflict } from '../port.ts'
import { freeName } from './freeName.ts'

/**
 * The writer's connection, with a long WAL, because short ones cost a third of the speed. A commit outlives the process; that it is on disk is
 * seen to beside it, by `logSync`.
 */
export function openDatabase(file: string): Database {
  putForeignLogAside(file)
  if (file !== ':memory:' && !existsSync(file)) makeOwnersFile(file)
  const db = new SQLite(file)
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = normal')
  db.pragma('wal_autocheckpoint = 20000')
  db.pragma('journal_size_limit = 268435456')
  db.pragma('cache_size = -65536')
  db.pragma('temp_store = memory')
  db.pragma('foreign_keys = off')
  // What is removed is overwritten, also what a row said before it changed: of whoever is erased nothing is left (H18).
  db.pragma('secure_delete = on')
  return db
}

/** A new file is its owner's alone, and SQLite gives the files beside it the same rights: everything about every customer is in it. */
function makeOwnersFile(file: string): void {
  closeSync(openSync(file, 'wx', 0o600))
}

/**
 * A backup that was put in the place of a store which crashed finds that store's write-ahead log beside it, and SQLite would write it into the
 * backup. It is none of its own: a file that has one says in its header that it is written by one.
 */
function putForeignLogAside(file: string): void {
  const log = `${file}-wal`
  if (existsSync(log) && existsSync(file) && !isWrittenByLog(file)) renameSync(log, freeName(log))
}

/** The byte of SQLite's header that names the way of writing, and what it says of a write-ahead log. */
const wayOfWriting = { at: 18, byLog: 2 }

function isWrittenByLog(file: string): boolean {
  const way = Buffer.alloc(1)
  const opened = openSync(file, 'r')
  try {
    readSync(opened, way, 0, 1, wayOfWriting.at)
  } finally {
    closeSync(opened)
  }
  return way[0] === wayOfWriting.byLog
}

/** A connection of pages. Each statement is a read transaction of its own, so that the WAL can be checkpointed between them. */
export function openReader(file: string): Database {
  const db = new SQLite(file, { readonly: true, fileMustExist: true })
  db.pragma('cache_size = -16384')
  db.pragma('temp_store = memory')
  db.pragma('query_only = on')
  return db
}

/**
 * Keeps every other process away from the data folder for as long as this one lives: the operating system lets go of the lock when the
 * process ends, however it ends.
 */
export function lockFolder(file: string): Database {
  const folder = dirname(file)
  const lock = new SQLite(join(folder, 'perennial.lock'), { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (cause) {
    lock.close()
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY'))
      throw new Conflict(
        `Another Perennial has ${folder} open. Stop it first, or speak to it over its API, or choose another data folder.`,
        { cause },
      )
    throw cause
  }
}
