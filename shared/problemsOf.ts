import type { z } from 'zod'
import { limits } from './limits.ts'
import { pointer, valueAt } from './pointer.ts'
import type { Problem } from './problem.ts'
import { textLength } from './textLength.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]
type Params = NonNullable<Problem['params']>

/**
 * The problems of an input that a schema refused: one code for each kind of mistake, with what was expected and what came.
 * Of a union only that branch is reported which the input's keys choose. A problem inside a workflow's node names the node.
 *
 * @example
 * const parsed = Workflow.safeParse(input)
 * if (!parsed.success) return problemsOf(parsed.error, input)
 */
export function problemsOf(error: { readonly issues: readonly Issue[] }, input: unknown): Problem[] {
  const problems = error.issues.flatMap((issue) => problemsOfIssue(issue, [], input))
  return distinct(problems)
}

/** A text of the value as JSON would show it, short enough for a sentence: `"at risk"`, `12`, `{…}`. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]'
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : '{…}'
  if (typeof value !== 'string') return String(value)
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
}

/** The id of the workflow node that a path lies in. */
export function nodeAt(path: Path, input: unknown): string | undefined {
  if (path[0] !== 'nodes' || path.length < 2) return undefined
  const id = valueAt(input, [...path.slice(0, 2), 'id'])
  return typeof id === 'string' && id.length <= limits.idLength ? id : undefined
}

/** Each problem once, and no more than a person or a reply can bear: the last one counts the rest. */
export function distinct(problems: readonly Problem[], most: number = limits.problems): Problem[] {
  const byPlace = new Map<string, Problem>()
  for (const problem of problems) {
    const place = `${problem.code} ${problem.node} ${problem.path}`
    if (!byPlace.has(place)) byPlace.set(place, problem)
  }
  const all = [...byPlace.values()]
  if (all.length <= most) return all
  const count = all.length - most
  return [...all.slice(0, most), { code: 'moreProblems', severity: 'error', params: { count } }]
}

function problemsOfIssue(issue: Issue, base: Path, input: unknown): Problem[] {
  const path = [...base, ...issue.path]
  const value = valueAt(input, path)
  const problem = (code: string, params?: Params, at: Path = path): Problem => {
    const node = nodeAt(at, input)
    return { code, severity: 'error', path: pointer(at), ...(node && { node }), ...(params && { params }) }
  }
  const named = codeIn(issue.message)

  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return [problem('missing', { expected: issue.expected })]
      return [problem('wrongType', { expected: issue.expected, came: shown(value) })]
    case 'invalid_value':
      if (value === undefined) return [problem('missing', { expected: issue.values.map(String) })]
      return [problem('wrongChoice', { expected: issue.values.map(String), came: shown(value) })]
    case 'too_big':
      return [problem(tooBig[issue.origin] ?? 'tooBig', { limit: Number(issue.maximum), came: sizeOf(value) })]
    case 'too_small':
      if (isEmpty(value) && Number(issue.minimum) === 1) return [problem('empty')]
      return [problem(tooSmall[issue.origin] ?? 'tooSmall', { limit: Number(issue.minimum), came: sizeOf(value) })]
    case 'invalid_format':
      if (isEmpty(value)) return [problem('empty')]
      return [problem(named ?? formats[issue.format] ?? 'wrongFormat', { came: shown(value) })]
    case 'unrecognized_keys':
      return issue.keys.map((key) => problem('unknownKey', { key }, [...path, key]))
    case 'invalid_key':
      return [problem(codeIn(issue.issues[0]?.message) ?? 'wrongKey', { came: shown(path.at(-1)) })]
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        const expected = 'options' in issue ? (issue.options ?? []).map(String) : []
        return [problem(value === undefined ? 'missing' : 'wrongChoice', { expected, ...came(value) })]
      }
      const branch = branchOf(issue.errors, value)
      if (branch) return branch.flatMap((inner) => problemsOfIssue(inner, path, input))
      return [
        value === undefined
          ? problem('missing', { expected: named ?? 'value' })
          : problem(named ?? 'wrongShape', came(value)),
      ]
    }
    case 'custom': {
      const { code, ...params } = (issue.params ?? {}) as Record<string, string | number>
      return [problem(typeof code === 'string' ? code : (named ?? 'refused'), { ...params, ...came(value) })]
    }
    default:
      return [problem('refused', came(value))]
  }
}

const tooBig: Record<string, string> = { string: 'tooLong', array: 'tooMany', set: 'tooMany', map: 'tooMany' }
const tooSmall: Record<string, string> = { string: 'tooShort', array: 'tooFew', set: 'tooFew', map: 'tooFew' }
const formats: Record<string, string> = { url: 'url', datetime: 'instant', email: 'emailAddress' }

// Schemas give a code of ours in place of a message: one word. Zod's own messages are sentences.
const codeIn = (message: string | undefined): string | undefined =>
  message !== undefined && /^[a-z][a-zA-Z]*$/.test(message) ? message : undefined

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0)

const came = (value: unknown): { came: string } | Record<never, never> =>
  value === undefined ? {} : { came: shown(value) }

const sizeOf = (value: unknown): string | number =>
  typeof value === 'string' ? textLength(value) : Array.isArray(value) ? value.length : shown(value)

/**
 * The branch of a union that the input means: the one that knows most of its keys. `undefined` when none stands out, as with a
 * value that is no object at all or one without any telling key.
 */
function branchOf(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  const scored = branches
    .map((issues) => ({ issues, score: distance(issues, value) }))
    .sort((a, b) => a.score - b.score)
  const [first, second] = scored
  if (!first || first.score >= 100 || first.score === second?.score) return undefined
  return first.issues
}

function distance(issues: readonly Issue[], value: unknown): number {
  let sum = 0
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) sum += 10 * issue.keys.length
    else if (issue.path.length === 0 && issue.code !== 'custom') sum += 100
    else if (issue.path.length === 1 && valueAt(value, issue.path) === undefined) sum += isDiscriminator(issue) ? 12 : 1
    else if (issue.path.length === 1 && (issue.code === 'invalid_value' || isDiscriminator(issue))) sum += 5
  }
  return sum
}

const isDiscriminator = (issue: Issue): boolean => issue.code === 'invalid_union' && issue.errors.length === 0
