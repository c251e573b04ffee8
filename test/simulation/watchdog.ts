import { writeSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const checkEvery = 1_000

interface Watch {
  /** The seed that is lived through and since when, in milliseconds since 1970; 0: none. */
  readonly shared: Float64Array
  readonly most: number
  readonly says: string
}

/**
 * Ends the process, and says at which seed, when the work for one takes longer than `most` milliseconds: a thread in an endless loop can't
 * say so itself. Answers with what does the work.
 */
export function watchdog(
  most: number,
  says: string,
): <Result>(seed: number, work: () => Promise<Result>) => Promise<Result> {
  const shared = new Float64Array(new SharedArrayBuffer(16))
  new Worker(new URL(import.meta.url), { workerData: { shared, most, says } satisfies Watch }).unref()
  return async (seed, work) => {
    shared.set([seed, Date.now()])
    try {
      return await work()
    } finally {
      shared.set([0, 0])
    }
  }
}

function watch({ shared, most, says }: Watch): void {
  setInterval(() => {
    const [seed = 0, since = 0] = shared
    if (since === 0 || Date.now() - since < most) return
    // What a thread writes to its stderr goes through the main thread.
    writeSync(2, `seed ${seed} ${says}\n`)
    process.kill(process.pid, 'SIGKILL')
  }, checkEvery)
}

if (!isMainThread) watch(workerData as Watch)
