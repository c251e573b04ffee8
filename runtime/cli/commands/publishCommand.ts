import { InvalidArgumentError, Option } from 'commander'
import type { RouteOf } from '../../../shared/api/index.ts'
import type { ResponseOf } from '../../../shared/api/route.ts'
import type { Problem } from '../../../shared/problem.ts'
import { cliWords as words } from '../../../shared/words/en.ts'
import type { Json, NewCommand } from '../command.ts'
import { lineOf, type Terminal } from '../terminal.ts'
import { withStore } from '../withStore.ts'
import { type DestinationOptions, destinationsOf, withDestinations } from './destinations.ts'

export function publishCommand(command: NewCommand, terminal: Terminal): void {
  const publish = command('publish <workflow>', words.command.publish, [
    'publish win-back',
    'publish win-back --move same --keep-elapsed',
    'publish win-back --to delay-3=delay-5 --end wait-4="No longer offered" --stay delay-6',
    'publish win-back --version 2',
  ])
  withDestinations(publish)
    .option('--version <n>', words.command.publishVersion, wholeNumber)
    .addOption(new Option('--move <which>', words.command.publishMove).choices(['same', 'none']).default('none'))
    .option('--include', words.command.publishInclude)
    .option('--dry-run', words.command.publishDryRun)
    .action(async (workflow: string, options: Json & PublishOptions) => {
      await withStore(terminal, {}, async (store) => {
        const params = { workflow }
        const { version } = options
        const preview = await store.call('previewPublish', {
          params,
          query: version === undefined ? {} : { version: `${version}` },
        })
        if (options.dryRun) {
          if (options.json) terminal.say(JSON.stringify(preview))
          else for (const line of previewLines(preview)) terminal.say(line)
          return
        }
        const { revision } = await store.call('readWorkflow', { params })
        const published = await store.call('publish', {
          params,
          body: {
            revision,
            ...(version !== undefined && { version }),
            move: {
              nodes: destinationsOf(options, preview.waiting, options.move === 'same'),
              keepElapsed: options.keepElapsed === true,
            },
            include: options.include === true,
          },
        })
        terminal.say(options.json ? JSON.stringify(published) : words.published(workflow, published.version ?? 0))
      })
    })
}

interface PublishOptions extends DestinationOptions {
  readonly version?: number
  readonly move: 'same' | 'none'
  readonly include?: true
  readonly dryRun?: true
}
type Preview = ResponseOf<RouteOf<'previewPublish'>>

function previewLines({ differences, inside, waiting, experiments, included, planning, problems }: Preview): string[] {
  return [
    ...differences,
    words.inside(inside),
    ...waiting.map((line) => `  ${words.waiting(line)}`),
    ...experiments.map(({ node, sentence }) => `${node}: ${sentence}`),
    ...(included ? [words.included(included)] : []),
    ...planning.map(({ title }) => words.planning(title)),
    ...(problems as Problem[]).map(lineOf),
  ]
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(words.notWhole(text))
}
