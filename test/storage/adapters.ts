import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Pages } from '../../runtime/storage/pages.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'

/** A way to keep a store. Every test of the port runs for each. */
export interface Adapter {
  readonly name: string
  /** What is opened is closed after the test. */
  open(clock?: 'wall' | 'data'): Storage & { readonly pages: Pages }
}

const opened: Storage[] = []
const folders: string[] = []

afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-'))
  folders.push(folder)
  return folder
}

export function openFile(file: string, clock: 'wall' | 'data' = 'wall') {
  const storage = openSqlite({ file, clock })
  opened.push(storage)
  return storage
}

/** Closes now, so that the file can be opened again in the same test. */
export async function close(storage: Storage): Promise<void> {
  opened.splice(opened.indexOf(storage), 1)
  await storage.close()
}

export const adapters: readonly Adapter[] = [
  { name: 'sqlite on a file', open: (clock) => openFile(join(temporaryFolder(), 'perennial.db'), clock) },
  { name: 'sqlite in memory', open: (clock) => openFile(':memory:', clock) },
]
