import { writeFile } from 'node:fs/promises'
import { canonical } from '../../../shared/canonical.ts'
import { emptyWorld } from '../../../shared/check.ts'
import { parseWorkflow } from '../../../shared/parse.ts'
import { isError, Refusal } from '../../../shared/problem.ts'
import { cliWords as words } from '../../../shared/words/en.ts'
import { MailWorker } from '../../deliver/mail/worker.ts'
import { problemsOfDraft } from '../../server/problemsOfDraft.ts'
import { sentences } from '../../server/sentences.ts'
import type { Json, NewCommand } from '../command.ts'
import { readDocument, readInstant, readText, readWorkflow } from '../read.ts'
import { lineOf, type Terminal } from '../terminal.ts'

/** What needs a workflow's file alone, and no store. */
export function fileCommands(command: NewCommand, terminal: Terminal): void {
  command('check <file>', words.command.check, ['check examples/win-back/workflow.json']).action(
    async (file: string, { json }: Json) => {
      const worker = new MailWorker()
      const { problems } = await problemsOfDraft(await readDocument(file), emptyWorld, worker).finally(() =>
        worker.close(),
      )
      if (json) for (const problem of sentences(problems)) terminal.say(JSON.stringify(problem))
      else {
        for (const problem of problems) terminal.say(lineOf(problem))
        const errors = problems.filter(isError).length
        terminal.say(
          problems.length === 0 ? words.noProblems(file) : words.problems(file, errors, problems.length - errors),
        )
      }
      if (problems.some(isError)) terminal.exitCode = 1
    },
  )

  command('format <file>', words.command.format, ['format workflow.json']).action(
    async (file: string, { json }: Json) => {
      const text = await readText(file)
      const { workflow, problems } = parseWorkflow(await readDocument(file))
      if (!workflow) throw new Refusal(problems)
      const formatted = canonical(workflow)
      const changed = formatted !== text
      if (changed) await writeFile(file, formatted)
      terminal.say(json ? JSON.stringify({ file, changed }) : changed ? words.formatted(file) : words.unchanged(file))
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
      const [workflow, ...others] = await Promise.all([file, ...beside].map(readWorkflow))
      const { decisionText, run } = await import('../run.ts')
      for (const decision of await run(
        workflow!,
        others,
        events,
        until === undefined ? undefined : readInstant(until, '--until'),
      ))
        terminal.say(json ? JSON.stringify(decision) : decisionText(decision))
    })
}

interface RunOptions extends Json {
  readonly events: string
  readonly beside?: readonly string[]
  readonly until?: string
}
