import { type Appended, type NewEntry, positionOf } from '../commit/entry.ts'
import { Overloaded } from '../overloaded.ts'
import { isUrgent } from '../urgent.ts'

/** What came back for entries: numbers alone, the entries are still here. */
export interface AppendedColumns {
  /** The entry's number, or that of the entry that it repeats. */
  readonly seqs: Float64Array<ArrayBuffer>
  readonly ats: Float64Array<ArrayBuffer>
  /** 0 new, 1 a duplicate, 2 a duplicate with another body, 3 about somebody who was erased. */
  readonly kinds: Uint8Array<ArrayBuffer>
}

export function columnsOf(appended: readonly Appended[]): AppendedColumns {
  const seqs = new Float64Array(appended.length)
  const ats = new Float64Array(appended.length)
  const kinds = new Uint8Array(appended.length)
  for (const [index, one] of appended.entries()) {
    seqs[index] = positionOf(one)
    if ('entry' in one) ats[index] = one.entry.at
    else kinds[index] = 'erased' in one ? 3 : one.conflict ? 2 : 1
  }
  return { seqs, ats, kinds }
}

interface Asked {
  readonly entries: readonly NewEntry[]
  resolve(appended: readonly Appended[]): void
  reject(error: Error): void
}

const most = 5_000

/** Entries that are appended in one turn of the event loop, on their way to the engine together. */
export class AppendQueue {
  readonly #send: (entries: readonly NewEntry[]) => Promise<AppendedColumns>
  #asked: Asked[] = []
  #flushing: NodeJS.Immediate | undefined

  constructor(send: (entries: readonly NewEntry[]) => Promise<AppendedColumns>) {
    this.#send = send
  }

  add(entries: readonly NewEntry[]): Promise<readonly Appended[]> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ entries, resolve, reject })
      this.#flushing ??= setImmediate(() => this.flush())
    })
  }

  /** Nothing that is sent after it overtakes what was asked before. */
  flush(): void {
    clearImmediate(this.#flushing)
    this.#flushing = undefined
    const asked = this.#asked
    this.#asked = []
    for (const part of parts(asked)) void this.#sendPart(part)
  }

  async #sendPart(part: readonly Asked[]): Promise<void> {
    try {
      const columns = await this.#send(part.flatMap(({ entries }) => entries))
      let at = 0
      for (const { entries, resolve } of part) {
        const first = at
        at += entries.length
        resolve(entries.map((entry, index) => appended(entry, columns, first + index)))
      }
    } catch (error) {
      // There may be room for those that are urgent, and were refused for the sake of what they travelled with.
      const mayGoAlone = ({ entries }: Asked) =>
        part.length > 1 && error instanceof Overloaded && entries.every(({ payload }) => isUrgent(payload))
      for (const one of part)
        if (mayGoAlone(one)) void this.#sendPart([one])
        else one.reject(error as Error)
    }
  }
}

function parts(asked: readonly Asked[]): Asked[][] {
  const found: Asked[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const one of asked) {
    if (size + one.entries.length > most) {
      found.push([])
      size = 0
    }
    found.at(-1)!.push(one)
    size += one.entries.length
  }
  return found
}

function appended({ payload, depth = 0 }: NewEntry, { seqs, ats, kinds }: AppendedColumns, index: number): Appended {
  const seq = seqs[index]!
  if (kinds[index] === 3) return { erased: true }
  if (kinds[index]) return { duplicateOf: seq, conflict: kinds[index] === 2 }
  return { entry: { seq, at: ats[index]!, depth, payload } }
}
