import type { ServerResponse } from 'node:http'
import type { Problem } from '../../shared/problem.ts'
import { apiWords } from '../../shared/words/api.ts'
import { sentenceOf } from '../../shared/words/problems.ts'

/** The answer to a request that is refused, as RFC 9457 writes it, with every problem and its sentence. */
export function problemDocument(status: number, problems: readonly Problem[], also: object = {}) {
  const said = problems.map((problem) => ({ ...problem, sentence: sentenceOf(problem) }))
  const detail = said[0]?.sentence
  return {
    type: 'about:blank',
    title: apiWords.titles[status] ?? apiWords.titles[500]!,
    status,
    ...(detail === undefined ? {} : { detail }),
    problems: said,
    ...also,
  }
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  problems: readonly Problem[] = [],
  headers: Readonly<Record<string, string>> = {},
  also: object = {},
): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = JSON.stringify(problemDocument(status, problems, also))
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}
