import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the process that holds a folder listens, so that the command line can speak to it. A hint only: after a crash it lies there
 * still, and whoever reads it must see whether somebody answers.
 */
export function writeAddress(folder: string, url: string): void {
  writeFileSync(pathIn(folder), `${url}\n`, { mode: 0o600 })
}

export function readAddress(folder: string): string | undefined {
  try {
    return readFileSync(pathIn(folder), 'utf8').trim()
  } catch {
    return undefined
  }
}

export const removeAddress = (folder: string): void => rmSync(pathIn(folder), { force: true })

const pathIn = (folder: string) => join(folder, 'address')
