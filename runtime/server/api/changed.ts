import type { z } from 'zod'
import type { Changed } from '../../../shared/api/models/changed.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { ControlResult } from '../../storage/control.ts'
import { Declined } from '../bind.ts'

/** What a change answers: its position in the log, or the refusal with what is there now. */
export function changed(result: ControlResult, id?: string, sent?: unknown): z.infer<typeof Changed> {
  if (!result.ok) {
    const current = result.current === undefined ? {} : { current: JSON.parse(result.current) as unknown, sent }
    throw new Declined(result.status, result.problems, current)
  }
  const { position, revision, version, copies } = result
  return {
    position,
    ...(revision === undefined ? {} : { revision }),
    ...(version === undefined ? {} : { version }),
    ...(copies === undefined ? {} : { copies: [...copies] }),
    ...(id === undefined ? {} : { id }),
  }
}

/** Makes something under a free id. Of two who ask for one id at once the second takes the next. */
export async function changedUnderFreeId(
  freeId: () => Promise<string>,
  make: (id: string) => Promise<ControlResult>,
): Promise<z.infer<typeof Changed>> {
  for (;;) {
    const id = await freeId()
    const result = await make(id)
    if (result.ok || !result.problems.some(({ code }) => isTaken.includes(code))) return changed(result, id)
  }
}

const isTaken = ['workflowExists', 'segmentExists', 'sourceExists']

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
