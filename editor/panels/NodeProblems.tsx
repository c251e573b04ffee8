import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { problemSentence, useNames } from '../canvas/describe.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import css from './Inspector.module.css'

// They stand over the fields while these are scrolled, and must leave room for them.
const mostShown = 3

/** What is wrong with a step, at the foot of its fields. */
export function NodeProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const nodes = useWorkflow((state) => state.document.nodes)
  const names = useNames()
  const showPanel = useWorkflow((state) => state.showPanel)
  const others = problems.length - mostShown
  if (problems.length === 0) return null
  return (
    <ul className={css.problems}>
      {problems.slice(0, mostShown).map((problem) => (
        <li
          key={`${problem.code}${problem.path ?? ''}${JSON.stringify(problem.params ?? {})}`}
          data-severity={problem.severity}
        >
          {problemSentence(problem, nodes, names)}
        </li>
      ))}
      {others > 0 && (
        <li>
          <button type="button" onClick={() => showPanel('problems')}>
            {words.inspector.moreProblems(others)}
          </button>
        </li>
      )}
    </ul>
  )
}
