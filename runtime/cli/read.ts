import { readFile } from 'node:fs/promises'
import { instantOf } from '../../shared/instant.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import { parseDocument } from '../../shared/parseDocument.ts'
import { Refusal } from '../../shared/problem.ts'
import { cliWords as words } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** Why there is nothing to read. */
export function unreadable(file: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  return new Error(code === 'ENOENT' ? words.noFile(file) : words.unreadFile(file, message), { cause })
}

export async function readDocument(file: string): Promise<unknown> {
  const { value, problems } = parseDocument(await readText(file))
  if (problems.length > 0) throw new Refusal(problems)
  return value
}

export async function readWorkflow(file: string): Promise<Workflow> {
  const { workflow, problems } = parseWorkflow(await readDocument(file))
  if (!workflow) throw new Refusal(problems)
  return workflow
}

/** @param option  by which the text was given */
export function readInstant(text: string, option: string): number {
  const instant = instantOf(text)
  if (typeof instant === 'number') return instant
  const code = instant === 'noZone' ? 'instantWithoutZone' : 'instant'
  throw new Refusal([{ code, severity: 'error', path: option, params: { came: text } }])
}
