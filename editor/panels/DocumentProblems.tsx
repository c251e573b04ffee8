import { Alert } from '@mantine/core'
import type { Problem } from '../../shared/problem.ts'
import type { ApiError } from '../api/ApiError.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import css from './DocumentProblems.module.css'

interface Props {
  readonly problems: readonly (Problem & { readonly sentence?: string | undefined })[]
}

/** Why a document was not saved: what is wrong with it, or that there was no answer. */
export function NotSaved({ error }: { readonly error: ApiError }) {
  return error.problems.length > 0 ? (
    <DocumentProblems problems={error.problems} />
  ) : (
    <Alert color="red">{sentenceOf(error)}</Alert>
  )
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
