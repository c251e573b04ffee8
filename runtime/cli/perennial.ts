import { readFile, writeFile } from 'node:fs/promises'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import { canonical } from '../../shared/canonical.ts'
import { emptyWorld } from '../../shared/check.ts'
import { instantOf } from '../../shared/instant.ts'
import { limits } from '../../shared/limits.ts'
import { parseJson, parseWorkflow } from '../../shared/parse.ts'
import { isError, type Problem, Refusal } from '../../shared/problem.ts'
import { sentenceOf, showNumber, cliWords as words } from '../../shared/words/en.ts'
import type { Workflow } from '../../shared/workflow.ts'
import { type Config, readConfig } from '../config.ts'
import { MailWorker } from '../deliver/mail/worker.ts'
import { problemsOfDraft } from '../server/problemsOfDraft.ts'
import { sentences } from '../server/sentences.ts'
import type { Connection } from './connect.ts'
import { type Loaded, load } from './load.ts'

/** The command line. Exit codes: 0 done, 1 refused or problems found, 2 not understood. */
const program = new Command('perennial')
  .description(words.command.about)
  .exitOverride()
  .showHelpAfterError()
  .configureHelp({ showGlobalOptions: true })

interface Json {
  readonly json?: true
}
const command = (name: string, about: string, examples: readonly string[]) =>
  program
    .command(name)
    .description(about)
    .option('--json', words.command.json)
    .addHelpText('after', `\n${examples.map((example) => `  $ perennial ${example}`).join('\n')}`)

const clock = () => new Option('--clock <clock>', words.command.clock).choices(['wall', 'data'])

program
  .command('start')
  .description(words.command.start)
  .addOption(clock())
  .addHelpText('after', '\n  $ perennial start --clock data')
  .action(async (options: { clock?: string }) => {
    const { serve } = await import('../start.ts')
    await serve(configOf(options))
  })

command('check <file>', words.command.check, ['check examples/win-back/workflow.json']).action(
  async (file: string, { json }: Json) => {
    const worker = new MailWorker()
    const { problems } = await problemsOfDraft(await documentIn(file), emptyWorld, worker).finally(() => worker.close())
    if (json) for (const problem of sentences(problems)) say(JSON.stringify(problem))
    else {
      for (const problem of problems) say(lineOf(problem))
      const errors = problems.filter(isError).length
      say(problems.length === 0 ? words.noProblems(file) : words.problems(file, errors, problems.length - errors))
    }
    if (problems.some(isError)) process.exitCode = 1
  },
)

command('format <file>', words.command.format, ['format workflow.json']).action(
  async (file: string, { json }: Json) => {
    const text = await textIn(file)
    const { workflow, problems } = parseWorkflow(await documentIn(file))
    if (!workflow) throw new Refusal(problems)
    const formatted = canonical(workflow)
    const changed = formatted !== text
    if (changed) await writeFile(file, formatted)
    say(json ? JSON.stringify({ file, changed }) : changed ? words.formatted(file) : words.unchanged(file))
  },
)

command('import <file>', words.command.import, ['import win-back.json', 'import win-back.json --copy'])
  .option('--copy', words.command.importCopy)
  .option('--replace', words.command.import)
  .addOption(new Option('--segments <how>', words.command.importSegments).choices(['keep', 'replace']))
  .action(async (file: string, options: Json & { copy?: true; replace?: true; segments?: 'keep' | 'replace' }) => {
    const document = await documentIn(file)
    await withStore({}, async (store) => {
      const { copy, replace, segments } = options
      const preview = await store.call('importWorkflow', { body: { document, how: 'preview' } })
      if (preview.exists && !preview.identical && !copy && !replace)
        return refuse(words.exists(preview.id), preview, options)
      const differing = preview.segments.filter(({ state }) => state === 'differs').map(({ title }) => title)
      if (differing.length > 0 && !segments) return refuse(words.segmentsDiffer(differing.join(', ')), preview, options)
      const how = copy ? 'copy' : 'replace'
      const imported = await store.call('importWorkflow', {
        body: { document, how, ...(segments ? { segments } : {}) },
      })
      if (options.json) say(JSON.stringify(imported))
      else say(imported.identical ? words.identical(imported.id) : words.imported(imported.id))
    })
  })

command('publish <workflow>', words.command.publish, [
  'publish win-back',
  'publish win-back --move same --keep-elapsed',
  'publish win-back --to delay-3=delay-5 --end wait-4="No longer offered" --stay delay-6',
  'publish win-back --version 2',
])
  .option('--version <n>', words.command.publishVersion, wholeNumber)
  .addOption(new Option('--move <which>', words.command.publishMove).choices(['same', 'none']).default('none'))
  .option('--to <from=to>', words.command.publishTo, collected, [])
  .option('--end <node=reason>', words.command.publishEnd, collected, [])
  .option('--stay <node>', words.command.publishStay, collected, [])
  .option('--keep-elapsed', words.command.publishKeepElapsed)
  .option('--include', words.command.publishInclude)
  .option('--dry-run', words.command.publishDryRun)
  .action(async (workflow: string, options: Json & PublishOptions) => {
    await withStore({}, async (store) => {
      const params = { workflow }
      const { version } = options
      const preview = await store.call('previewPublish', {
        params,
        query: version === undefined ? {} : { version: `${version}` },
      })
      if (options.dryRun) {
        if (options.json) say(JSON.stringify(preview))
        else for (const line of previewLines(preview)) say(line)
        return
      }
      const { revision } = await store.call('readWorkflow', { params })
      const published = await store.call('publish', {
        params,
        body: {
          revision,
          ...(version !== undefined && { version }),
          move: { nodes: destinationsOf(options, preview), keepElapsed: options.keepElapsed === true },
          include: options.include === true,
        },
      })
      say(options.json ? JSON.stringify(published) : words.published(workflow, published.version ?? 0))
    })
  })

command('versions <workflow>', words.command.versions, ['versions win-back']).action(
  async (workflow: string, { json }: Json) => {
    await withStore({}, async (store) => {
      const { items } = await store.call('listVersions', { params: { workflow } })
      for (const item of items) {
        if (json) say(JSON.stringify(item))
        else say([words.versionLine(item), ...item.differences.map((line) => `  ${line}`)].join('\n'))
      }
    })
  },
)

command('pause <workflow>', words.command.pause, ['pause win-back']).action((workflow: string, options: Json) =>
  setState(workflow, { state: 'paused' }, options),
)

command('resume <workflow>', words.command.resume, ['resume win-back', 'resume win-back --overdue shift'])
  .addOption(new Option('--overdue <choice>', words.command.overdue).choices(['run', 'skip', 'shift']).default('run'))
  .action((workflow: string, { overdue, ...options }: Json & { overdue: 'run' | 'skip' | 'shift' }) =>
    setState(workflow, { state: 'live', overdue }, options),
  )

command('end <workflow>', words.command.end, ['end win-back --yes'])
  .option('--yes', words.command.endYes)
  .action(async (workflow: string, { yes, ...options }: Json & { yes?: true }) => {
    if (yes) return setState(workflow, { state: 'ended' }, options)
    await withStore({}, async (store) => {
      const stats = await store.call('readStats', { params: { workflow } })
      refuse(words.endAsks(stats.active), stats, options)
    })
  })

command('export <workflow>', words.command.export, ['export win-back > win-back.json']).action(
  async (workflow: string) => {
    await withStore({}, async (store) => {
      process.stdout.write(canonical(await store.call('exportWorkflow', { params: { workflow } })))
    })
  },
)

command('run <file>', words.command.run, [
  'run examples/win-back/workflow.json --events examples/win-back/events.jsonl',
  'run workflow.json --events events.jsonl --until 2026-06-01T00:00:00Z --json',
  'run examples/regulars/workflow.json --beside examples/regulars/beside/*.json --events examples/regulars/events.jsonl',
])
  .requiredOption('--events <file>', words.command.runEvents)
  .option('--beside <files...>', words.command.runBeside)
  .option('--until <time>', words.command.runUntil)
  .action(async (file: string, { events, beside = [], until, json }: RunOptions) => {
    const [workflow, ...others] = await Promise.all([file, ...beside].map(workflowIn))
    await textIn(events)
    const { decisionText, run } = await import('./run.ts')
    for (const decision of await run(workflow!, others, events, until === undefined ? undefined : timeOf(until)))
      say(json ? JSON.stringify(decision) : decisionText(decision))
  })

command('load <files...>', words.command.load, [
  'load orders/*.csv --map examples/online-retail/map.json --clock data',
  'load events.jsonl --live',
])
  .option('--map <file>', words.command.loadMap)
  .option('--live', words.command.loadLive)
  .addOption(clock())
  .action(async (files: string[], options: Json & { map?: string; live?: true; clock?: 'wall' | 'data' }) => {
    await withStore(options, async (store) => {
      const status = await store.call('status')
      if (options.clock && options.clock !== status.clock)
        return refuse(words.loading.wrongClock(status.clock), status, options)
      const progress = progressBar()
      const loaded = await load(store, {
        files,
        map: options.map,
        live: options.live === true,
        progress: progress.show,
      })
      progress.end()
      if (options.json) say(JSON.stringify(loaded))
      else for (const [what, value] of report(loaded)) say(`${what.padEnd(64)} ${showNumber(value)}`)
    })
  })

command('refused', words.command.refused, ['refused', 'refused --json']).action(async ({ json }: Json) => {
  await withStore({}, async (store) => {
    let after: string | undefined
    let seen = 0
    do {
      const page = await store.call('listRefused', { query: after === undefined ? {} : { after } })
      for (const event of page.items) {
        seen++
        if (json) say(JSON.stringify(event))
        else
          say([`${event.id}  ${event.at}  ${event.source}`, ...event.problems.map(lineOf), event.body, ''].join('\n'))
      }
      after = page.next ?? undefined
    } while (after !== undefined)
    if (seen === 0 && !json) say(words.noRefused)
  })
})

command('send <event>', words.command.send, [
  `send '{"type":"track","event":"Order Completed","userId":"u1"}'`,
  'send - < event.json',
]).action(async (event: string, { json }: Json) => {
  const { value, problems } = parseJson(event === '-' ? await standardInput() : event)
  if (problems.length > 0) throw new Refusal(problems)
  await withStore({}, async (store) => {
    const answer = await store.call('loadEvents', { body: { items: [value], live: true } })
    const [refused] = answer.refused
    if (refused) throw new Refusal(refused.problems as Problem[])
    say(json ? JSON.stringify(answer) : answer.duplicates > 0 ? words.known : words.sent)
  })
})

command('explain <customer>', words.command.explain, [
  'explain ada@example.com --workflow win-back',
  'explain 17 --workflow win-back --json',
])
  .requiredOption('--workflow <id>', words.command.explainWorkflow)
  .action(async (text: string, { workflow, json }: Json & { workflow: string }) => {
    await withStore({}, async (store) => {
      const { explanationText, customerBy } = await import('./explain.ts')
      const customer = await customerBy(store, text)
      const explanation = await store.call('explainCustomer', { params: { customer }, query: { workflow } })
      say(json ? JSON.stringify(explanation) : explanationText(explanation))
    })
  })

await main()

async function main(): Promise<void> {
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else {
      process.exitCode = 1
      const asJson = process.argv.includes('--json')
      if (!(error instanceof Refusal)) console.error((error as Error).message)
      else if (asJson) for (const problem of sentences(error.problems)) console.error(JSON.stringify(problem))
      else for (const problem of error.problems) console.error(lineOf(problem))
    }
  }
}

async function withStore(options: { clock?: string }, work: (store: Connection) => Promise<void>): Promise<void> {
  // Loaded only by those who need them: what reads a file alone should answer at once.
  const { connect } = await import('./connect.ts')
  const store = await connect(configOf(options))
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

function configOf({ clock }: { clock?: string }): Config {
  const read = readConfig(clock === undefined ? {} : { PERENNIAL_CLOCK: clock })
  if ('config' in read) return read.config
  throw new Error(read.problems.join('\n'))
}

async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new Error(words.noFile(file))
  }
}

interface RunOptions extends Json {
  readonly events: string
  readonly beside?: readonly string[]
  readonly until?: string
}

async function workflowIn(file: string): Promise<Workflow> {
  const { workflow, problems } = parseWorkflow(await documentIn(file))
  if (!workflow) throw new Refusal(problems)
  return workflow
}

async function documentIn(file: string): Promise<unknown> {
  const { value, problems } = parseJson(await textIn(file), { bytes: limits.workflowBytes })
  if (problems.length > 0) throw new Refusal(problems)
  return value
}

function timeOf(text: string): number {
  const instant = instantOf(text)
  if (typeof instant === 'number') return instant
  const code = instant === 'noZone' ? 'instantWithoutZone' : 'instant'
  throw new Refusal([{ code, severity: 'error', path: '--until', params: { came: text } }])
}

async function setState(workflow: string, body: object, { json }: Json): Promise<void> {
  await withStore({}, async (store) => {
    const before = await store.call('readStats', { params: { workflow } })
    const changed = await store.call('setWorkflowState', { params: { workflow }, body })
    if (json) say(JSON.stringify({ ...changed, active: before.active, paused: before.paused }))
    else say(words.stateSet(before.active, before.paused))
  })
}

interface PublishOptions {
  readonly version?: number
  readonly move: 'same' | 'none'
  readonly to: readonly string[]
  readonly end: readonly string[]
  readonly stay: readonly string[]
  readonly keepElapsed?: true
  readonly include?: true
  readonly dryRun?: true
}
type Preview = ResponseOf<RouteOf<'previewPublish'>>

/** `--move same` first, then what is said of single nodes. */
function destinationsOf({ move, to, end, stay }: PublishOptions, { waiting }: Preview): Record<string, object> {
  const nodes: Record<string, object> = {}
  if (move === 'same') for (const { node, suggested } of waiting) if (suggested) nodes[node] = { to: suggested }
  for (const [node, target] of to.map(pairOf)) nodes[node] = { to: target }
  for (const [node, reason] of end.map(pairOf)) nodes[node] = { end: reason }
  for (const node of stay) nodes[node] = { stay: true }
  return nodes
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function previewLines({ differences, inside, waiting, members, problems }: Preview): string[] {
  return [
    ...differences,
    words.inside(inside),
    ...waiting.map((line) => `  ${words.waiting(line)}`),
    ...members.map(({ title, members: count }) => words.members(title, count)),
    ...(problems as Problem[]).map(lineOf),
  ]
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(words.notWhole(text))
}

function refuse(sentence: string, answer: unknown, { json }: Json): void {
  console.error(json ? JSON.stringify({ refused: sentence, answer }) : sentence)
  process.exitCode = 1
}

function lineOf(problem: Problem): string {
  const where = problem.node ?? problem.path
  return `  ${problem.severity}${where ? ` ${where}` : ''}: ${sentenceOf(problem)}`
}

/** A bar on a terminal; silence elsewhere. */
function progressBar() {
  const started = performance.now()
  let shown = 0
  return {
    show(done: number, total: number) {
      const now = performance.now()
      if (!process.stderr.isTTY || (now - shown < 100 && done < total)) return
      shown = now
      const filled = Math.round((done / total) * 30)
      const rate = Math.round((done / (now - started)) * 1000)
      process.stderr.write(
        `\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${words.loading.progress(done, total, rate)} `,
      )
    },
    end() {
      if (shown > 0) process.stderr.write('\n')
    },
  }
}

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

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
