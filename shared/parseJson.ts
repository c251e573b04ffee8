import { limits } from './limits.ts'
import { pointer } from './pointer.ts'
import type { Problem } from './problem.ts'
import { syntaxErrorIn } from './syntaxErrorIn.ts'

export type ParsedJson =
  | { readonly value: unknown; readonly problems: readonly [] }
  | { readonly value: undefined; readonly problems: readonly Problem[] }

/** `unsafe` judges the value: ingest does so item by item, because one bad item must not cost a batch. */
export interface ParseOptions {
  readonly bytes?: number
  readonly unsafe?: (value: unknown) => readonly Problem[]
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

// A number token of sixteen or more characters or with an exponent of two or more digits: only such a one can lose digits.
const mayLoseDigits = /(?:^|[:[,\s])-?(?:\d[\d.]{15}|\d[\d.]*[eE][+-]?\d\d)/

/**
 * Strict JSON as Perennial takes it from outside. Numbers that JavaScript cannot hold come as the text of their digits;
 * what is too large, too deep, or has a key that reaches into JavaScript's own objects is refused.
 *
 * @example parseJson('{"id": 12345678901234567890}').value // { id: '12345678901234567890' }
 */
export function parseJson(
  text: string,
  { bytes = limits.bodyBytes, unsafe = unsafeIn }: ParseOptions = {},
): ParsedJson {
  const size = utf8Bytes(text, bytes)
  if (size > bytes) return refused([error('tooLarge', '', { limit: bytes })])
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  try {
    const value: unknown = JSON.parse(json)
    const problems = unsafe(value)
    if (problems.length > 0) return refused(problems)
    return { value: mayLoseDigits.test(json) ? JSON.parse(json, keepDigits) : value, problems: [] }
  } catch (cause) {
    // Engines that recurse give up on deep nesting with an error of their own.
    if (!(cause instanceof SyntaxError)) return refused([error('tooDeep', '', { limit: limits.jsonDepth })])
    const { line, column, expected, came } = syntaxErrorIn(json)
    return refused([error('json', '', { line, column, expected, came })])
  }
}

/** What may not come in, whatever the schema says: nesting beyond the limit, and keys that JavaScript's own objects answer to. */
export function unsafeIn(value: unknown): Problem[] {
  const problems: Problem[] = []
  const path: PropertyKey[] = []
  const visit = (part: unknown) => {
    if (typeof part !== 'object' || part === null || problems.length >= limits.problems) return
    if (path.length >= limits.jsonDepth) {
      problems.push(error('tooDeep', pointer(path), { limit: limits.jsonDepth }))
      return
    }
    if (Array.isArray(part)) {
      for (let index = 0; index < part.length; index++) {
        path.push(index)
        visit(part[index])
        path.pop()
      }
      return
    }
    for (const key of Object.keys(part)) {
      path.push(key)
      if (forbidden.has(key)) problems.push(error('forbiddenKey', pointer(path), { key }))
      else visit((part as Record<string, unknown>)[key])
      path.pop()
    }
  }
  visit(value)
  return problems
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined) return value
  if (!Number.isFinite(value)) return source
  if (value === 0) return /^[-0.]*(?:[eE]|$)/.test(source) ? value : source
  return Number.isSafeInteger(value) || Math.abs(value) < Number.MAX_SAFE_INTEGER || /e/i.test(source) ? value : source
}

/** Counts no further than it must: text that fits in any case is not looked at. */
function utf8Bytes(text: string, limit: number): number {
  if (text.length * 3 <= limit || text.length > limit) return text.length
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
  }
  return bytes
}

const refused = (problems: readonly Problem[]): ParsedJson => ({ value: undefined, problems })

const error = (code: string, path: string, params: Problem['params']): Problem => ({
  code,
  severity: 'error',
  path,
  ...(params && { params }),
})
