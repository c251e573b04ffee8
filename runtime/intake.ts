import type { Appended, NewEntry } from './commit/entry.ts'
import { Overloaded } from './overloaded.ts'
import { isUrgent } from './urgent.ts'

const mostWaiting = 200_000
/** So many more may wait that are urgent all, for which there is room when there is none for anything else (H26). */
const mostUrgent = 50_000

interface Asked {
  readonly entries: readonly NewEntry[]
  resolve(appended: readonly Appended[]): void
  reject(error: unknown): void
}

interface Batch {
  readonly entries: number
  /** It was answered. */
  readonly done: Promise<void>
}

/** Entries that were asked to be accepted and have yet to be, in the order of asking; so many and no more, but for urgent ones. */
export class Intake {
  #asked: Asked[] = []
  #entries = 0
  /** The latest batch, while it is on its way to the disk. */
  #underWay: Batch | undefined
  #gathering: { readonly entries: number; resolve(): void } | undefined

  get isEmpty(): boolean {
    return this.#asked.length === 0
  }

  /** Resolves with what became of the entries. */
  add(entries: readonly NewEntry[]): Promise<readonly Appended[]> {
    const waiting = this.#entries + entries.length
    const isTooMuch =
      waiting > mostWaiting &&
      (waiting > mostWaiting + mostUrgent || !entries.every(({ payload }) => isUrgent(payload)))
    if (isTooMuch) return Promise.reject(new Overloaded(`${this.#entries} entries are waiting`))
    this.#entries = waiting
    if (this.#gathering && waiting >= this.#gathering.entries) this.#gathering.resolve()
    return new Promise((resolve, reject) => this.#asked.push({ entries, resolve, reject }))
  }

  /**
   * Resolves when what waits is worth a batch: the one before is on disk, or as much waits as that had. While one is on its way the next is
   * accepted and folded, but many small ones would cost more than they save.
   */
  async gather(): Promise<void> {
    const batch = this.#underWay
    if (!batch || this.isEmpty || this.#entries >= batch.entries) return
    const enough = new Promise<void>((resolve) => {
      this.#gathering = { entries: batch.entries, resolve }
    })
    await Promise.race([batch.done, enough])
    this.#gathering = undefined
  }

  /**
   * Has what waits accepted at once: all that was asked together, until there are so many entries. Answers once that is durable; resolves
   * before, with how many they were.
   */
  async take(
    most: number,
    accept: (entries: readonly NewEntry[]) => Promise<readonly Appended[]>,
    durable: () => Promise<void>,
  ): Promise<number> {
    const batch: Asked[] = []
    for (let entries = 0; this.#asked.length > 0 && entries < most; ) {
      const next = this.#asked.shift() as Asked
      entries += next.entries.length
      batch.push(next)
    }
    if (batch.length === 0) return 0
    const entries = batch.flatMap((asked) => asked.entries)
    this.#entries -= entries.length
    let appended: readonly Appended[]
    try {
      appended = await accept(entries)
    } catch (error) {
      for (const { reject } of batch) reject(error)
      throw error
    }
    const done = durable().then(
      () => {
        let from = 0
        for (const asked of batch) {
          asked.resolve(appended.slice(from, from + asked.entries.length))
          from += asked.entries.length
        }
      },
      (error) => {
        for (const { reject } of batch) reject(error)
      },
    )
    const underWay = { entries: entries.length, done }
    this.#underWay = underWay
    done.then(() => {
      if (this.#underWay === underWay) this.#underWay = undefined
    })
    return entries.length
  }

  refuse(error: unknown): void {
    for (const { reject } of this.#asked) reject(error)
    this.#asked = []
    this.#entries = 0
  }
}
