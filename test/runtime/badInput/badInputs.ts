import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isThorough } from '../../support/thorough.ts'

/**
 * JSONTestSuite and the big list of naughty strings. They are not part of Perennial: PERENNIAL_TRIAL_DATA names the folder of the data
 * sets or of one of them, else ../shared/data beside the repository.
 */
const beside = join(import.meta.dirname, '../../../../shared/data')
const given = process.env.PERENNIAL_TRIAL_DATA
const candidates = [...(given ? [given, join(given, '..')] : []), beside].map((folder) => join(folder, 'bad-inputs'))
const folder = candidates.find((candidate) => existsSync(join(candidate, 'blns.json')))

/** Whether they are there. Their absence is said once, where it can be seen. */
export const haveBadInputs = folder !== undefined
if (!haveBadInputs)
  console.warn(
    `Skipped: there are no bad inputs in ${candidates.join(' or ')}. Set PERENNIAL_TRIAL_DATA to their parent folder.`,
  )

export interface JsonFile {
  readonly name: string
  /** `y` is JSON, `n` is none, of `i` a parser may think as it likes. */
  readonly kind: 'y' | 'n' | 'i'
  readonly bytes: Buffer
}

export function jsonFiles(): JsonFile[] {
  const inside = join(folder ?? '', 'json')
  return readdirSync(inside)
    .filter((name) => /^[yni]_.*\.json$/.test(name))
    .map((name) => ({ name, kind: name[0] as JsonFile['kind'], bytes: readFileSync(join(inside, name)) }))
}

/** Each string once, as far as they are tried. */
export const naughtyStrings = (): string[] =>
  tried([...new Set(JSON.parse(readFileSync(join(folder ?? '', 'blns.json'), 'utf8')) as string[])])

/** All of them, or a quarter. */
export const tried = <Item>(items: readonly Item[]): Item[] => items.filter((_, index) => isThorough || index % 4 === 0)
