import { limits } from '../../../shared/limits.ts'
import { nodeKinds } from '../../../shared/nodes/index.ts'
import { type Problem, Refusal } from '../../../shared/problem.ts'
import { shown } from '../../../shared/problemsOf.ts'
import { isLonger, textLength } from '../../../shared/textLength.ts'

/**
 * The title of a document that may be kept as a draft: one shaped like a workflow, whatever it still lacks. What an editor of ours could
 * never have made is refused; all else is for `check` to say, while people work.
 */
export function titleOfDraft(document: Readonly<Record<string, unknown>>): string {
  const problems: Problem[] = []
  const add = (code: string, path: string, params?: Problem['params']) =>
    problems.push({ code, severity: 'error', path, ...(params ? { params } : {}) })
  const { format, title, nodes, settings, segments } = document

  if (format !== 1)
    add(format === undefined ? 'missing' : 'wrongChoice', '/format', { expected: ['1'], came: shown(format) })
  if (typeof title !== 'string') add('wrongType', '/title', { expected: 'string', came: shown(title) })
  else if (isLonger(title, limits.nameLength))
    add('tooLong', '/title', { limit: limits.nameLength, came: textLength(title) })
  for (const [name, value] of Object.entries({ settings, segments }))
    if (value !== undefined && !isObject(value))
      add('wrongType', `/${name}`, { expected: 'object', came: shown(value) })
  if (!Array.isArray(nodes)) add('wrongType', '/nodes', { expected: 'array', came: shown(nodes) })
  else if (nodes.length > limits.workflowNodes)
    add('tooMany', '/nodes', { limit: limits.workflowNodes, came: nodes.length })
  else
    for (const [index, node] of nodes.entries()) {
      const path = `/nodes/${index}`
      if (!isObject(node)) add('wrongType', path, { expected: 'object', came: shown(node) })
      else if (!nodeKinds.includes(node.kind as never))
        add('wrongChoice', `${path}/kind`, { expected: nodeKinds, came: shown(node.kind) })
      else if (typeof node.id !== 'string') add('wrongType', `${path}/id`, { expected: 'string', came: shown(node.id) })
    }

  if (problems.length > 0) throw new Refusal(problems.slice(0, limits.problems), 422)
  if ((title as string).trim() !== '') return title as string
  return typeof document.id === 'string' ? document.id : 'untitled'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
