import type { Problem } from '../../shared/problem.ts'

/**
 * An answer that was not the one asked for. `status` is 0 when no answer came at all.
 * `problems` are those of the problem+json document (RFC 9457); the catalogue makes their sentences.
 */
export class ApiError extends Error {
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly problems: readonly (Problem & { readonly sentence?: string })[]
  /** The document as it came: a stale save carries what the server has. */
  readonly document: unknown

  constructor(answer: {
    status: number
    title: string
    detail?: string | undefined
    problems?: readonly Problem[]
    document?: unknown
    cause?: unknown
  }) {
    super(answer.detail ? `${answer.title}: ${answer.detail}` : answer.title, { cause: answer.cause })
    this.name = 'ApiError'
    this.status = answer.status
    this.title = answer.title
    this.detail = answer.detail
    this.problems = answer.problems ?? []
    this.document = answer.document
  }

  /** Nobody answered who could have refused: no answer came, or that of a proxy or of a server that starts or stops. */
  get isSilence(): boolean {
    return this.status === 0 || this.status >= 502
  }
}
