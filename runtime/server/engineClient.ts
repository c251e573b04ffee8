import type { Appended, NewEntry } from '../commit/entry.ts'
import type { Engine, EngineOptions, Standing } from '../engine.ts'
import { Overloaded } from '../overloaded.ts'
import { startThread } from '../startThread.ts'
import type { StoreSettings } from '../storage/control.ts'
import { DiskFull } from '../storage/port.ts'
import type { EngineThreadData } from './engineThread.ts'
import { buffersOf, isEvent, toColumns } from './eventColumns.ts'
import { firstWord, remoteOf } from './remote.ts'
import type { ListedSource } from './sources.ts'

export type Changed = Parameters<EngineOptions['changed']>[0]

/** What a store needs to know before it can take events: told with the thread's first word, the reader may open later. */
export interface Opening {
  readonly standing: Standing
  readonly settings: StoreSettings
  readonly sources: readonly ListedSource[]
}

export interface EngineClientOptions extends EngineThreadData {
  readonly changed: (what: Changed) => void
  /** Readers should close their connections for a moment. */
  readonly letGo: () => void
  readonly died: (error: Error) => void
}

/** What came back for a batch: numbers alone, the entries are still here. */
export interface AppendedColumns {
  /** The entry's number, or that of the entry that it repeats. */
  readonly seqs: Float64Array<ArrayBuffer>
  readonly ats: Float64Array<ArrayBuffer>
  /** 0 new, 1 a duplicate, 2 a duplicate with another body. */
  readonly kinds: Uint8Array<ArrayBuffer>
}

/**
 * The engine, seen from the main thread: every verb is a message to the thread that owns storage.
 * Entries appended in one turn of the event loop travel together, and nothing overtakes them.
 */
export async function startEngineThread({
  changed,
  letGo,
  died,
  ...data
}: EngineClientOptions): Promise<{ engine: Engine; opening: Opening }> {
  const worker = startThread(new URL('./engineThread.ts', import.meta.url))
  worker.postMessage(data satisfies EngineThreadData)
  const opening = await firstWord<Opening>(worker)
  let closing = false
  const remote = remoteOf(
    worker,
    (message) => ((message as { letGo?: true }).letGo ? letGo() : changed(message as Changed)),
    (error) => closing || died(error),
  )

  let queue: Waiting[] = []
  let flushing: NodeJS.Immediate | undefined
  const flush = () => {
    clearImmediate(flushing)
    flushing = undefined
    const batch = queue
    queue = []
    for (const part of parts(batch)) sendPart(part)
  }
  const sendPart = (part: readonly Waiting[]) => {
    const entries = part.flatMap(({ entries }) => entries)
    const columns = entries.every(isEvent) ? toColumns(entries) : undefined
    const asked = columns ? remote.ask('appendEvents', [columns], buffersOf(columns)) : remote.ask('append', [entries])
    asked.then(
      (columns) => {
        let at = 0
        for (const { entries, resolve } of part) {
          const first = at
          at += entries.length
          resolve(entries.map((entry, index) => appended(entry, columns as AppendedColumns, first + index)))
        }
      },
      (error: Error) => {
        for (const { reject } of part) reject(error)
        // Any other failure closes the engine for good.
        if (!(error instanceof Overloaded || error instanceof DiskFull) && !closing) died(error)
      },
    )
  }
  const ask = <Value>(verb: string, ...given: readonly unknown[]) => {
    flush()
    return remote.ask(verb, given) as Promise<Value>
  }

  const engine: Engine = {
    append: (entries) =>
      new Promise((resolve, reject) => {
        queue.push({ entries, resolve, reject })
        flushing ??= setImmediate(flush)
      }),
    control: (change) => ask('control', change),
    claim: (now, free, channel) => ask('claim', now, free, channel),
    settle: (retries) => ask('settle', retries),
    keepLinks: (message, links) => ask('keepLinks', message, links),
    abandoned: () => ask('abandoned'),
    reached: (position, milliseconds) => ask('reached', position, milliseconds),
    backUp: (file) => ask('backUp', file),
    backingUp: () => ask('backingUp'),
    standing: () => ask('standing'),
    idle: () => ask('idle'),
    nextTimer: () => ask('nextTimer'),
    nextSchedule: () => ask('nextSchedule'),
    async close() {
      closing = true
      await ask('close')
      await worker.terminate()
    },
  }
  return { engine, opening }
}

interface Waiting {
  readonly entries: readonly NewEntry[]
  resolve(appended: readonly Appended[]): void
  reject(error: Error): void
}

const most = 5_000

function parts(batch: readonly Waiting[]): Waiting[][] {
  const found: Waiting[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const waiting of batch) {
    if (size + waiting.entries.length > most) {
      found.push([])
      size = 0
    }
    found.at(-1)!.push(waiting)
    size += waiting.entries.length
  }
  return found
}

function appended({ payload, depth = 0 }: NewEntry, { seqs, ats, kinds }: AppendedColumns, index: number): Appended {
  const seq = seqs[index]!
  if (kinds[index]) return { duplicateOf: seq, conflict: kinds[index] === 2 }
  return { entry: { seq, at: ats[index]!, depth, payload } }
}
