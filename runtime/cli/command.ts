import { type Command, Option } from 'commander'
import { cliWords as words } from '../../shared/words/en.ts'

/** Begins a command that can also answer in JSON, with examples for its help. */
export type NewCommand = (name: string, about: string, examples: readonly string[]) => Command

export interface Json {
  readonly json?: true
}

export const clockOption = () => new Option('--clock <clock>', words.command.clock).choices(['wall', 'data'])
