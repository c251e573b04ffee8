import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { isFull } from './partition.ts'

/** The thread that writes the write-ahead log back into the file, each time that it is asked, as far as no reader is in the way. */
export interface WalThreadData {
  readonly file: string
}

if (!isMainThread && parentPort) {
  const port = parentPort
  const db = new SQLite((workerData as WalThreadData).file, { fileMustExist: true })
  const writeBack = db.prepare('pragma wal_checkpoint(passive)')
  port.on('message', () => {
    try {
      writeBack.get()
    } catch (error) {
      // What was committed is on disk all the same, in the log.
      if (!isFull(error)) throw error
    }
    port.postMessage('done')
  })
}
