import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { openPages } from '../storage/sqlite/openPages.ts'
import { answer, carried, type FirstWord } from './remote.ts'

/** The thread that reads for pages, over a connection that cannot write. */
export interface ReaderThreadData {
  readonly file: string
}

if (!isMainThread && parentPort) {
  const port = parentPort
  try {
    const { file } = workerData as ReaderThreadData
    answer(port, { ...openPages({ file }) })
    port.postMessage({ ready: true } satisfies FirstWord)
  } catch (error) {
    port.postMessage({ failed: carried(error) } satisfies FirstWord)
  }
}
