import type { Run } from '../commit/run.ts'
import type { Turn } from '../turn.ts'

/** The run is from now on what is given. */
export function replace(turn: Turn, run: Run): void {
  turn.runs.set(run.id, run)
  turn.result.runs.set(run.id, run)
}

/** Time wakes it then, and nothing else of it changes; `null`: time does not. */
export function wakeAt(turn: Turn, run: Run, due: number | null): void {
  if (due !== run.due) replace(turn, { ...run, due })
}
