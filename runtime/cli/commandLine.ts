import { Command, CommanderError } from 'commander'
import { Refusal } from '../../shared/problem.ts'
import { cliWords as words } from '../../shared/words/en.ts'
import { sentences } from '../server/sentences.ts'
import { clockOption, type NewCommand } from './command.ts'
import { copyCommands } from './commands/copyCommands.ts'
import { customerCommands } from './commands/customerCommands.ts'
import { eventCommands } from './commands/eventCommands.ts'
import { fileCommands } from './commands/fileCommands.ts'
import { moveCommand } from './commands/moveCommand.ts'
import { publishCommand } from './commands/publishCommand.ts'
import { workflowCommands } from './commands/workflowCommands.ts'
import { lineOf, type Terminal } from './terminal.ts'
import { configOf } from './withStore.ts'

/** Does what the arguments say, and leaves the exit code in the terminal. */
export async function commandLine(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await programOf(terminal).parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) terminal.exitCode = error.exitCode === 0 ? 0 : 2
    else {
      terminal.exitCode = 1
      if (!(error instanceof Refusal)) terminal.complain((error as Error).message)
      else if (args.includes('--json'))
        for (const problem of sentences(error.problems)) terminal.complain(JSON.stringify(problem))
      else for (const problem of error.problems) terminal.complain(lineOf(problem))
    }
  }
}

function programOf(terminal: Terminal): Command {
  const program = new Command('perennial')
    .description(words.command.about)
    .exitOverride()
    .showHelpAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.draw })
  program
    .command('start')
    .description(words.command.start)
    .addOption(clockOption())
    .addHelpText('after', '\n  $ perennial start --clock data')
    .action(async (options: { clock?: string }) => {
      const { serve } = await import('../start.ts')
      await serve(configOf(terminal.settings, options))
    })
  const command: NewCommand = (name, about, examples) =>
    program
      .command(name)
      .description(about)
      .option('--json', words.command.json)
      .addHelpText('after', `\n${examples.map((example) => `  $ perennial ${example}`).join('\n')}`)
  fileCommands(command, terminal)
  workflowCommands(command, terminal)
  publishCommand(command, terminal)
  moveCommand(command, terminal)
  customerCommands(command, terminal)
  eventCommands(command, terminal)
  copyCommands(command, terminal)
  return program
}
