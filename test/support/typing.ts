import { commandLine } from '../../runtime/cli/commandLine.ts'
import type { Terminal } from '../../runtime/cli/terminal.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A command as people give it for a data folder, without a process of its own, which takes a second to begin. */
export async function perennial(data: string, ...args: string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal: Terminal = {
    settings: { PERENNIAL_DATA: data },
    isInteractive: false,
    exitCode: 0,
    say: (line) => out.push(line, '\n'),
    write: (text) => out.push(text),
    complain: (line) => err.push(line, '\n'),
    draw: (text) => err.push(text),
    input: async () => '',
  }
  await commandLine(args, terminal)
  return { code: terminal.exitCode, out: out.join(''), err: err.join('') }
}

/** What a command with --json said. */
export const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
