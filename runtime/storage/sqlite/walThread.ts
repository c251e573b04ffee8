import { fdatasyncSync, openSync } from 'node:fs'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { isFull } from './partition.ts'

/**
 * The thread that writes the write-ahead log back into the file, each time that it is asked, as far as no reader is in the way, and puts the file
 * on disk: SQLite leaves that to the pass which finds nothing new in the log, and that is the writer's.
 */
export interface WalThreadData {
  readonly file: string
}

if (!isMainThread && parentPort) {
  const port = parentPort
  const { file } = workerData as WalThreadData
  const db = new SQLite(file, { fileMustExist: true })
  const writeBack = db.prepare('pragma wal_checkpoint(passive)')
  // Open for as long as the process lives: to close it would take SQLite's locks away from every connection (sqlite.org/howtocorrupt.html, 2.2).
  const onDisk = openSync(file, 'r+')
  port.on('message', () => {
    try {
      writeBack.get()
      fdatasyncSync(onDisk)
    } catch (error) {
      // What was committed is on disk all the same, in the log.
      if (!isFull(error)) throw error
    }
    port.postMessage('done')
  })
}
