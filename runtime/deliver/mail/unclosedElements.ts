import type { Problem } from '../../../shared/problem.ts'
import { linesOf } from './lines.ts'

/**
 * Elements of MJML that are not closed, or closed but not open. mjml mends such a text silently, and the mail then looks like nothing
 * that its author saw. HTML inside mj-text is left alone, as browsers leave it.
 */
export function unclosedElements(text: string): Problem[] {
  const pattern = /<!--[\s\S]*?-->|<(?<slash>\/?)(?<name>mjml|mj-[a-z-]+)\b(?:"[^"]*"|'[^']*'|[^>"'])*?(?<empty>\/?)>/g
  const open: { name: string; line: number }[] = []
  const problems: Problem[] = []
  const lineAt = linesOf(text)
  for (const { index, groups = {} } of text.matchAll(pattern)) {
    const line = lineAt(index)
    const { slash, name, empty } = groups
    if (!name || empty) continue
    if (!slash) open.push({ name, line })
    else if (open.at(-1)?.name === name) open.pop()
    else if (open.some((element) => element.name === name)) {
      while (open.at(-1)?.name !== name) problems.push(unclosed(open.pop()))
      open.pop()
    } else problems.push({ code: 'mjmlNotOpen', severity: 'error', path: '/mjml', params: { line, tag: name } })
  }
  return [...problems, ...open.map(unclosed)]
}

const unclosed = (element = { name: '', line: 1 }): Problem => ({
  code: 'mjmlUnclosed',
  severity: 'error',
  path: '/mjml',
  params: { line: element.line, tag: element.name },
})
