import type { Run } from '../../commit/run.ts'
import type { Partition } from './partition.ts'
import { restColumn, runIdIn } from './rows.ts'

const addRun = `
  insert into run (born, number, customer, workflow, version, key, node, visit, rest, arrived, due, since, trigger, entered, started,
    ended, reason, depth, repeats, causes)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (born, number) do nothing`
// What an update names is written to its indexes, changed or not: only a run that ends leaves the active ones.
const moveRun = `
  update run set version = ?, node = ?, visit = ?, rest = ?, arrived = ?, since = ?, trigger = ?, depth = ?, repeats = ?,
    due = ? where n = ?`
const endRun = `
  update run set version = ?, node = ?, visit = ?, rest = ?, arrived = ?, since = ?, trigger = ?, depth = ?, repeats = ?,
    due = ?, ended = ?, reason = ?
  where n = ?`

/** Writes a run. One that was not heard of lately is a new one as a rule: it is added first, and looked for when it was there. */
export function runWriter({ db, names, runs }: Partition): (run: Run) => void {
  const statements = {
    addRun: db.prepare(addRun),
    moveRun: db.prepare(moveRun),
    endRun: db.prepare(endRun),
  }

  return (run) => {
    const { version, visit, since, trigger, depth, due, ended } = run
    const [node, rest] = [names.numberOf(run.node), restColumn(run.rest)]
    const reason = run.reason && JSON.stringify(run.reason)
    const repeats = run.repeats === undefined ? null : JSON.stringify(run.repeats)
    let n = runs.known(run.id)
    if (n === undefined) {
      const { born, number } = runIdIn(run.id)
      const [workflow, entered] = [names.numberOf(run.workflow), names.numberOf(run.entered)]
      const { changes, lastInsertRowid } = statements.addRun.run(
        born,
        number,
        run.customer,
        workflow,
        version,
        run.key,
        node,
        visit,
        rest,
        run.arrived,
        due,
        since,
        trigger,
        entered,
        run.started,
        ended,
        reason,
        depth,
        repeats,
        run.causes ? JSON.stringify(run.causes) : null,
      )
      if (changes > 0) {
        runs.remember(run.id, Number(lastInsertRowid))
        return
      }
      n = runs.numberOf(run.id)
    }
    const moved = [version, node, visit, rest, run.arrived, since, trigger, depth, repeats, due] as const
    if (ended === null) statements.moveRun.run(...moved, n)
    else statements.endRun.run(...moved, ended, reason, n)
  }
}
