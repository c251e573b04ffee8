import { startThread } from '../startThread.ts'
import type { Pages } from '../storage/pages.ts'
import type { OpenPages } from './readerThread.ts'
import { firstWord, remoteOf } from './remote.ts'

/**
 * The pages, asked of a thread of their own: a query that takes its time holds up neither ingest nor the fold. The file is opened once it
 * is there and of this version, which is when `engine` has opened it.
 */
export async function startReaderThread(
  { file }: OpenPages,
  engine: Promise<unknown>,
  died: (error: Error) => void,
): Promise<Pages> {
  const worker = startThread(new URL('./readerThread.ts', import.meta.url))
  const word = firstWord(worker)
  try {
    await Promise.race([engine, word])
    worker.postMessage({ file } satisfies OpenPages)
    await word
  } catch (error) {
    word.catch(() => {})
    await worker.terminate()
    throw error
  }
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
