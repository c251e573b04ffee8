import { join } from 'node:path'
import { figure, median, shown } from '../figures.ts'
import { perCpuSecond } from '../load/rateOf.ts'
import type { Measured, Size } from '../trial.ts'
import { answerOf, type Round, TrialRounds } from '../trialRounds.ts'
import { counts, runs } from '../trials/runs.ts'
import { installPackages } from './installPackages.ts'
import type { PeerRound } from './peerRound.ts'
import type { Peer } from './peers.ts'

export interface Wanted {
  readonly size: Size
  readonly rounds: number
  readonly json: boolean
}

/** A line of --json. Rates are medians of the rounds, times (how many times as fast Perennial is) of the ratios within a round. */
export interface Beside {
  readonly trial: 'peers'
  readonly peer: string
  readonly unit: 'runs/s'
  readonly value: number
  readonly valuePerCpuSecond: number
  readonly perennial: number
  readonly perennialPerCpuSecond: number
  readonly times: number
  readonly timesPerCpuSecond: number
  /** What the statements of a run would reach, and how many times as fast as the peer that is. */
  readonly limit: number
  readonly timesOfLimit: number
  readonly limitPerCpuSecond: number
  readonly timesOfLimitPerCpuSecond: number
  readonly asked?: Peer['asked']
}

/**
 * npm run bench -- peers: the trial `runs`, and the same workload on other engines, in rounds in which all take turns. A peer's round has a
 * client in a process of its own and a server of its own, new and empty; both are warm when it is timed.
 */
export async function besidePeers(chosen: readonly Peer[], wanted: Wanted): Promise<void> {
  if (process.platform !== 'linux') throw new Error('bench -- peers reads processor times in /proc, as Linux has it')
  await installPackages()
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort())

  const ours: OwnRound[] = []
  const theirs = new Map<Peer, PeerRound[]>(chosen.map((peer) => [peer, []]))
  const skipped = new Map<Peer, string>()
  const trial = new TrialRounds(runs, wanted.size)
  try {
    await trial.prepare()
    for (let round = 0; round < wanted.rounds; round++) {
      ours.push(ownRound(await trial.next()))
      for (const peer of chosen) {
        if (skipped.has(peer)) continue
        interrupted.signal.throwIfAborted()
        const taken = await roundOf(peer, counts[wanted.size], interrupted.signal)
        if (typeof taken === 'string') skipped.set(peer, taken)
        else theirs.get(peer)!.push(taken)
      }
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error
    console.error('perennial: interrupted; what was started is stopped and removed')
    process.exitCode = 130
    return
  } finally {
    trial.close()
  }
  const results = chosen.filter((peer) => !skipped.has(peer)).map((peer) => compared(peer, theirs.get(peer)!, ours))
  if (wanted.json) {
    for (const result of results) console.log(JSON.stringify(result))
    for (const [peer, why] of skipped) console.log(JSON.stringify({ trial: 'peers', peer: peer.name, skipped: why }))
  } else {
    print(results)
    for (const [peer, why] of skipped) console.log(`${peer.name} was skipped: ${why}`)
  }
}

interface OwnRound extends PeerRound {
  readonly limit: PeerRound
}

const ownRound = ({ limit, measured }: Round): OwnRound => ({ ...ratesIn(measured), limit: ratesIn(limit) })

const ratesIn = ({ value, also }: Measured): PeerRound => ({
  runsPerSecond: value,
  runsPerCpuSecond: also![perCpuSecond]!,
})

const patience = 15 * 60_000

/** Whatever happens, the server is stopped and what it stored is gone. */
async function roundOf(peer: Peer, count: number, signal: AbortSignal): Promise<PeerRound | string> {
  const server = await peer.server()
  if (typeof server === 'string') return server
  try {
    const args = [peer.module, String(count), server.socket, String(server.pid)]
    const ends = AbortSignal.any([signal, AbortSignal.timeout(patience)])
    return (await answerOf(join(import.meta.dirname, 'peerRound.ts'), args, ends)) as PeerRound
  } finally {
    await server.stop()
  }
}

function compared(peer: Peer, theirs: readonly PeerRound[], ours: readonly OwnRound[]): Beside {
  const rate = (rounds: readonly PeerRound[]) => figure(median(rounds.map((round) => round.runsPerSecond)))
  const cpuRate = (rounds: readonly PeerRound[]) => figure(median(rounds.map((round) => round.runsPerCpuSecond)))
  const times = (of: (mine: OwnRound, their: PeerRound) => number) =>
    figure(median(ours.map((mine, round) => of(mine, theirs[round]!))))
  return {
    trial: 'peers',
    peer: peer.name,
    unit: 'runs/s',
    value: rate(theirs),
    valuePerCpuSecond: cpuRate(theirs),
    perennial: rate(ours),
    perennialPerCpuSecond: cpuRate(ours),
    times: times((mine, their) => mine.runsPerSecond / their.runsPerSecond),
    timesPerCpuSecond: times((mine, their) => mine.runsPerCpuSecond / their.runsPerCpuSecond),
    limit: rate(ours.map(({ limit }) => limit)),
    timesOfLimit: times(({ limit }, their) => limit.runsPerSecond / their.runsPerSecond),
    limitPerCpuSecond: cpuRate(ours.map(({ limit }) => limit)),
    timesOfLimitPerCpuSecond: times(({ limit }, their) => limit.runsPerCpuSecond / their.runsPerCpuSecond),
    asked: peer.asked,
  }
}

function print(results: readonly Beside[]): void {
  const [first] = results
  if (!first) return
  const columns = (name: string, ...values: readonly string[]) =>
    console.log(name.padEnd(20) + values.map((value) => value.padStart(16)).join(''))
  columns('', 'runs/s', 'times as fast', 'runs/CPU s', 'times as fast')
  columns('perennial', shown(first.perennial), '', shown(first.perennialPerCpuSecond), '')
  for (const beside of results) {
    const { peer, value, valuePerCpuSecond, times, timesPerCpuSecond, timesOfLimit, timesOfLimitPerCpuSecond, asked } =
      beside
    columns(peer, shown(value), times.toFixed(1), shown(valuePerCpuSecond), timesPerCpuSecond.toFixed(1))
    if (!asked) continue
    columns('', 'asked', asked.wall.toFixed(1), 'asked', asked.cpu.toFixed(1))
    columns('', 'SQL allows', timesOfLimit.toFixed(1), 'SQL allows', timesOfLimitPerCpuSecond.toFixed(1))
  }
}
