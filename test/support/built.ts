import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const fresh = new Set<'editor' | 'runtime'>()

/** Builds the part if it is stale; it is looked at once in a process. */
export function build(part: 'editor' | 'runtime'): void {
  if (!fresh.has(part)) buildNow(part)
  fresh.add(part)
}

/** Builds the part if it is stale. */
export function buildNow(part: 'editor' | 'runtime'): void {
  execFileSync(process.execPath, [join(root, 'tools', 'build.mjs'), part], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The server as people run it. */
export function serverProgram(): string {
  build('runtime')
  return join(root, 'runtime', 'dist', 'main.js')
}

/** The command line as people run it. */
export function commandLine(): string {
  build('runtime')
  return join(root, 'tools', 'perennial.mjs')
}
