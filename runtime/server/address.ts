import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Address {
  readonly url: string
  /** Names the process: after it another one may listen there, over another folder. */
  readonly instance: string
}

/**
 * Where the process that holds a folder listens, so that the command line can speak to it. A hint only: after a crash it lies there
 * still, and whoever reads it must see whether the same process answers.
 */
export function writeAddress(folder: string, { url, instance }: Address): void {
  writeFileSync(pathIn(folder), `${url}\n${instance}\n`, { mode: 0o600 })
}

export function readAddress(folder: string): Address | undefined {
  try {
    const [url = '', instance = ''] = readFileSync(pathIn(folder), 'utf8').trim().split('\n')
    return { url, instance }
  } catch {
    return undefined
  }
}

export const removeAddress = (folder: string): void => rmSync(pathIn(folder), { force: true })

const pathIn = (folder: string) => join(folder, 'address')
