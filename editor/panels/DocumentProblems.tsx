import type { Problem } from '../../shared/problem.ts'
import css from './DocumentProblems.module.css'

interface Props {
  readonly problems: readonly (Problem & { readonly sentence?: string | undefined })[]
}

/** What is wrong with a document, each with where it is. */
export function DocumentProblems({ problems }: Props) {
  return (
    <ul className={css.problems}>
      {problems.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one problem may come twice, and the list never moves
        <li key={index} data-severity={problem.severity}>
          {(problem.node || problem.path) && <code>{problem.node ?? problem.path}</code>}
          <span>{problem.sentence ?? problem.code}</span>
        </li>
      ))}
    </ul>
  )
}
