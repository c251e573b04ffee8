import type { Worker } from 'node:worker_threads'
import { startThread } from '../../startThread.ts'
import type { Answer, Job, JobName, Jobs } from './mailThread.ts'
import { TemplateError } from './templateError.ts'

type Input<Name extends JobName> = Parameters<Jobs[Name]>[0]
type Output<Name extends JobName> = Awaited<ReturnType<Jobs[Name]>>

interface Waiting extends Job {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Beyond this a job is hanging. Liquid's own limit is far below: this is for what it does not see. */
const longest: Readonly<Record<JobName, number>> = { compileMail: 20_000, renderMail: 5_000, renderJson: 5_000 }
const heapMegabytes = 256

/**
 * One thread for all templates, with its jobs in order.
 *
 * - absent: no job yet, or the thread died. The next job starts one.
 * - working: the first waiting job has its time limit. A job beyond it, or one that takes the thread down with it, is refused with a
 *   TemplateError; the thread is ended, and the jobs behind it go to a new one.
 * - closed: by `close`, after the jobs that wait. Asking is refused.
 */
export class MailWorker {
  readonly #longest: Readonly<Record<JobName, number>>
  #thread: Worker | undefined
  #waiting: Waiting[] = []
  #limit: NodeJS.Timeout | undefined
  #closing: (() => void) | undefined
  #closed = false

  constructor(milliseconds: Partial<Record<JobName, number>> = {}) {
    this.#longest = { ...longest, ...milliseconds }
  }

  do<Name extends JobName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    if (this.#closed) return Promise.reject(new Error(`Expected the mail thread to run, but it was closed: ${name}`))
    return new Promise<Output<Name>>((resolve, reject) => {
      this.#waiting.push({ name, input, resolve: resolve as (value: unknown) => void, reject })
      this.#thread ??= this.#start()
      this.#thread.postMessage({ name, input } satisfies Job)
      if (this.#waiting.length === 1) this.#watch()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#waiting.length > 0) await new Promise<void>((resolve) => (this.#closing = resolve))
    const thread = this.#thread
    this.#thread = undefined
    await thread?.terminate()
  }

  #start(): Worker {
    const thread = startThread(new URL('./mailThread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    })
    // The time to start is not the template's, so the limit begins anew.
    thread.once('online', () => thread === this.#thread && this.#watch())
    thread.on('message', (answer: Answer) => thread === this.#thread && this.#answered(answer))
    thread.once('error', (error) => thread === this.#thread && this.#lost(error.message))
    thread.once('exit', (code) => thread === this.#thread && this.#lost(`The mail thread ended with code ${code}`))
    return thread
  }

  #watch(): void {
    clearTimeout(this.#limit)
    const job = this.#waiting[0]
    if (!job) return
    const limit = this.#longest[job.name]
    this.#limit = setTimeout(() => this.#lost(`Took longer than ${limit} ms`), limit)
  }

  #answered(answer: Answer): void {
    const job = this.#waiting.shift()
    this.#watch()
    if ('value' in answer) job?.resolve(answer.value)
    else job?.reject(rebuilt(answer.error))
    if (this.#waiting.length === 0) this.#closing?.()
  }

  #lost(why: string): void {
    const thread = this.#thread
    this.#thread = undefined
    void thread?.terminate()
    this.#waiting.shift()?.reject(new TemplateError(why))
    if (this.#waiting.length > 0) {
      this.#thread = this.#start()
      for (const { name, input } of this.#waiting) this.#thread.postMessage({ name, input } satisfies Job)
    } else this.#closing?.()
    this.#watch()
  }
}

function rebuilt({ name, message }: { name: string; message: string }): Error {
  return name === 'TemplateError' ? new TemplateError(message) : new Error(`In the mail thread: ${message}`)
}
