// Builds what has changed since its last build: the editor into editor/dist, the runtime into runtime/dist.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { withLock } from './lock.mjs'

const root = join(import.meta.dirname, '..')
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')

const parts = {
  editor: {
    command: [vite, 'build', '--logLevel', 'warn'],
    madeFrom: () => ['vite.config.ts', 'pnpm-lock.yaml', ...filesIn('editor'), ...filesIn('shared')],
  },
  runtime: {
    command: [join(root, 'tools', 'bundleRuntime.mjs')],
    madeFrom: () => [
      'tools/bundleRuntime.mjs',
      'pnpm-lock.yaml',
      ...[...filesIn('runtime'), ...filesIn('shared'), ...filesIn('examples')].filter((file) => file.endsWith('.ts')),
    ],
  },
}

export async function build(...names) {
  for (const name of names) await buildPart(name, parts[name])
}

async function buildPart(name, { command, madeFrom }) {
  const stamp = join(root, name, 'dist', '.stamp')
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(madeFrom())
  if (isFresh()) return
  await withLock(`build of the ${name}`, async () => {
    if (isFresh()) return
    console.error(`perennial: building the ${name}`)
    const sources = hashOf(madeFrom())
    const code = await run(process.execPath, command, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      // Who asks may be a test, whose NODE_ENV would make it a build for development.
      env: { ...process.env, NODE_ENV: 'production' },
    })
    if (code !== 0) throw new Error(`the ${name} could not be built (exit code ${code}); see the lines above`)
    writeFileSync(stamp, sources)
  })
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return []
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) return []
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

if (process.argv[1] === import.meta.filename) {
  const names = process.argv.slice(2)
  await build(...(names.length > 0 ? names : Object.keys(parts)))
}
