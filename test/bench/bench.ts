import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { noteWrites } from './limits/rawRows.ts'
import type { Measured, Size, Trial } from './trial.ts'
import { trials } from './trials/index.ts'

/**
 * npm run bench: each trial beside what the machine allows for the same rows, medians of three rounds in which both take turns. Each
 * step runs in a process of its own, each round on a fresh copy of the prepared store.
 */
interface Result {
  readonly trial: string
  readonly value: number
  readonly unit: string
  readonly limit: number
  readonly ratio: number
}

const usage = `npm run bench [-- --trial NAME] [--rounds N] [--full | --small] [--json]
Trials: ${trials.map((trial) => trial.name).join(', ')}`

const { values: options } = parseArgs({
  options: {
    trial: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    full: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const size: Size = options.full ? 'full' : options.small ? 'small' : 'usual'
const chosen = trials.filter((trial) => options.trial?.includes(trial.name) ?? (size === 'full' || !trial.onlyFull))
const rounds = Number(options.rounds)

if (options.help) console.log(usage)
else if (chosen.length === 0 || !(rounds >= 1)) {
  console.error(usage)
  process.exitCode = 1
} else {
  if (!options.json) console.log(row('trial', 'value', 'limit', 'ratio', 'beside'))
  for (const trial of chosen) await run(trial)
}

async function run(trial: Trial): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `perennial-bench-`))
  try {
    const store = (name: string) => {
      const own = join(folder, name)
      mkdirSync(own)
      return join(own, 'perennial.db')
    }
    const copy = (name: string) => {
      const file = store(name)
      if (existsSync(prepared)) copyFileSync(prepared, file)
      return file
    }
    const prepared = store('prepared')
    await step('prepare', trial, prepared)

    let recorded = ''
    let rows: { readonly [table: string]: number } = {}
    if (trial.record) {
      recorded = copy('recorded')
      noteWrites(recorded)
      await step('record', trial, recorded)
      rows = (await step('rows', trial, recorded)) as typeof rows
    }

    const limits: number[] = []
    const measured: Measured[] = []
    for (let round = 0; round < (trial.once ? 1 : rounds); round++) {
      limits.push((await step('limit', trial, copy(`limit-${round}`), recorded)) as number)
      measured.push((await step('measure', trial, copy(`round-${round}`))) as Measured)
      for (const name of [`limit-${round}`, `round-${round}`])
        rmSync(join(folder, name), { recursive: true, force: true })
    }
    report(trial, measured, limits, rows)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function step(name: string, trial: Trial, ...files: readonly string[]): Promise<unknown> {
  const args = [join(import.meta.dirname, 'round.ts'), name, trial.name, size, ...files]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

function report(
  trial: Trial,
  measured: readonly Measured[],
  limits: readonly number[],
  rows: { readonly [table: string]: number },
): void {
  const value = median(measured.map((one) => one.value))
  const limit = median(limits)
  const ratio = trial.lessIsBetter ? limit / value : value / limit
  const result: Result = {
    trial: trial.name,
    value: figure(value),
    unit: trial.unit,
    limit: figure(limit),
    ratio: figure(ratio),
  }
  if (options.json) {
    console.log(JSON.stringify(result))
    return
  }
  const names = Object.keys(measured[0]?.also ?? {})
  const also = names.map((name) => `${name} ${shown(median(measured.map((one) => one.also?.[name] ?? 0)))}`)
  console.log(row(trial.name, `${shown(value)} ${trial.unit}`, shown(limit), ratio.toFixed(2), also.join(', ')))
  const written = Object.entries(rows).sort(([, a], [, b]) => b - a)
  if (written.length > 0)
    console.log(`  rows written: ${written.map(([table, count]) => `${table} ${shown(count)}`).join(', ')}`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function figure(value: number): number {
  return Number(value.toPrecision(4))
}

function shown(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value)
}

function row(trial: string, value: string, limit: string, ratio: string, beside: string): string {
  return `${trial.padEnd(26)}${value.padStart(20)}${limit.padStart(12)}${ratio.padStart(8)}  ${beside}`.trimEnd()
}
