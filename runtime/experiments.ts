import { type Arm, winnerOf } from '../shared/experiment.ts'
import type { LiveChange } from './commit/live.ts'
import type { Experiment } from './plan.ts'
import type { Tally } from './storage/port.ts'

/**
 * Experiments whose winner takes over are looked at on the hour: what was folded of the time before it decides who comes after it. So when a
 * winner takes over is a matter of the log alone, whatever the lag and the size of a batch; and since the test is valid however often it is
 * looked at, looking costs no certainty.
 */
export const lookEvery = 3_600_000

export const onTheHour = (at: number): number => Math.floor(at / lookEvery) * lookEvery

export const winnerKey = ({ workflow, version, node }: Pick<Experiment, 'workflow' | 'version' | 'node'>): string =>
  `${workflow} ${version} ${node}`

/** What a look finds. */
export function winners(
  experiments: readonly Experiment[],
  tallies: readonly Tally[],
  at: number,
  seq: number,
): LiveChange[] {
  return experiments.flatMap((experiment): LiveChange[] => {
    const port = winnerOf(armsOf(experiment, tallies), experiment.certainty / 100)
    return port === null ? [] : [{ kind: 'winner', id: winnerKey(experiment), port, at, seq }]
  })
}

function armsOf(experiment: Experiment, tallies: readonly Tally[]): Arm[] {
  const key = winnerKey(experiment)
  const totals = new Map(
    tallies.filter((tally) => winnerKey(tally) === key).map(({ counter, total }) => [counter, total]),
  )
  return experiment.paths.map(({ port, percent }) => ({
    port,
    percent,
    exposed: totals.get(`exposed:${port}`) ?? 0,
    converted: totals.get(`converted:${port}`) ?? 0,
  }))
}
