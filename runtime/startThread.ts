import { Worker, type WorkerOptions } from 'node:worker_threads'

type Options = Pick<WorkerOptions, 'resourceLimits' | 'workerData' | 'trackUnmanagedFds'>

const foreseen = new Map<string, Worker>()

/** A thread whose modules come from the compile cache, as the process's own do. */
export function startThread(file: URL, options: Options = {}): Worker {
  const early = foreseen.get(file.href)
  foreseen.delete(file.href)
  early?.ref()
  return early ?? newThread(file, options)
}

/**
 * Loads a thread before it is asked for, with the options that it will be asked with, while the process is still loading its own modules. It
 * keeps no process that comes to nothing.
 */
export function foreseeThread(file: URL, options: Options): void {
  const thread = newThread(file, options)
  thread.unref()
  foreseen.set(file.href, thread)
}

const newThread = (file: URL, options: Options): Worker =>
  new Worker(file, { ...options, execArgv: ['--import', new URL('./compileCache.ts', import.meta.url).href] })
