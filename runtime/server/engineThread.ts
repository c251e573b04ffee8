import { isMainThread, parentPort } from 'node:worker_threads'
import { wallClock } from '../clock.ts'
import type { NewEntry } from '../commit/entry.ts'
import { startEngine } from '../engine.ts'
import { openSqlite } from '../storage/sqlite/openSqlite.ts'
import { columnsOf } from './appendQueue.ts'
import type { Opening } from './engineClient.ts'
import { type EventColumns, fromColumns } from './eventColumns.ts'
import { answer, carried, type FirstWord, type Trouble } from './remote.ts'
import { bornWithSources, sourcesOf } from './sources.ts'

/**
 * The thread that owns storage: it alone writes, and it folds.
 *
 * - loaded:  until it is told which file.
 * - opening: takes the folder, or says why it cannot.
 * - working: answers the verbs of the engine; after each commit it says what changed, and asks readers to let go of a file that grows.
 * - closing: by the verb `close`; the main thread ends it afterwards.
 */
export interface EngineThreadData {
  readonly file: string
  /** The clock that a new store is born with. */
  readonly clock: 'wall' | 'data'
  readonly holdAfter: number
  /** Under which the names of whoever was erased are hashed. */
  readonly namesKey?: Uint8Array
}

if (!isMainThread && parentPort) {
  const port = parentPort
  port.once('message', async ({ file, clock, holdAfter, namesKey }: EngineThreadData) => {
    try {
      const storage = openSqlite({
        file,
        clock,
        writesBackAside: true,
        letGo: () => port.postMessage({ heard: { letGo: true } }),
        report: (error) => port.postMessage({ heard: { trouble: carried(error) } satisfies Trouble }),
        ...(namesKey && { namesKey }),
      })
      const engine = await startEngine({
        storage,
        clock: wallClock,
        holdAfter,
        changed: (heard) => port.postMessage({ heard }),
        // The thread ends with it, once those who waited are refused.
        failed: (error) =>
          setImmediate(() => {
            throw error
          }),
      })
      answer(port, {
        ...engine,
        append: async (entries: readonly NewEntry[]) => columnsOf(await engine.append(entries)),
        appendEvents: async (columns: EventColumns) => columnsOf(await engine.append(fromColumns(columns))),
      })
      await bornWithSources(engine, storage.pages)
      port.postMessage({
        ready: {
          standing: await engine.standing(),
          settings: await storage.pages.settings(),
          sources: await sourcesOf(storage.pages),
        },
      } satisfies FirstWord<Opening>)
    } catch (error) {
      port.postMessage({ failed: carried(error) } satisfies FirstWord)
    }
  })
}
