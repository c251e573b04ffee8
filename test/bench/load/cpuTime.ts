import { readdirSync, readFileSync } from 'node:fs'

// Of /proc/<pid>/stat after the name in brackets; times are in hundredths of a second.
const [parent, user, system, userOfEnded, systemOfEnded] = [1, 11, 12, 13, 14]

/** Seconds of processor time that a process has taken, all its threads. */
export const cpuOf = (process: number): number => hundredths(fieldsOf(process), [user, system]) / 100

/** Seconds that a process has taken with those it started, also those that have ended. */
export function cpuOfAll(process: number): number {
  const alive = new Map<number, readonly string[]>()
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) && fieldsIfAlive(Number(name))
    if (fields) alive.set(Number(name), fields)
  }
  const secondsOf = (one: number, fields: readonly string[]): number => {
    const children = [...alive].filter(([, others]) => Number(others[parent]) === one)
    return children.reduce(
      (sum, [child, others]) => sum + secondsOf(child, others),
      hundredths(fields, [user, system, userOfEnded, systemOfEnded]) / 100,
    )
  }
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
