import { conditions } from './check/conditions.ts'
import { edges } from './check/edges.ts'
import { loops } from './check/loops.ts'
import { messages } from './check/messages.ts'
import { ports } from './check/ports.ts'
import { references } from './check/references.ts'
import { retained } from './check/retained.ts'
import { sending } from './check/sending.ts'
import { type Concern, subjectOf } from './check/subject.ts'
import { templates } from './check/templates.ts'
import { triggers } from './check/triggers.ts'
import { waits } from './check/waits.ts'
import { workflows } from './check/workflows.ts'
import type { World } from './check/world.ts'
import type { Problem } from './problem.ts'
import { distinct } from './problemsOf.ts'
import type { Workflow } from './workflow.ts'

export { emptyWorld, type World } from './check/world.ts'

const concerns: readonly Concern[] = [
  sending,
  triggers,
  edges,
  loops,
  references,
  workflows,
  conditions,
  retained,
  templates,
  messages,
  waits,
  ports,
]

/**
 * What is wrong with a workflow that parses: errors, which keep it from being published, then warnings. What only a server can know,
 * such as whether its MJML compiles, is judged there.
 *
 * @param unreadable  nodes of a draft whose settings the schema refuses: only their edges are judged
 * @example check(workflow, emptyWorld).filter(isError).length === 0 // it may be published
 */
export function check(workflow: Workflow, world: World, unreadable?: ReadonlySet<string>): Problem[] {
  const subject = subjectOf(workflow, world, unreadable)
  const problems = concerns.flatMap((concern) => concern(subject))
  const errors = problems.filter(({ severity }) => severity === 'error')
  return distinct([...errors, ...problems.filter(({ severity }) => severity === 'warning')])
}
