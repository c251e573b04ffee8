import type { Worker } from 'node:worker_threads'
import { limits } from '../../shared/limits.ts'
import { Refusal } from '../../shared/problem.ts'
import { startThread } from '../startThread.ts'
import type { Pages } from '../storage/pages.ts'
import type { OpenPages } from './readerThread.ts'
import { firstWord, type Remote, remoteOf } from './remote.ts'

export interface ReaderOptions extends OpenPages {
  readonly died: (error: Error) => void
  /** Milliseconds that one question may take; absent: a second. */
  readonly longest?: number
}

export interface Reader {
  readonly pages: Pages
  /** Opens the file before anybody asks: the first page need not wait for it. */
  open(): void
  /** Closes the connection when the question of the moment is answered, and reads nothing for a moment: whoever tidies up gets by. */
  letGo(): void
}

interface Question {
  readonly verb: string
  readonly given: readonly unknown[]
  resolve(value: unknown): void
  reject(error: unknown): void
}

interface Thread {
  readonly remote: Remote
  readonly worker: Worker
  end(): Promise<unknown>
}

/** Threads that were told to end may still be inside of one long statement. */
const mostLingering = 2
const pause = 250

/**
 * The pages, asked of a thread of their own, one question after another: a query that takes its time holds up neither ingest nor the fold.
 *
 * - opening: by `open` or the first question. The engine has opened the file before, so that it is there and of this version
 * - reading: entered with each question
 * - ended:   a question that takes longer than a second is refused, and its thread is ended, because SQLite cannot be interrupted: what it
 *            computes in JavaScript stops at once, one statement at its own end. The next question gets a new thread
 * - closed:  by `close`, or because the thread ended by itself
 */
export function createReader({ file, died, longest = limits.pageMilliseconds }: ReaderOptions): Reader {
  const questions: Question[] = []
  const lingering = new Set<Promise<unknown>>()
  let thread: Promise<Thread> | null = null
  let isReading = false

  function opened(): Promise<Thread> {
    thread ??= openThread(file, died).catch((error) => {
      thread = null
      throw error
    })
    return thread
  }

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    for (let question = questions.shift(); question; question = questions.shift()) await answer(question)
    isReading = false
  }

  async function answer({ verb, given, resolve, reject }: Question): Promise<void> {
    try {
      if (!thread && lingering.size >= mostLingering) throw tookTooLong(longest)
      const { remote, end } = await opened()
      const asked = remote.ask(verb, given)
      if (await isAnsweredWithin(longest, asked)) return resolve(await asked)
      asked.catch(() => {})
      const ended = end()
      thread = null
      lingering.add(ended)
      void ended.finally(() => lingering.delete(ended))
      throw tookTooLong(longest)
    } catch (error) {
      reject(error)
    }
  }

  const ask = (verb: string, given: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      questions.push({ verb, given, resolve, reject })
      void read()
    })
  const verbs = new Map<string, unknown>()
  const pages = new Proxy({} as Pages, {
    get(_, verb) {
      // A promise would be asked for `then`.
      if (typeof verb !== 'string' || verb === 'then') return undefined
      if (verb === 'close') return async () => (await thread?.catch(() => null))?.end()
      if (!verbs.has(verb)) verbs.set(verb, (...given: unknown[]) => ask(verb, given))
      return verbs.get(verb)
    },
  })
  return {
    pages,
    open: () => void opened().catch(() => {}),
    letGo: () => void (thread && ask('letGo', [pause]).catch(() => {})),
  }
}

async function openThread(file: string, died: (error: Error) => void): Promise<Thread> {
  const worker = startThread(new URL('./readerThread.ts', import.meta.url))
  worker.postMessage({ file } satisfies OpenPages)
  try {
    await firstWord(worker)
  } catch (error) {
    await worker.terminate()
    throw error
  }
  let isEnding = false
  const remote = remoteOf(
    worker,
    () => {},
    (error) => isEnding || died(error),
  )
  return {
    remote,
    worker,
    end() {
      isEnding = true
      return worker.terminate()
    },
  }
}

/** Whether the answer is there in time. When this thread was busy itself, an answer may lie in wait: it is looked for before giving up. */
function isAnsweredWithin(milliseconds: number, answer: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => setImmediate(() => setImmediate(() => resolve(false))), milliseconds)
    const answered = () => {
      clearTimeout(timer)
      resolve(true)
    }
    answer.then(answered, answered)
  })
}

const tookTooLong = (milliseconds: number): Refusal =>
  new Refusal([{ code: 'tookTooLong', severity: 'error', params: { seconds: milliseconds / 1_000 } }], 503)
