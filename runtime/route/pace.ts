import { limits } from '../../shared/limits.ts'
import type { Run } from '../commit/run.ts'
import { runsFrom } from '../gaps.ts'
import type { Turn } from '../turn.ts'

const day = 86_400_000

/**
 * Whether a customer has begun a workflow so often within 24 hours that only a chain over the outside can be the cause: a webhook that
 * sends the event that began it, say (rule 12). Runs that another brought by joining are not among them, nor those from before the store was a
 * backup. Whoever had fewer runs since is not asked about, and of most others one run is enough.
 */
export function beginsTooOften(turn: Turn, workflow: string): boolean {
  const { id, runs } = turn.customer
  const first = runsFrom(turn.live.gaps)
  if (runs - first < limits.startsPerDay) return false
  const [hundredth] = runsOf(turn, [`${id}-${runs - limits.startsPerDay}`])
  if (hundredth && hundredth.started <= turn.now - day) return false
  let begun = 0
  for (let left = runs - first; left > 0; left -= limits.startsPerDay) {
    if (left + begun < limits.startsPerDay) return false
    const last = first + left - 1
    const page = Array.from({ length: Math.min(left, limits.startsPerDay) }, (_, index) => `${id}-${last - index}`)
    for (const run of runsOf(turn, page)) {
      // A customer who was held out has a number without a run.
      if (!run) continue
      if (run.started <= turn.now - day) return false
      if (run.workflow === workflow && ++begun >= limits.startsPerDay) return true
    }
  }
  return false
}

function runsOf(turn: Turn, ids: readonly string[]): (Run | undefined)[] {
  const here = ids.map((id) => turn.runs.get(id) ?? turn.result.runs.get(id))
  const others = turn.reading.runs(ids.filter((_, index) => !here[index]))
  return ids.map((id, index) => here[index] ?? others.get(id))
}
