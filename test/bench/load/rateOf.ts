import type { Measured } from '../trial.ts'

/** The figure beside a rate: how many of what is counted a second of processor time suffices for. */
export const perCpuSecond = 'a CPU second'

/** How many a second, of so many that this process does. */
export async function rateOf(count: number, work: () => Promise<unknown>): Promise<Required<Measured>> {
  const [start, cpuBefore] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  const milliseconds = performance.now() - start
  return { value: count / (milliseconds / 1_000), also: { [perCpuSecond]: count / ((user + system) / 1e6) } }
}
