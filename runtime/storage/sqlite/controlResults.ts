import type { Problem } from '../../../shared/problem.ts'
import type { ControlResult } from '../control.ts'

/** A change that is not made, and why; `current`: what is there now. */
export const refused = (
  status: 404 | 409 | 412 | 422,
  code: string,
  params: NonNullable<Problem['params']>,
  current?: string,
): ControlResult => ({
  ok: false,
  status,
  problems: [{ code, severity: 'error', params }],
  ...(current !== undefined && { current }),
})

/** There is nothing of this id. */
export const unknown = (what: string, id: string): ControlResult => refused(404, 'unknownId', { what, id })

/** Somebody else changed it meanwhile. */
export const stale = (revision: number, current: string): ControlResult =>
  refused(412, 'staleRevision', { revision }, current)
