import { words } from '../../../shared/words/editor.ts'
import { showShare } from '../../../shared/words/show.ts'
import type { Answer } from '../../api/call.ts'

type Goal = NonNullable<Answer<'listWorkflows'>['items'][number]['goal']>

/** How often a workflow's goal is reached; on hover the numbers behind it, and those of whom it left out. */
export function GoalShare({ goal: { title, started, reached, heldOut, heldOutReached } }: { readonly goal: Goal }) {
  const said = [
    `${title}: ${words.goal.about(reached, started, '')}.`,
    heldOut > 0 && `${words.goal.heldOut(heldOutReached, heldOut)}.`,
    started > 0 && heldOutReached > 0 && `${words.goal.lift(reached / started, heldOutReached / heldOut)}.`,
  ]
  return <span title={said.filter(Boolean).join(' ')}>{showShare(reached, started)}</span>
}
