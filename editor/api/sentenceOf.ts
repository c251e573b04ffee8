import { ApiError } from './ApiError.ts'

/** What went wrong, in one sentence: the first problem's, else what the server says of the whole. */
export function sentenceOf(error: Error): string {
  if (!(error instanceof ApiError)) return error.message
  const [problem] = error.problems
  return problem?.sentence ?? error.detail ?? error.title
}
