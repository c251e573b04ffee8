import { itemAt } from '../step/assignment.ts'
import type { Answer, Visit } from './behaviour.ts'

interface Path {
  readonly port: string
  readonly title?: string | undefined
  readonly percent: number
}

/** The path that a customer's assignment leads to. It is kept, and what becomes of them is counted for it. */
export function assignedPath(paths: readonly Path[], assigned: ReturnType<Visit['assigned']>): Answer {
  const { port, title, percent } = itemAt(assigned.share, paths, (path) => path.percent)
  const params = { path: title ?? port, percent, ...assigned }
  return { do: 'take', port, assigned, exposed: true, why: 'assigned', params }
}
