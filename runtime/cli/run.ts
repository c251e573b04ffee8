import type { Json } from '../../shared/customer.ts'
import { Refusal } from '../../shared/problem.ts'
import { reasonSentence } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { DecisionLine } from '../decisionLog.ts'
import { rehearse } from '../rehearse.ts'
import { openSqlite } from '../storage/sqlite/openSqlite.ts'
import { jsonLines } from './readRows.ts'

/** Runs a workflow over the events of a file in memory, and gives every decision. */
export async function run(
  workflow: Workflow,
  beside: readonly Workflow[],
  file: string,
  until: number | undefined,
): Promise<readonly DecisionLine[]> {
  const events: unknown[] = []
  for await (const { value, line, why } of jsonLines(file)) {
    if (why !== undefined)
      throw new Refusal([
        { code: why, severity: 'error', path: '', params: { line, column: 1, expected: 'value', came: '' } },
      ])
    events.push(value)
  }
  const storage = openSqlite({ file: ':memory:', clock: 'data' })
  return rehearse({ workflow, beside, events, storage, ...(until === undefined ? {} : { until }) })
}

/** A decision as a line for people. */
export function decisionText({ at, customer, node, what, port, why, params, until }: DecisionLine): string {
  const reason = why === undefined ? '' : reasonSentence(why, params as Record<string, Json>)
  const way = [what, port === undefined ? '' : `→ ${port}`, until === undefined ? '' : `until ${until}`]
    .filter(Boolean)
    .join(' ')
  return [at, customer.padEnd(16), node.padEnd(12), way.padEnd(24), reason].join('  ').trimEnd()
}
