import { expect } from 'vitest'
import type { Answer } from './openStoreOfAll.ts'

export interface Told {
  readonly code: string
  readonly path?: string
  readonly sentence: string
}

/** An answer is a refusal as the contract describes it: problem+json with its status, and each problem in a sentence. */
export function expectRefusal({ status, headers, text }: Answer): Told[] {
  expect(headers['content-type'], text).toBe('application/problem+json; charset=utf-8')
  const said = JSON.parse(text) as { status: number; title: string; problems: Told[] }
  expect(said.status).toBe(status)
  expect(said.title.length).toBeGreaterThan(0)
  for (const { code, path, sentence } of said.problems) {
    expect(code).toMatch(/^[a-z][a-zA-Z]+$/)
    expect(path ?? '', text).toMatch(/^(\??\/.*|\??)$/s)
    expect(sentence.length).toBeGreaterThan(0)
  }
  return said.problems
}

/** What nobody sent must not be said to have come. */
export function expectPlainSentences(problems: readonly Told[]): void {
  for (const { sentence } of problems) expect(sentence).not.toMatch(/undefined|\[object|NaN/)
}
