import { describe, expect, test } from 'vitest'
import { canonical } from '../../shared/canonical.ts'
import { check, emptyWorld } from '../../shared/check.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import { limits } from '../../shared/limits.ts'
import { parseJson, parseWorkflow } from '../../shared/parse.ts'
import { parseDocument } from '../../shared/parseDocument.ts'
import type { Problem } from '../../shared/problem.ts'
import { sentenceOf } from '../../shared/words/problems.ts'
import { branching, start, workflow } from './drafts.ts'
import { doubled, hostile, pollution } from './hostileDocuments.ts'

describe('a hostile workflow file', () => {
  test.each(Object.entries(hostile))('%s', (_, document) => {
    const { workflow: parsed, problems } = checkDocument(document, emptyWorld)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThanOrEqual(limits.problems + 1)
    problems.forEach(isWellMade)
    if (parsed) expect(canonical(JSON.parse(canonical(parsed)))).toBe(canonical(parsed))
  })
  test('there are at least fifty of them', () => expect(Object.keys(hostile).length).toBeGreaterThanOrEqual(50))
})

describe('a key that reaches into objects', () => {
  test.each(Object.entries(pollution))('is refused %s', (_, json) => {
    for (const problems of [parseJson(json).problems, parseWorkflow(JSON.parse(json)).problems]) {
      expect(problems).toMatchObject([
        { code: 'forbiddenKey', path: expect.stringMatching(/(__proto__|constructor|prototype)$/) },
      ])
      problems.forEach(isWellMade)
    }
    expect(({} as { polluted?: true }).polluted).toBeUndefined()
  })
  test('there are twelve such documents', () => expect(Object.keys(pollution)).toHaveLength(12))
})

describe('a key that stands twice', () => {
  test.each(Object.entries(doubled))('is refused %s', (_, json) => {
    expect(() => JSON.parse(json)).not.toThrow()
    const { value, problems } = parseDocument(json)
    expect(value).toBeUndefined()
    expect(problems.length).toBeLessThanOrEqual(limits.problems + 1)
    expect(problems[0]).toMatchObject({ code: 'repeatedKey', severity: 'error' })
    problems.forEach(isWellMade)
  })
})

test('names that objects answer to are lawful as values', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const named = workflow([
      start('branch-2', name),
      ...branching({ test: 'attribute', attribute: name, op: 'is', value: name }).nodes.slice(1),
    ])
    expect(parseWorkflow(named).problems).toEqual([])
    expect(check(named, emptyWorld)).toEqual([])
  }
})

function isWellMade(problem: Problem) {
  expect(problem.code).toMatch(/^[a-z][a-zA-Z]+$/)
  expect(problem.path ?? '').toMatch(/^(\/.*)?$/s)
  expect(sentenceOf(problem)).not.toMatch(/undefined|\[object/)
  expect(JSON.stringify(problem).length).toBeLessThan(20_000)
}
