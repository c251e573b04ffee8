import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Conflict } from '../port.ts'
import { lockFolder } from './openDatabase.ts'
import { syncFolder } from './syncFolder.ts'

/**
 * Copies of the whole store that Perennial itself made beside it: before a migration, of a store or a write-ahead log that was replaced, and what
 * a rebuild left that was cut off. Whoever is erased stands in them as they were, so the copies go with them.
 */
export interface CopiesBeside {
  /** In the store's folder. */
  names(): readonly string[]
  /** False as long as one is left: it can't be removed, which is reported once, or a rebuild is at work in it. */
  remove(): boolean
}

const endOfACopy = /^(\.v\d+|(-wal)?\.replaced-\d+)(\.part)?(-wal|-shm|-journal)?$/
/** The folder in which a rebuild works. */
const rebuild = 'rebuild'

export function copiesBeside(file: string, report: (error: Error) => void): CopiesBeside {
  if (file === ':memory:') return { names: () => [], remove: () => true }
  const [folder, store] = [dirname(file), basename(file)]
  let reported: string | undefined

  const names = () => [
    ...readdirSync(folder)
      .filter((name) => name.startsWith(store) && endOfACopy.test(name.slice(store.length)))
      .sort(),
    ...(existsSync(join(folder, rebuild)) ? [rebuild] : []),
  ]

  return {
    names,
    remove() {
      const found = names()
      const problems = found.flatMap((name) => problemOfRemoving(join(folder, name)))
      // Before anybody says that they are gone.
      if (found.length > problems.length) syncFolder(folder)
      const problem = problems.find((error) => !(error instanceof Conflict))
      if (problem && problem.message !== reported) report(problem)
      reported = problem?.message
      return problems.length === 0
    },
  }
}

function problemOfRemoving(copy: string): Error[] {
  try {
    if (basename(copy) === rebuild) removeUnlessAtWork(copy)
    else rmSync(copy)
    return []
  } catch (error) {
    return [error as Error]
  }
}

function removeUnlessAtWork(folder: string): void {
  lockFolder(join(folder, 'perennial.db')).close()
  rmSync(folder, { recursive: true })
}
