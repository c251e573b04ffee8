import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rebuild } from '../../runtime/rebuild.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import type { Difference } from '../../runtime/storage/sqlite/compareStores.ts'
import { openSqlite } from '../../runtime/storage/sqlite/openSqlite.ts'

const memory = '/dev/shm'

/** How an open store differs from what its log says, folded again from a backup or from nothing. */
export async function foldAgain(
  store: Pick<Storage, 'backUp'>,
  base?: string,
  through?: (storage: Storage) => Storage,
): Promise<readonly Difference[]> {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'perennial-again-'))
  try {
    const [copy, shadow] = ['copy', 'shadow'].map((name) => join(folder, name, 'perennial.db')) as [string, string]
    for (const name of ['copy', 'shadow']) mkdirSync(join(folder, name))
    await store.backUp(copy, () => {})
    return await rebuild({ copy, shadow, ...(base !== undefined && { base }) }, undefined, through)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The same of a store that nobody has open. */
export async function foldFileAgain(file: string, base?: string): Promise<readonly Difference[]> {
  const store = openSqlite({ file, clock: 'wall' })
  try {
    return await foldAgain(store, base)
  } finally {
    await store.close()
  }
}
