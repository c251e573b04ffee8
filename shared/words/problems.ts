import type { Problem } from '../problem.ts'
import { fieldNamed } from './problems/fields.ts'
import { formProblems } from './problems/form.ts'
import { mailProblems } from './problems/mail.ts'
import type { Sentence } from './problems/params.ts'
import { requestProblems } from './problems/requests.ts'
import { workflowProblems } from './problems/workflow.ts'

/** A sentence for every code of a problem: what was expected, what came, what to do. */
export const problemWords: Readonly<Record<string, Sentence>> = {
  ...formProblems,
  ...workflowProblems,
  ...mailProblems,
  ...requestProblems,
}

/**
 * A problem in English. Where it is, in a node or at a path, stands beside it.
 *
 * @example sentenceOf({ code: 'noTrigger', severity: 'error' }) // "Nobody can enter this workflow. Add a trigger."
 */
export function sentenceOf({ code, params = {}, path }: Pick<Problem, 'code' | 'params' | 'path'>): string {
  const say = Object.hasOwn(problemWords, code) ? problemWords[code] : undefined
  const field = fieldNamed(path)
  return say ? say(field === undefined ? params : { field, ...params }) : `Refused with the code ${code}.`
}
