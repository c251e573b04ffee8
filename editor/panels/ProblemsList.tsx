import { UnstyledButton } from '@mantine/core'
import { isError, type Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { problemSentence, titleOf, useNames } from '../canvas/describe.ts'
import type { Context } from '../commands/command.ts'
import { nodeOf } from '../store/document.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import css from './Inspector.module.css'

/** Everything that is wrong or worth a look, errors first; a press leads to the step. */
export function ProblemsList({
  context,
  problems,
}: {
  readonly context: Context
  readonly problems: readonly Problem[]
}) {
  const document = useWorkflow((state) => state.document)
  const names = useNames()
  if (problems.length === 0) return <p className="quiet">{words.problems.none}</p>
  const jump = (id: string) => {
    context.store.getState().select([id])
    context.canvas?.reveal(id)
  }
  return (
    <>
      <p className="quiet">{problems.some(isError) ? words.problems.about : words.problems.onlyWarnings}</p>
      <ul className={css.list}>
        {problems
          .toSorted((a, b) => Number(isError(b)) - Number(isError(a)))
          .map((problem) => {
            const node = problem.node === undefined ? undefined : nodeOf(document, problem.node)
            return (
              <li key={`${problem.node}${problem.code}${problem.path}${JSON.stringify(problem.params ?? {})}`}>
                <UnstyledButton
                  className={css.problem}
                  data-severity={problem.severity}
                  disabled={!node}
                  onClick={() => node && jump(node.id)}
                >
                  <i aria-hidden />
                  <span>
                    {problemSentence(problem, document.nodes, names)}
                    <small>
                      {words.problems.severity[problem.severity]}
                      {node && ` · ${titleOf(node, names)}`}
                    </small>
                  </span>
                </UnstyledButton>
              </li>
            )
          })}
      </ul>
    </>
  )
}
