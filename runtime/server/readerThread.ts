import { isMainThread, parentPort } from 'node:worker_threads'
import { openPages } from '../storage/sqlite/openPages.ts'
import { answer, carried, type FirstWord } from './remote.ts'

/** The thread that reads for pages, over a connection that cannot write. It loads while the store is being opened, and reads when told. */
export interface OpenPages {
  readonly file: string
}

if (!isMainThread && parentPort) {
  const port = parentPort
  port.once('message', ({ file }: OpenPages) => {
    try {
      answer(port, { ...openPages({ file }) })
      port.postMessage({ ready: true } satisfies FirstWord)
    } catch (error) {
      port.postMessage({ failed: carried(error) } satisfies FirstWord)
    }
  })
}
