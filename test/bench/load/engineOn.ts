import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { simulatedClock } from '../../../runtime/clock.ts'
import type { NewEntry } from '../../../runtime/commit/entry.ts'
import { type Engine, startEngine } from '../../../runtime/engine.ts'
import type { Storage } from '../../../runtime/storage/port.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import type { SegmentDefinition } from '../../../shared/segment.ts'
import type { Size } from '../trial.ts'
import { batchesOf } from './batchesOf.ts'
import { begin, entryOf, everybody } from './shopEvents.ts'

export interface OnClock {
  readonly engine: Engine
  readonly clock: ReturnType<typeof simulatedClock>
  /** Resolves when nothing is left to do, and what was done is on disk. */
  done(): Promise<void>
}

/** The engine on a file, under a clock that the trial moves: nothing waits for real time. */
export async function engineOn(
  file: string,
  now = begin,
  through: (storage: Storage) => Storage = (storage) => storage,
): Promise<OnClock> {
  const clock = simulatedClock(now)
  const storage = through(openSqlite({ file, clock: 'wall' }))
  const engine = await startEngine({ storage, clock, changed: () => {} })
  await engine.idle()
  const done = async () => {
    await engine.idle()
    await storage.durable()
  }
  return { engine, clock, done }
}

/** A store in which so many customers are known and these workflows and segments live. */
export async function prepareStore(
  file: string,
  published: { readonly workflows?: readonly Document[]; readonly segments?: Segments },
  customers: number,
  now = begin,
): Promise<void> {
  const { engine } = await engineOn(file, now)
  if (published.segments) await saveSegments(engine, published.segments)
  for (const document of published.workflows ?? []) await publish(engine, document)
  for (const batch of batchesOf(everybody(customers), 1_000)) await engine.append(batch.map(entryOf))
  await engine.idle()
  await engine.close()
}

const warmUpMs = 3_000

/**
 * Does the same work on copies of a store first, for the seconds in which Node compiles what it runs: a server works for months. The small
 * size is not measured, and the full one lasts minutes.
 */
export async function warmUp(file: string, size: Size, work: (copy: string) => Promise<unknown>): Promise<void> {
  if (size !== 'usual') return
  const start = performance.now()
  for (let n = 0; performance.now() - start < warmUpMs; n++) await work(copyOf(file, `warm-${n}`))
}

/** A copy of a store that nobody has open, in a folder of its own beside it: a folder is held whole. */
export function copyOf(file: string, name: string): string {
  const folder = join(dirname(file), name)
  mkdirSync(folder)
  const copy = join(folder, 'perennial.db')
  copyFileSync(file, copy)
  return copy
}

export type Document = { readonly id: string } & Readonly<Record<string, unknown>>

export type Segments = { readonly [id: string]: SegmentDefinition }

export async function saveSegments(engine: Engine, segments: Segments): Promise<void> {
  for (const [segment, definition] of Object.entries(segments))
    sure(await engine.control({ do: 'saveSegment', segment, definition, revision: null }))
}

export async function publish(engine: Engine, document: Document): Promise<void> {
  const { id } = document
  const text = JSON.stringify(document)
  const { revision } = sure(
    await engine.control({ do: 'saveDraft', workflow: id, title: id, document: text, revision: null }),
  )
  sure(await engine.control({ do: 'publish', workflow: id, document: text, revision: revision ?? 1, compiled: [] }))
}

/** Appends batch after batch, each when the one before is on disk. Answers with the milliseconds. */
export async function appendAll(engine: Engine, batches: readonly (readonly NewEntry[])[]): Promise<number> {
  const start = performance.now()
  for (const batch of batches) await engine.append(batch)
  return performance.now() - start
}

type Result = Awaited<ReturnType<Engine['control']>>

function sure(result: Result): Extract<Result, { ok: true }> {
  if (!result.ok) throw new Error(`the store refused a change: ${JSON.stringify(result.problems)}`)
  return result
}
