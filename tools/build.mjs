// Builds the editor into editor/dist, if what it is made from has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { withLock } from './lock.mjs'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'editor', 'dist', '.stamp')

export async function buildEditor() {
  if (!existsSync(join(root, 'editor', 'index.html'))) {
    console.error('perennial: editor/index.html is not there, so no editor is built')
    return
  }
  if (isFresh()) return
  await withLock('build of the editor', async () => {
    if (isFresh()) return
    console.error('perennial: building the editor')
    const sources = hashOfSources()
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const code = await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      // Who asks may be a test, whose NODE_ENV would make it a build for development.
      env: { ...process.env, NODE_ENV: 'production' },
    })
    if (code !== 0) throw new Error(`the editor could not be built (exit code ${code}); see the lines above`)
    writeFileSync(stamp, sources)
  })
}

function isFresh() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources()
}

function hashOfSources() {
  const hash = createHash('sha256')
  const files = ['vite.config.ts', 'pnpm-lock.yaml', ...filesIn('editor'), ...filesIn('shared')]
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

if (process.argv[1] === import.meta.filename) await buildEditor()
