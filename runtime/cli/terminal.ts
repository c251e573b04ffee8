import type { Problem } from '../../shared/problem.ts'
import { sentenceOf } from '../../shared/words/en.ts'
import type { SettingName } from '../config.ts'

/** Where a command is given: what it says goes out there, and how it ended is known there. */
export interface Terminal {
  /** Said here, and before what the environment says. */
  readonly settings: Partial<Record<SettingName, string>>
  /** Somebody watches, and may be shown how far something is. */
  readonly isInteractive: boolean
  /** 0 done, 1 refused or problems found, 2 not understood. */
  exitCode: number
  say(line: string): void
  write(text: string): void
  complain(line: string): void
  /** Text that is drawn over again. */
  draw(text: string): void
  /** All that is typed or piped in. */
  input(): Promise<string>
}

export const ofTheProcess: Terminal = {
  settings: {},
  isInteractive: process.stderr.isTTY === true,
  get exitCode() {
    return Number(process.exitCode ?? 0)
  },
  set exitCode(code) {
    process.exitCode = code
  },
  say: (line) => process.stdout.write(`${line}\n`),
  write: (text) => process.stdout.write(text),
  complain: (line) => process.stderr.write(`${line}\n`),
  draw: (text) => process.stderr.write(text),
  async input() {
    const parts: Buffer[] = []
    for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part)
    return Buffer.concat(parts).toString('utf8')
  },
}

/** Whoever reads what is said may have read enough, as `head` has. What was begun comes to its end all the same. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
}

/** Says no, with what the store answered. */
export function refuse(
  terminal: Terminal,
  sentence: string,
  answer: unknown,
  { json }: { readonly json?: true },
): void {
  terminal.complain(json ? JSON.stringify({ refused: sentence, answer }) : sentence)
  terminal.exitCode = 1
}

export function lineOf(problem: Problem): string {
  const where = problem.node ?? problem.path
  return `  ${problem.severity}${where ? ` ${where}` : ''}: ${sentenceOf(problem)}`
}
