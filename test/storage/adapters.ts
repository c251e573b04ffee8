import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Pages } from '../../runtime/storage/pages.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'

/** A way to keep a store. Every test of the port runs for each. */
export interface Adapter {
  readonly name: string
  open(clock?: 'wall' | 'data'): Storage & { readonly pages: Pages }
}

/** A new folder, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Closed after the test at the latest. */
export function openFile(file: string, clock: 'wall' | 'data' = 'wall') {
  const storage = openSqlite({ file, clock })
  onTestFinished(() => storage.close())
  return storage
}

export const adapters: readonly Adapter[] = [
  { name: 'sqlite on a file', open: (clock) => openFile(join(temporaryFolder(), 'perennial.db'), clock) },
  { name: 'sqlite in memory', open: (clock) => openFile(':memory:', clock) },
]
