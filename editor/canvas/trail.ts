import type { z } from 'zod'
import type { RunSummary, TrailDecision } from '../../shared/api/models/run.ts'
import { words } from '../../shared/words/editor.ts'
import { showStoreInstant } from '../../shared/words/storeTime.ts'
import type { CardMark } from './flow.ts'
import { wayKey } from './layout.ts'

type Decision = z.infer<typeof TrailDecision>

/** What a run's trail says of each node it came to, and which ways it took. */
export function trailOf(
  trail: readonly Decision[],
  run: z.infer<typeof RunSummary>,
): { readonly marks: ReadonlyMap<string, CardMark>; readonly taken: ReadonlySet<string> } {
  const taken = new Set<string>()
  const decisions = new Map<string, Decision[]>()
  for (const decision of trail) {
    const port = decision.what === 'entered' ? 'next' : decision.port
    if (port !== undefined) taken.add(wayKey(decision.node, port))
    decisions.set(decision.node, [...(decisions.get(decision.node) ?? []), decision])
  }
  const marks = new Map<string, CardMark>()
  for (const [node, made] of decisions) {
    const isHere = run.state === 'active' && run.node === node
    const last = telling(made, isHere)
    const times = new Set(made.map((decision) => decision.visit)).size
    const until = isHere && last.until !== undefined ? words.trail.until(showStoreInstant(last.until)) : undefined
    marks.set(node, {
      visit: { at: until ?? showStoreInstant(last.at), reason: last.sentence, times, isHere },
    })
  }
  return { marks, taken }
}

/** Of all that was decided at a node, what tells most: where it still rests, that; else what stopped it there, or why it was left. */
function telling(made: readonly Decision[], isHere: boolean): Decision {
  const last = made.at(-1)!
  if (isHere) return last
  return (
    made.findLast(({ what, why }) => what === 'failed' || (what === 'ended' && why !== 'reachedEnd')) ??
    made.findLast((decision) => decision.what === 'took' || decision.what === 'asked') ??
    last
  )
}
