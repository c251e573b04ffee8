import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/**
 * Writes a file that its owner alone may read: whole under another name first, since a crash must not leave half a secret. `new` refuses
 * a file that is there already (EEXIST), `over` takes its place.
 */
export function writeSecret(path: string, text: string, how: 'new' | 'over'): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    if (how === 'new') linkSync(draft, path)
    else renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
