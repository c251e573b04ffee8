import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { cliWords as words } from '../../../shared/words/en.ts'
import type { Json, NewCommand } from '../command.ts'
import { progressBar } from '../progressBar.ts'
import { refuse, type Terminal } from '../terminal.ts'
import { withStore } from '../withStore.ts'

const lookEvery = 100

/** What copies a store, and what is done with copies. */
export function copyCommands(command: NewCommand, terminal: Terminal): void {
  command('backup <file>', words.command.backup, ['backup /mnt/backups/perennial-2026-11-26.db'])
    .addHelpText('after', `\n${words.command.backupRestore}`)
    .action(async (name: string, options: Json) => {
      await withStore(terminal, {}, async (store) => {
        const progress = progressBar(terminal, words.backup.progress)
        let backup = await store.call('backUp', { body: { file: resolve(name) } })
        while (backup.state === 'running') {
          await setTimeout(lookEvery)
          backup = await store.call('readBackup')
          if (backup.pages > 0) progress.show(backup.copied, backup.pages)
        }
        progress.end()
        const { file, bytes, position, at, why } = backup
        if (file === null || bytes === null || position === null || at === null)
          return refuse(terminal, words.backup.failed(name, why ?? ''), backup, options)
        terminal.say(options.json ? JSON.stringify(backup) : words.backup.done({ file, bytes, position, at }))
      })
    })
}
