import { parseJson } from '../../../shared/parse.ts'
import { type Problem, Refusal } from '../../../shared/problem.ts'
import { sentenceOf, showNumber, cliWords as words } from '../../../shared/words/en.ts'
import { clockOption, type Json, type NewCommand } from '../command.ts'
import { type Loaded, load } from '../load.ts'
import { progressBar } from '../progressBar.ts'
import { lineOf, refuse, type Terminal } from '../terminal.ts'
import { withStore } from '../withStore.ts'

/** What brings events into a store, and shows those that it refused. */
export function eventCommands(command: NewCommand, terminal: Terminal): void {
  command('load <files...>', words.command.load, [
    'load orders/*.csv --map examples/online-retail/map.json --clock data',
    'load events.jsonl --live',
  ])
    .option('--map <file>', words.command.loadMap)
    .option('--live', words.command.loadLive)
    .addOption(clockOption())
    .action(async (files: string[], options: Json & { map?: string; live?: true; clock?: 'wall' | 'data' }) => {
      await withStore(terminal, options, async (store) => {
        const status = await store.call('status')
        if (options.clock && options.clock !== status.clock)
          return refuse(terminal, words.loading.wrongClock(status.clock), status, options)
        const progress = progressBar(terminal)
        const loaded = await load(store, {
          files,
          map: options.map,
          live: options.live === true,
          progress: progress.show,
        })
        progress.end()
        if (options.json) terminal.say(JSON.stringify(loaded))
        else for (const [what, value] of report(loaded)) terminal.say(`${what.padEnd(64)} ${showNumber(value)}`)
        const [unread, refused] = [sumOf(loaded.unread), sumOf(loaded.refused)]
        if (unread + refused > 0) refuse(terminal, words.loading.notAll(unread, refused), loaded, options)
      })
    })

  command('refused', words.command.refused, ['refused', 'refused --json']).action(async ({ json }: Json) => {
    await withStore(terminal, {}, async (store) => {
      let after: string | undefined
      let seen = 0
      do {
        const page = await store.call('listRefused', { query: after === undefined ? {} : { after } })
        for (const event of page.items) {
          seen++
          if (json) terminal.say(JSON.stringify(event))
          else
            terminal.say(
              [`${event.id}  ${event.at}  ${event.source}`, ...event.problems.map(lineOf), event.body, ''].join('\n'),
            )
        }
        after = page.next ?? undefined
      } while (after !== undefined)
      if (seen === 0 && !json) terminal.say(words.noRefused)
    })
  })

  command('send <event>', words.command.send, [
    `send '{"type":"track","event":"Order Completed","userId":"u1"}'`,
    'send - < event.json',
  ]).action(async (event: string, { json }: Json) => {
    const { value, problems } = parseJson(event === '-' ? await terminal.input() : event)
    if (problems.length > 0) throw new Refusal(problems)
    await withStore(terminal, {}, async (store) => {
      const answer = await store.call('loadEvents', { body: { items: [value], live: true } })
      const [refused] = answer.refused
      if (refused) throw new Refusal(refused.problems as Problem[])
      terminal.say(json ? JSON.stringify(answer) : answer.duplicates > 0 ? words.known : words.sent)
    })
  })
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

function report(loaded: Loaded): [string, number][] {
  const { loading } = words
  const { rows } = loaded
  const skipped = (['noCustomer', 'duplicateRow', 'noKind', 'unreadable'] as const)
    .filter((code) => rows[code] > 0)
    .map((code): [string, number] => [loading.skipped[code]!, rows[code]])
  const named = (title: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([code, count]): [string, number] => [`${title} ${sentenceOf({ code })}`, count])
  return [
    [loading.rows, rows.rows],
    ...skipped,
    ...named(`${loading.skipped.unreadable}:`, loaded.unread),
    ...Object.entries(rows.kinds).map(([name, { events }]): [string, number] => [`${loading.events}: ${name}`, events]),
    [loading.events, loaded.events],
    [loading.added, loaded.added],
    [loading.duplicates, loaded.duplicates],
    ...named(`${loading.skipped.refused}:`, loaded.refused),
    [loading.seconds, loaded.seconds],
    [loading.rate, loaded.rowsPerSecond],
    [loading.memory, loaded.peakMemory],
  ]
}
