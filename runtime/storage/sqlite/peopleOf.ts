import type { Database } from 'better-sqlite3'
import { instant } from './paging.ts'

type Counted = 'started' | 'ended' | 'movedIn' | 'movedOut'

const startedAndEnded = `
  select version, counter, sum(total) as total, sum(iif(day >= @since, total, 0)) as lately from counter
  where partition = 0 and workflow = @workflow and counter in ('started', 'ended', 'movedIn', 'movedOut')
  group by version, counter`

const day = 86_400_000

/** How many people entered a workflow and are inside, over all versions or in one; `now` says which seven days are the last. */
export function peopleOf(db: Database) {
  const counted = db.prepare<
    [{ workflow: string; since: string }],
    { version: number; counter: Counted; total: number; lately: number }
  >(startedAndEnded)
  return (workflow: string, now = 0) => {
    const rows = counted.all({ workflow, since: instant(now - 6 * day).slice(0, 10) })
    const sum = (counter: Counted, of: 'total' | 'lately', version?: number) =>
      rows
        .filter((row) => row.counter === counter && (version === undefined || row.version === version))
        .reduce((total, row) => total + row[of], 0)
    return {
      started: (version?: number) => sum('started', 'total', version),
      active: (version?: number) =>
        sum('started', 'total', version) +
        sum('movedIn', 'total', version) -
        sum('ended', 'total', version) -
        sum('movedOut', 'total', version),
      movedIn: (version: number) => sum('movedIn', 'total', version),
      movedOut: (version: number) => sum('movedOut', 'total', version),
      startedLately: () => sum('started', 'lately'),
    }
  }
}
