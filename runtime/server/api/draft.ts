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

  const addWrong = (path: string, expected: string, came: unknown) =>
    came === undefined ? add('missing', path, { expected }) : add('wrongType', path, { expected, came: shown(came) })

  if (format === undefined) add('missing', '/format', { expected: ['1'] })
  else if (format !== 1) add('wrongChoice', '/format', { expected: ['1'], came: shown(format) })
  if (typeof title !== 'string') addWrong('/title', 'string', title)
  else if (isLonger(title, limits.nameLength))
    add('tooLong', '/title', { limit: limits.nameLength, came: textLength(title) })
  for (const [name, value] of Object.entries({ settings, segments }))
    if (value !== undefined && !isObject(value)) addWrong(`/${name}`, 'object', value)
  if (!Array.isArray(nodes)) addWrong('/nodes', 'array', nodes)
  else if (nodes.length > limits.workflowNodes)
    add('tooMany', '/nodes', { limit: limits.workflowNodes, came: nodes.length })
  else
    for (const [index, node] of nodes.entries()) {
      const path = `/nodes/${index}`
      if (!isObject(node)) addWrong(path, 'object', node)
      else if (!nodeKinds.includes(node.kind as never))
        add('wrongChoice', `${path}/kind`, { expected: nodeKinds, came: shown(node.kind) })
      else if (typeof node.id !== 'string') addWrong(`${path}/id`, 'string', node.id)
    }

  if (problems.length > 0) throw new Refusal(problems.slice(0, limits.problems), 422)
  if ((title as string).trim() !== '') return title as string
  return typeof document.id === 'string' ? document.id : 'untitled'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
