import { limits } from './limits.ts'
import { parseJson, unsafeIn } from './parseJson.ts'
import { pointer } from './pointer.ts'
import type { Problem } from './problem.ts'
import { distinct, problemsOf, shown } from './problemsOf.ts'
import { format, Workflow } from './workflow.ts'

export { parseJson, problemsOf }

export type ParsedWorkflow =
  | { readonly workflow: Workflow; readonly problems: readonly [] }
  | { readonly workflow: null; readonly problems: readonly Problem[] }

/**
 * A workflow from a value of unknown origin, or everything that keeps it from being one. Never throws.
 * What the document means, and whether it can run, is the business of `check`.
 *
 * @example
 * const { workflow, problems } = parseWorkflow(JSON.parse(text))
 * if (!workflow) console.error(problems.map(sentenceOf))
 */
export function parseWorkflow(input: unknown): ParsedWorkflow {
  const unsafe = unsafeIn(input)
  if (unsafe.length > 0) return refused(unsafe)
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return refused([
      { code: 'wrongType', severity: 'error', path: '', params: { expected: 'object', came: shown(input) } },
    ])
  const first = newerFormat(input) ?? tooManyNodes(input)
  if (first) return refused([first])

  const parsed = Workflow.safeParse(input)
  // Zod judges unknown keys at the top only when nothing else is wrong; all problems come at once.
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, input)),
    ...unknownKeys(input),
    ...repeatedIds(input, 'nodes'),
    ...repeatedIds(input, 'notes'),
  ]
  return parsed.success && problems.length === 0 ? { workflow: parsed.data, problems: [] } : refused(distinct(problems))
}

const refused = (problems: readonly Problem[]): ParsedWorkflow => ({ workflow: null, problems })

function newerFormat(input: object): Problem | undefined {
  const came = (input as { format?: unknown }).format
  if (typeof came !== 'number' || !Number.isInteger(came) || came <= format) return undefined
  return { code: 'newerFormat', severity: 'error', path: '/format', params: { came, newest: format } }
}

function tooManyNodes(input: object): Problem | undefined {
  const nodes = (input as { nodes?: unknown }).nodes
  if (!Array.isArray(nodes) || nodes.length <= limits.workflowNodes) return undefined
  return {
    code: 'tooMany',
    severity: 'error',
    path: '/nodes',
    params: { limit: limits.workflowNodes, came: nodes.length },
  }
}

function unknownKeys(input: object): Problem[] {
  return Object.keys(input)
    .filter((key) => !(Object.hasOwn(Workflow.shape, key) || key.startsWith('x-')))
    .map((key) => ({ code: 'unknownKey', severity: 'error', path: pointer([key]), params: { key } }))
}

function repeatedIds(input: { readonly nodes?: unknown; readonly notes?: unknown }, of: 'nodes' | 'notes'): Problem[] {
  const items = input[of]
  if (!Array.isArray(items)) return []
  const first = new Map<string, number>()
  return items.flatMap((item: unknown, index): Problem[] => {
    const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
    if (typeof id !== 'string') return []
    const earlier = first.get(id)
    if (earlier === undefined) first.set(id, index)
    if (earlier === undefined) return []
    const node = of === 'nodes' ? { node: id } : {}
    return [{ code: 'repeatedId', severity: 'error', path: `/${of}/${index}/id`, ...node, params: { id: shown(id) } }]
  })
}
