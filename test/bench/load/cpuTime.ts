import { readdirSync, readFileSync } from 'node:fs'

// Of /proc/<pid>/stat after the name in brackets; times are in hundredths of a second.
const [parent, user, system, usersOfEnded, systemOfEnded] = [1, 11, 12, 13, 14]

/** Seconds of processor time that a process has taken, all its threads. */
export const cpuOf = (process: number): number => hundredths(fieldsOf(process), [user, system]) / 100

/** Seconds that a process, those it started and those that have ended have taken. */
export function cpuOfAll(process: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), fieldsIfAlive(Number(name))] as const)
  const secondsOf = (one: number, fields: readonly string[] | undefined): number =>
    all
      .filter(([, others]) => Number(others?.[parent]) === one)
      .reduce(
        (sum, [child, others]) => sum + secondsOf(child, others),
        fields ? hundredths(fields, [user, system, usersOfEnded, systemOfEnded]) / 100 : 0,
      )
  return secondsOf(process, fieldsOf(process))
}

const fieldsOf = (process: number): readonly string[] =>
  readFileSync(`/proc/${process}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')

function fieldsIfAlive(process: number): readonly string[] | undefined {
  try {
    return fieldsOf(process)
  } catch {
    return undefined
  }
}

const hundredths = (fields: readonly string[], which: readonly number[]): number =>
  which.reduce((sum, index) => sum + Number(fields[index]), 0)
