import { parseArgs } from 'node:util'
import { figure, median, shown } from './figures.ts'
import { besidePeers } from './peers/besidePeers.ts'
import { peers } from './peers/peers.ts'
import type { Size, Trial } from './trial.ts'
import { type Round, TrialRounds } from './trialRounds.ts'
import { trials } from './trials/index.ts'

/** npm run bench: each trial beside what the machine allows for the same rows, medians of three rounds in which both take turns. */
interface Result {
  readonly trial: string
  readonly value: number
  readonly unit: string
  readonly limit: number
  readonly ratio: number
}

const usage = `npm run bench [-- --trial NAME] [--rounds N] [--full | --small] [--json]
Trials: ${trials.map((trial) => trial.name).join(', ')}

npm run bench -- peers [--peer NAME] [--rounds N] [--full | --small] [--json]
The trial runs beside other engines: ${peers.map((peer) => peer.name).join(', ')}`

const { values: options, positionals } = parseArgs({
  options: {
    trial: { type: 'string', multiple: true },
    peer: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    full: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const size: Size = options.full ? 'full' : options.small ? 'small' : 'usual'
const chosen = trials.filter((trial) => options.trial?.includes(trial.name) ?? (size === 'full' || !trial.onlyFull))
const chosenPeers = peers.filter((peer) => options.peer?.includes(peer.name) ?? true)
const withPeers = positionals[0] === 'peers'
const rounds = Number(options.rounds)
const isWrong =
  positionals.length > (withPeers ? 1 : 0) || (withPeers ? chosenPeers : chosen).length === 0 || !(rounds >= 1)

if (options.help) console.log(usage)
else if (isWrong) {
  console.error(usage)
  process.exitCode = 1
} else if (withPeers) await besidePeers(chosenPeers, { size, rounds, json: options.json })
else {
  if (!options.json) console.log(row('trial', 'value', 'limit', 'ratio', 'beside'))
  for (const trial of chosen) await run(trial)
}

async function run(trial: Trial): Promise<void> {
  const trialRounds = new TrialRounds(trial, size)
  try {
    const rows = await trialRounds.prepare()
    const taken: Round[] = []
    for (let round = 0; round < (trial.once ? 1 : rounds); round++) taken.push(await trialRounds.next())
    report(trial, taken, rows)
  } finally {
    trialRounds.close()
  }
}

function report(trial: Trial, taken: readonly Round[], rows: { readonly [table: string]: number }): void {
  const measured = taken.map((round) => round.measured)
  const value = median(measured.map((one) => one.value))
  const limit = median(taken.map((round) => round.limit.value))
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

function row(trial: string, value: string, limit: string, ratio: string, beside: string): string {
  return `${trial.padEnd(26)}${value.padStart(20)}${limit.padStart(12)}${ratio.padStart(8)}  ${beside}`.trimEnd()
}
