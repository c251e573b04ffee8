import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cliWords as words } from '../../shared/words/en.ts'
import type { Config } from '../config.ts'
import { type Progress, rebuild } from '../rebuild.ts'
import type { Difference } from '../storage/sqlite/compareStores.ts'
import { lockFolder } from '../storage/sqlite/openDatabase.ts'
import { openSqlite } from '../storage/sqlite/openSqlite.ts'
import { replaceDatabase } from '../storage/sqlite/replaceDatabase.ts'
import { backUp } from './backUp.ts'
import { connectTo, urlOf } from './connect.ts'

export interface RebuildingStore {
  readonly config: Config
  /** The backup from which is folded again; absent: from nothing. */
  readonly from: string | undefined
  /** Puts what comes of it in the place of the store. */
  readonly replaces: boolean
  readonly copying: (copied: number, pages: number) => void
  readonly folding: Progress
}

export interface RebuiltStore {
  /** Tables that differ. */
  readonly tables: readonly Difference[]
  /** The store as it was, if it was replaced. */
  readonly old: string | null
}

/** Folds the log of a store again beside it, whether somebody serves it or not. */
export async function rebuildStore(options: RebuildingStore): Promise<RebuiltStore> {
  const { config, from, replaces, copying, folding } = options
  const file = join(config.data, 'perennial.db')
  if (!existsSync(file)) throw new Error(words.rebuild.noStore(config.data))
  if (from !== undefined) checkBase(from)
  const url = await urlOf(config)
  if (url !== undefined && replaces) throw new Error(words.rebuild.isServed(url))

  const folder = join(config.data, 'rebuild')
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(join(folder, 'perennial.db'))
  try {
    const [copy, shadow] = ['copy', 'shadow'].map((name) => emptyFolder(join(folder, name))) as [string, string]
    const like = url === undefined ? await copyOfStopped(file, copy, copying) : await copyOfServed(url, copy, copying)
    const tables = await rebuild({ copy, shadow, ...(from !== undefined && { base: from }) }, folding)
    return { tables, old: replaces && like ? replaceDatabase(file, shadow, like) : null }
  } finally {
    lock.close()
    rmSync(folder, { recursive: true })
  }
}

/** One that was cut off may have left something. */
function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  return join(folder, 'perennial.db')
}

async function copyOfServed(url: string, copy: string, copying: RebuildingStore['copying']): Promise<null> {
  const { why } = await backUp(connectTo(url), copy, copying)
  if (why !== null) throw new Error(why)
  return null
}

/** Answers where it stands. Opened without an engine, so that nothing of it changes. */
async function copyOfStopped(file: string, copy: string, copying: RebuildingStore['copying']) {
  const storage = openSqlite({ file, clock: 'wall' })
  try {
    await storage.backUp(copy, copying)
    const { version, last } = await storage.head()
    return { version, last }
  } finally {
    await storage.close()
  }
}

function checkBase(from: string): void {
  if (!existsSync(from)) throw new Error(words.noFile(from))
  if ((statSync(`${from}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    throw new Error(words.rebuild.baseInUse(from))
}
