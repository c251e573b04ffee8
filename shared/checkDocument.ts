import type { World } from './check/world.ts'
import { check } from './check.ts'
import { nodes } from './nodes/index.ts'
import { parseWorkflow } from './parse.ts'
import { keysOf, valueAt } from './pointer.ts'
import type { Problem } from './problem.ts'
import { distinct } from './problemsOf.ts'
import type { Workflow } from './workflow.ts'

/**
 * All problems of a document at once, those of its form and, as far as it can be understood, those of its meaning: a draft with one
 * empty field still hears about its unreachable nodes. `workflow` is null when the form is wrong.
 *
 * @example checkDocument(draft, world).problems.map(sentenceOf)
 */
export function checkDocument(input: unknown, world: World): { workflow: Workflow | null; problems: Problem[] } {
  const parsed = parseWorkflow(input)
  if (parsed.workflow) return { workflow: parsed.workflow, problems: check(parsed.workflow, world) }
  const unreadable = unreadableNodes(parsed.problems, input)
  const meaning = unreadable ? check(input as Workflow, world, unreadable) : []
  return { workflow: null, problems: distinct([...parsed.problems, ...meaning]) }
}

/** The nodes whose settings are at fault, if nothing else in the document is: then the rest can be judged. */
function unreadableNodes(problems: readonly Problem[], input: unknown): Set<string> | undefined {
  const unreadable = new Set<string>()
  for (const { path = '' } of problems) {
    const keys = keysOf(path)
    if (keys[0] !== 'nodes' || keys[2] !== 'settings') return undefined
    const id = valueAt(input, ['nodes', keys[1] ?? '', 'id'])
    const kind = valueAt(input, ['nodes', keys[1] ?? '', 'kind'])
    if (typeof id !== 'string' || typeof kind !== 'string' || !Object.hasOwn(nodes, kind)) return undefined
    unreadable.add(id)
  }
  return unreadable
}
