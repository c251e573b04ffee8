import type { Problem } from '../problem.ts'
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
export function sentenceOf({ code, params = {} }: Pick<Problem, 'code' | 'params'>): string {
  const say = Object.hasOwn(problemWords, code) ? problemWords[code] : undefined
  return say ? say(params) : `Refused with the code ${code}.`
}
