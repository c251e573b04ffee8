/**
 * What is wrong with an input, as data. The sentence is made from the catalogue (`shared/words`), by editor and CLI alike.
 *
 * `path` is a JSON pointer (RFC 6901) into the document that was refused; `node` names a node of a workflow;
 * `params` are what the sentence needs: what was expected, what came.
 */
export interface Problem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly path?: string
  readonly node?: string
  readonly params?: Readonly<Record<string, string | number | readonly string[]>>
}

export const isError = (problem: Problem): boolean => problem.severity === 'error'

/** Thrown where a caller must not go on; carries all problems at once. */
export class Refusal extends Error {
  readonly problems: readonly Problem[]
  readonly status: number
  constructor(problems: readonly Problem[], status = 400) {
    super(problems.map((problem) => problem.code).join(', '))
    this.name = 'Refusal'
    this.problems = problems
    this.status = status
  }
}
