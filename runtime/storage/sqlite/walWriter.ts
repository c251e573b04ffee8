import type { Worker } from 'node:worker_threads'
import { startThread } from '../../startThread.ts'
import type { WalThreadData } from './walThread.ts'

/** Writes the log back beside the commits. */
export interface WalWriter {
  isAtWork(): boolean
  /** Has no effect on what is committed meanwhile: that stays in the log. */
  writeBack(): void
  close(): Promise<void>
}

/** A thread of its own, which begins when it is first needed: a small store never has a long log. */
export function walWriter(file: string): WalWriter {
  let worker: Worker | undefined
  let isAtWork = false

  function start(): Worker {
    const started = startThread(new URL('./walThread.ts', import.meta.url), {
      workerData: { file } satisfies WalThreadData,
      trackUnmanagedFds: false,
    })
    started.on('message', () => {
      isAtWork = false
    })
    return started
  }

  return {
    isAtWork: () => isAtWork,
    writeBack() {
      worker ??= start()
      isAtWork = true
      worker.postMessage('writeBack')
    },
    async close() {
      await worker?.terminate()
    },
  }
}
