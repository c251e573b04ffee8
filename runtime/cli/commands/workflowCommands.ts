import { Option } from 'commander'
import { canonical } from '../../../shared/canonical.ts'
import { cliWords as words } from '../../../shared/words/en.ts'
import type { Json, NewCommand } from '../command.ts'
import { readDocument } from '../read.ts'
import { refuse, type Terminal } from '../terminal.ts'
import { withStore } from '../withStore.ts'

/** What changes or shows a workflow of a store. */
export function workflowCommands(command: NewCommand, terminal: Terminal): void {
  command('import <file>', words.command.import, ['import win-back.json', 'import win-back.json --copy'])
    .option('--copy', words.command.importCopy)
    .option('--replace', words.command.import)
    .addOption(new Option('--segments <how>', words.command.importSegments).choices(['keep', 'replace']))
    .action(async (file: string, options: Json & { copy?: true; replace?: true; segments?: 'keep' | 'replace' }) => {
      const document = await readDocument(file)
      await withStore(terminal, {}, async (store) => {
        const { copy, replace, segments } = options
        const preview = await store.call('importWorkflow', { body: { document, how: 'preview' } })
        if (preview.exists && !preview.identical && !copy && !replace)
          return refuse(terminal, words.exists(preview.id), preview, options)
        const differing = preview.segments.filter(({ state }) => state === 'differs').map(({ title }) => title)
        if (differing.length > 0 && !segments)
          return refuse(terminal, words.segmentsDiffer(differing.join(', ')), preview, options)
        const how = copy ? 'copy' : 'replace'
        const imported = await store.call('importWorkflow', {
          body: { document, how, ...(segments ? { segments } : {}) },
        })
        if (options.json) terminal.say(JSON.stringify(imported))
        else terminal.say(imported.identical ? words.identical(imported.id) : words.imported(imported.id))
      })
    })

  command('versions <workflow>', words.command.versions, ['versions win-back']).action(
    async (workflow: string, { json }: Json) => {
      await withStore(terminal, {}, async (store) => {
        const { items } = await store.call('listVersions', { params: { workflow } })
        for (const item of items) {
          if (json) terminal.say(JSON.stringify(item))
          else terminal.say([words.versionLine(item), ...item.differences.map((line) => `  ${line}`)].join('\n'))
        }
      })
    },
  )

  command('pause <workflow>', words.command.pause, ['pause win-back']).action((workflow: string, options: Json) =>
    setState(terminal, workflow, { state: 'paused' }, options),
  )

  command('resume <workflow>', words.command.resume, ['resume win-back', 'resume win-back --overdue shift'])
    .addOption(new Option('--overdue <choice>', words.command.overdue).choices(['run', 'skip', 'shift']).default('run'))
    .action((workflow: string, { overdue, ...options }: Json & { overdue: 'run' | 'skip' | 'shift' }) =>
      setState(terminal, workflow, { state: 'live', overdue }, options),
    )

  command('end <workflow>', words.command.end, ['end win-back --yes'])
    .option('--yes', words.command.endYes)
    .action(async (workflow: string, { yes, ...options }: Json & { yes?: true }) => {
      if (yes) return setState(terminal, workflow, { state: 'ended' }, options)
      await withStore(terminal, {}, async (store) => {
        const stats = await store.call('readStats', { params: { workflow } })
        refuse(terminal, words.endAsks(stats.active), stats, options)
      })
    })

  command('export <workflow>', words.command.export, ['export win-back > win-back.json']).action(
    async (workflow: string) => {
      await withStore(terminal, {}, async (store) => {
        terminal.write(canonical(await store.call('exportWorkflow', { params: { workflow } })))
      })
    },
  )
}

async function setState(terminal: Terminal, workflow: string, body: object, { json }: Json): Promise<void> {
  await withStore(terminal, {}, async (store) => {
    const before = await store.call('readStats', { params: { workflow } })
    const changed = await store.call('setWorkflowState', { params: { workflow }, body })
    if (json) terminal.say(JSON.stringify({ ...changed, active: before.active, paused: before.paused }))
    else terminal.say(words.stateSet(before.active, before.paused))
  })
}
