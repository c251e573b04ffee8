import type { Engine, EngineOptions, Standing } from '../engine.ts'
import { startThread } from '../startThread.ts'
import type { StoreSettings } from '../storage/control.ts'
import { type AppendedColumns, AppendQueue } from './appendQueue.ts'
import { engineHeap } from './engineHeap.ts'
import type { EngineThreadData } from './engineThread.ts'
import { buffersOf, isEvent, toColumns } from './eventColumns.ts'
import { firstWord, hearTrouble, remoteOf, type Trouble } from './remote.ts'
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
  /** What keeps storage from something that it tries again. */
  readonly report: (error: Error) => void
  readonly died: (error: Error) => void
}

/**
 * The engine, seen from the main thread: every verb is a message to the thread that owns storage.
 * Entries appended in one turn of the event loop travel together, and nothing overtakes them.
 */
export async function startEngineThread({
  changed,
  letGo,
  report,
  died,
  ...data
}: EngineClientOptions): Promise<{ engine: Engine; opening: Opening }> {
  const worker = startThread(new URL('./engineThread.ts', import.meta.url), { resourceLimits: engineHeap })
  worker.postMessage(data satisfies EngineThreadData)
  hearTrouble(worker, report)
  const opening = await firstWord<Opening>(worker)
  let closing = false
  const hear = (message: Changed | { readonly letGo: true } | Trouble) => {
    if ('letGo' in message) letGo()
    else if (!('trouble' in message)) changed(message)
  }
  const remote = remoteOf(
    worker,
    (message) => hear(message as Changed | { readonly letGo: true } | Trouble),
    (error) => closing || died(error),
  )

  const queue = new AppendQueue((entries) => {
    const columns = entries.every(isEvent) ? toColumns(entries) : undefined
    const asked = columns ? remote.ask('appendEvents', [columns], buffersOf(columns)) : remote.ask('append', [entries])
    return asked as Promise<AppendedColumns>
  })
  const ask = <Value>(verb: string, ...given: readonly unknown[]) => {
    queue.flush()
    return remote.ask(verb, given) as Promise<Value>
  }

  const engine: Engine = {
    append: (entries) => queue.add(entries),
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
