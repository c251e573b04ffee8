import { cliWords as words } from '../../../shared/words/en.ts'
import type { Json, NewCommand } from '../command.ts'
import { refuse, type Terminal } from '../terminal.ts'
import { withStore } from '../withStore.ts'
import { type DestinationOptions, destinationsOf, withDestinations } from './destinations.ts'

/** Who stayed on an older version comes to the present one (rule 25). */
export function moveCommand(command: NewCommand, terminal: Terminal): void {
  const move = command('move <workflow>', words.command.move, [
    'move win-back --dry-run',
    'move win-back --same --keep-elapsed',
    'move win-back --to delay-3=delay-5 --end wait-4="No longer offered"',
  ])
  withDestinations(move)
    .option('--same', words.command.moveSame)
    .option('--dry-run', words.command.moveDryRun)
    .action(async (workflow: string, options: Json & MoveOptions) => {
      await withStore(terminal, {}, async (store) => {
        const params = { workflow }
        const preview = await store.call('previewMove', { params })
        const lines = [words.older(preview.inside), ...preview.waiting.map((line) => `  ${words.waiting(line)}`)]
        if (options.dryRun) {
          if (options.json) terminal.say(JSON.stringify(preview))
          else for (const line of lines) terminal.say(line)
          return
        }
        const nodes = destinationsOf(options, preview.waiting, options.same === true)
        if (Object.keys(nodes).length === 0)
          return refuse(terminal, [...lines, words.moveAsks].join('\n'), preview, options)
        const { version } = preview
        const moved = await store.call('moveRuns', {
          params,
          body: { version, move: { nodes, keepElapsed: options.keepElapsed === true } },
        })
        terminal.say(options.json ? JSON.stringify(moved) : words.moved(version))
      })
    })
}

interface MoveOptions extends DestinationOptions {
  readonly same?: true
  readonly dryRun?: true
}
