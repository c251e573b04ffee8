import { Worker } from 'node:worker_threads'
import type { Pages } from '../storage/pages.ts'
import type { ReaderThreadData } from './readerThread.ts'
import { firstWord, remoteOf } from './remote.ts'

/** The pages, asked of a thread of their own: a query that takes its time holds up neither ingest nor the fold. */
export async function startReaderThread(data: ReaderThreadData, died: (error: Error) => void): Promise<Pages> {
  const worker = new Worker(new URL('./readerThread.ts', import.meta.url), { workerData: data })
  await firstWord(worker)
  let closing = false
  const remote = remoteOf(
    worker,
    () => {},
    (error) => closing || died(error),
  )
  const verbs = new Map<string, unknown>()
  const close = async () => {
    closing = true
    await remote.ask('close', [])
    await worker.terminate()
  }
  return new Proxy({} as Pages, {
    get(_, verb) {
      // A promise would be asked for `then`.
      if (typeof verb !== 'string' || verb === 'then') return undefined
      if (verb === 'close') return close
      if (!verbs.has(verb)) verbs.set(verb, (...given: unknown[]) => remote.ask(verb, given))
      return verbs.get(verb)
    },
  })
}
