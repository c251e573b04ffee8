import type { Run } from './commit/run.ts'
import type { Turn } from './turn.ts'

/** The workflows that led to a run and its own, by title, the first cause first. */
export const chainOf = (turn: Turn, { causes = [], workflow }: Pick<Run, 'causes' | 'workflow'>): string[] =>
  [...causes, workflow].map((id) => titleOf(turn, id))

/** What a workflow is called now; its id when it was never published. */
export function titleOf(turn: Turn, workflow: string): string {
  const live = turn.live.workflows.get(workflow)
  return live ? turn.reading.plan(workflow, live.version).document.title : workflow
}
