import { resolve } from 'node:path'
import { cliWords as words } from '../../../shared/words/en.ts'
import { backUp } from '../backUp.ts'
import type { Json, NewCommand } from '../command.ts'
import { progressBar } from '../progressBar.ts'
import { refuse, type Terminal } from '../terminal.ts'
import { configOf, withStore } from '../withStore.ts'

/** What copies a store, and what is done with copies. */
export function copyCommands(command: NewCommand, terminal: Terminal): void {
  command('backup <file>', words.command.backup, ['backup /mnt/backups/perennial-2026-11-26.db'])
    .addHelpText('after', `\n${words.command.backupRestore}`)
    .action(async (name: string, options: Json) => {
      await withStore(terminal, {}, async (store) => {
        const progress = progressBar(terminal, words.backup.progress)
        const backup = await backUp(store, resolve(name), progress.show)
        progress.end()
        const { file, bytes, position, at, why } = backup
        if (file === null || bytes === null || position === null || at === null)
          return refuse(terminal, words.backup.failed(name, why ?? ''), backup, options)
        terminal.say(options.json ? JSON.stringify(backup) : words.backup.done({ file, bytes, position, at }))
      })
    })

  command('rebuild', words.command.rebuild, [
    'rebuild',
    'rebuild --from /mnt/backups/perennial-2026-11-26.db',
    'rebuild --replace',
  ])
    .option('--from <backup>', words.command.rebuildFrom)
    .option('--replace', words.command.rebuildReplace)
    .action(async ({ from, replace, json }: Json & { from?: string; replace?: true }) => {
      // Loaded only by those who need it: what reads a file alone should answer at once.
      const { rebuildStore } = await import('../rebuildStore.ts')
      const [copying, folding] = [
        progressBar(terminal, words.backup.progress),
        progressBar(terminal, words.rebuild.progress),
      ]
      let entries = 0
      const { tables, old } = await rebuildStore({
        config: configOf(terminal.settings, {}),
        from: from === undefined ? undefined : resolve(from),
        replaces: replace === true,
        copying: copying.show,
        folding(folded, all) {
          copying.end()
          entries = all
          folding.show(folded, all)
        },
      })
      folding.end()
      if (json) terminal.say(JSON.stringify({ equal: tables.length === 0, entries, tables, old }))
      else for (const line of told(entries, tables, old)) terminal.say(line)
      if (tables.length > 0 && old === null) terminal.exitCode = 1
    })
}

type Rebuilt = Awaited<ReturnType<typeof import('../rebuildStore.ts').rebuildStore>>

function* told(entries: number, tables: Rebuilt['tables'], old: string | null): Generator<string> {
  yield tables.length === 0 ? words.rebuild.equal(entries) : words.rebuild.differs(entries, tables.length)
  for (const { table, rows, differing, examples } of tables) {
    yield words.rebuild.table(table, differing, rows)
    for (const { row, store, rebuilt } of examples) {
      yield `    ${pairs(row)}`
      yield `      ${words.rebuild.store}: ${store ? pairs(store) : words.rebuild.nothing}`
      yield `      ${words.rebuild.rebuilt}: ${rebuilt ? pairs(rebuilt) : words.rebuild.nothing}`
    }
  }
  if (old !== null) yield words.rebuild.replaced(old)
}

const pairs = (values: object): string =>
  Object.entries(values)
    .map(([column, value]) => `${column} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
