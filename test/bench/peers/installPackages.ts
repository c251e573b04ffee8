import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'] as const

/** The peers' packages lie beside their package.json, outside the workspace; only this installs them, the first time and when they change. */
export async function installPackages(): Promise<void> {
  const folder = import.meta.dirname
  const wanted = join(folder, 'package-lock.json')
  const present = join(folder, 'node_modules', '.package-lock.json')
  if (existsSync(present) && statSync(present).mtimeMs >= statSync(wanted).mtimeMs) return
  console.error(`perennial: installing the peers' packages in ${folder}: ${command.join(' ')}`)
  const [npm, ...args] = command
  await promisify(execFile)(npm, args, { cwd: folder, shell: process.platform === 'win32' })
}
