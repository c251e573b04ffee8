import { Worker, type WorkerOptions } from 'node:worker_threads'

/** A thread whose modules come from the compile cache, as the process's own do. */
export function startThread(file: URL, options: Pick<WorkerOptions, 'workerData' | 'resourceLimits'> = {}): Worker {
  return new Worker(file, { ...options, execArgv: ['--import', new URL('./compileCache.ts', import.meta.url).href] })
}
