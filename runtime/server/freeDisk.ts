import { statfs } from 'node:fs/promises'
import { limits } from '../../shared/limits.ts'

const freshFor = 5_000

/**
 * Whether there is room for more events in a folder. Looks at most every five seconds, and answers with what the last look found: an event
 * must not wait for it.
 */
export function freeDisk(folder: string, wall: () => number, least: number = limits.freeDiskBytes): () => boolean {
  let hasRoom = true
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (wall() - lookedAt >= freshFor) {
      lookedAt = wall()
      statfs(folder).then(
        ({ bavail, bsize }) => {
          hasRoom = bavail * bsize >= least
        },
        // A file system that does not tell is not full for all we know; the database says so if it is.
        () => {},
      )
    }
    return hasRoom
  }
}
