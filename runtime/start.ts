import { pino } from 'pino'
import { Refusal } from '../shared/problem.ts'
import { cliWords } from '../shared/words/cli.ts'
import { sentenceOf } from '../shared/words/en.ts'
import { type Config, readConfig, settingsHelp } from './config.ts'
import { startServer } from './server/server.ts'

/**
 * A Perennial in the foreground: opens the store, prints its address, serves until it is told to stop.
 *
 * - starting: what is wrong with the settings, or a folder or port that somebody else holds, ends it with code 1 and a sentence.
 * - serving: entered when it listens.
 * - stopping: by SIGTERM or SIGINT; a second one ends it at once. What was accepted is on disk in any case.
 */
export async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`${cliWords.settings.usage}\n\n${settingsHelp()}`)
    return
  }
  const asked = optionsOf(args)
  if ('problem' in asked) return fail([asked.problem])
  const read = readConfig(asked)
  if (!('config' in read)) return fail(read.problems)
  await serve(read.config)
}

export async function serve(config: Config): Promise<void> {
  const log = pino({ base: null, level: 'info' }, pino.destination(2))
  const died = (error: Error) => {
    log.fatal({ error: error.stack }, cliWords.died('storage', error.message))
    process.exit(1)
  }
  const report = (error: unknown) =>
    log.error(error instanceof Error ? { error: error.stack } : { error }, error instanceof Error ? error.message : '')
  try {
    const held = (isHeld: boolean) => log.warn(isHeld ? cliWords.held : cliWords.released)
    const listening = (url: string) => {
      process.once('SIGTERM', stop).once('SIGINT', stop)
      console.log(cliWords.listening(url))
    }
    const server = await startServer({ config, report, died, held, listening })
    const stop = () => {
      process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1))
      console.error(cliWords.stopping)
      server.close().then(
        () => {
          console.error(cliWords.stopped)
          process.exit(0)
        },
        (error: unknown) => {
          report(error)
          process.exit(1)
        },
      )
    }
    try {
      await server.listen()
      if (server.store().clock === 'data') console.log(cliWords.dataClock)
    } catch (error) {
      await server.close()
      throw error
    }
  } catch (error) {
    fail([reasonOf(error, config)])
  }
}

function optionsOf(args: readonly string[]): { PERENNIAL_CLOCK?: string } | { problem: string } {
  const [option, value, ...rest] = args.flatMap((arg) => arg.split('=', 2))
  if (option === undefined) return {}
  if (option === '--clock' && value !== undefined && rest.length === 0) return { PERENNIAL_CLOCK: value }
  return { problem: cliWords.settings.unknownOption(option) }
}

function reasonOf(error: unknown, { host, port }: Config): string {
  if (error instanceof Refusal) return error.problems.map(sentenceOf).join(' ')
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'EADDRINUSE' ? cliWords.portTaken(host, port) : cliWords.startFailed(message)
}

function fail(sentences: readonly string[]): void {
  for (const sentence of sentences) console.error(sentence)
  process.exitCode = 1
}
