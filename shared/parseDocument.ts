import { limits } from './limits.ts'
import { type ParsedJson, parseJson } from './parseJson.ts'
import { pointer } from './pointer.ts'
import type { Problem } from './problem.ts'
import { distinct, nodeAt } from './problemsOf.ts'
import { repeatedKeys } from './repeatedKeys.ts'

/**
 * The JSON of a workflow's file, or of a request, which may carry one. As `parseJson` reads it, but no key may stand twice in one object: of two
 * ways that lead from one port the first would be lost without a word.
 *
 * @example parseDocument('{"id": "one", "id": "two"}').problems // [{ code: 'repeatedKey', path: '/id', … }]
 */
export function parseDocument(text: string): ParsedJson {
  const parsed = parseJson(text, { bytes: limits.workflowBytes })
  if (parsed.problems.length > 0) return parsed
  const repeated = repeatedKeys(text).map((path) => repeatedKey(path, parsed.value))
  return repeated.length > 0 ? { value: undefined, problems: distinct(repeated) } : parsed
}

function repeatedKey(path: readonly PropertyKey[], document: unknown): Problem {
  const node = nodeAt(path, document)
  const params = { key: String(path.at(-1)), within: String(path.at(-2) ?? '') }
  return { code: 'repeatedKey', severity: 'error', path: pointer(path), ...(node && { node }), params }
}
