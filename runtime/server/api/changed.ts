import type { z } from 'zod'
import type { Changed } from '../../../shared/api/models.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { ControlResult } from '../../storage/control.ts'
import { Declined } from '../bind.ts'

/** What a change answers: its position in the log, or the refusal with what is there now. */
export function changed(result: ControlResult, id?: string, sent?: unknown): z.infer<typeof Changed> {
  if (!result.ok) {
    const current = result.current === undefined ? {} : { current: JSON.parse(result.current) as unknown, sent }
    throw new Declined(result.status, result.problems, current)
  }
  const { position, revision, version } = result
  return {
    position,
    ...(revision === undefined ? {} : { revision }),
    ...(version === undefined ? {} : { version }),
    ...(id === undefined ? {} : { id }),
  }
}

/** What the page found, or 404. */
export function found<Value>(value: Value | null | undefined, what: string, id: string): Value {
  if (value === null || value === undefined) throw new Declined(404, [unknownId(what, id)])
  return value
}

export const unknownId = (what: string, id: string): Problem => ({
  code: 'unknownId',
  severity: 'error',
  params: { what, id },
})
