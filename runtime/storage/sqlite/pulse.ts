import type { Pulse } from '../port.ts'
import type { Partition } from './partition.ts'

const reading = 'select alive, ended, suspect, tries, copied from pulse where id = 0'
const writing =
  'update pulse set alive = @alive, ended = @ended, suspect = @suspect, tries = @tries, copied = @copied where id = 0'

interface PulseRow {
  readonly alive: number
  readonly ended: number
  readonly suspect: number | null
  readonly tries: number
  readonly copied: number
}

/** What one process leaves for the next to know. */
export function pulseOf(partition: Partition) {
  const read = partition.db.prepare<[], PulseRow>(reading)
  const write = partition.db.prepare(writing)
  return {
    read(): Pulse {
      const { alive, ended, suspect, tries, copied } = read.get()!
      return {
        alive,
        ended: ended === 1,
        suspect: suspect === null ? null : { seq: suspect, tries },
        copied: copied === 1,
      }
    },
    write({ alive, ended, suspect, copied }: Pulse): void {
      partition.write(() =>
        write.run({
          alive,
          ended: ended ? 1 : 0,
          suspect: suspect?.seq ?? null,
          tries: suspect?.tries ?? 0,
          copied: copied ? 1 : 0,
        }),
      )
    },
  }
}
