import type { NewEntry } from '../commit/entry.ts'
import type { Retry } from '../storage/port.ts'
import type { DeliveryEngine } from './engine.ts'

/** What became of an attempt: an entry of the log when it ended the delivery, else an attempt to come. */
export type Settled = { readonly entry: NewEntry } | { readonly retry: Retry }

/** The engine refuses much more, and of a restored store all that had waited is to be written at once. */
const mostAtOnce = 5_000

interface Waiting {
  readonly settled: Settled
  readonly done: () => void
}

/**
 * Writes down what became of attempts, many at once: while one batch is being written, the next one gathers.
 *
 * - idle: nothing to write.
 * - writing: a batch is with the engine. What comes meanwhile waits for the next batch.
 * - stuck: the engine could not write. Everything is kept, and tried again at the next `write` or `again`.
 * - closing: by `close`. What cannot be written is left to the next start, which finds it claimed and without an outcome.
 */
export class Outcomes {
  readonly #engine: DeliveryEngine
  readonly #onError: (error: unknown) => void
  #waiting: Waiting[] = []
  #writing: Promise<boolean> | undefined
  #closing = false
  #isStuck = false

  constructor(engine: DeliveryEngine, onError: (error: unknown) => void) {
    this.#engine = engine
    this.#onError = onError
  }

  /** Whether the last batch could not be written. */
  get isStuck(): boolean {
    return this.#isStuck
  }

  /** Resolves once it is on disk. */
  write(settled: Settled): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ settled, done })
      void this.again()
    })
  }

  /** Whether everything is on disk, as soon as it is, or the engine refused. */
  again(): Promise<boolean> {
    if (this.#waiting.length === 0 && !this.#writing) return Promise.resolve(true)
    this.#writing ??= this.#writeAll()
    return this.#writing
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.again()
  }

  async #writeAll(): Promise<boolean> {
    // What the same turn of the loop brings goes into the same batch.
    await undefined
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, mostAtOnce)
        const left = await this.#write(batch)
        this.#isStuck = left.length > 0
        for (const waiting of batch) if (this.#closing || !left.includes(waiting)) waiting.done()
        if (this.#isStuck && !this.#closing) {
          this.#waiting = [...left, ...this.#waiting]
          return false
        }
      }
      return true
    } finally {
      // In the same turn as the last look at what waits, or a write could fall between the two.
      this.#writing = undefined
    }
  }

  /** Answers with those that could not be written. What was is not written again: an outcome's id is forgotten after a month. */
  async #write(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const entries = batch.flatMap(({ settled }) => ('entry' in settled ? [settled.entry] : []))
    const retries = batch.flatMap(({ settled }) => ('retry' in settled ? [settled.retry] : []))
    let left = batch
    try {
      if (entries.length > 0) await this.#engine.append(entries)
      left = batch.filter(({ settled }) => 'retry' in settled)
      if (retries.length > 0) await this.#settle(retries)
      return []
    } catch (error) {
      this.#onError(error)
      return left
    }
  }

  // One that is refused alone is nobody's any more, as when a person dropped it meanwhile. It must not hold up the others.
  async #settle(retries: readonly Retry[]): Promise<void> {
    try {
      await this.#engine.settle(retries)
    } catch (error) {
      if ((error as Error).name === 'DiskFull') throw error
      if (retries.length === 1) this.#onError(error)
      else for (const retry of retries) await this.#settle([retry])
    }
  }
}
