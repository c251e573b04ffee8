// Bundles the runtime's programs into runtime/dist: Node starts a few files in half the time that it takes for hundreds.
// What the sources say of their own place (SQL files, examples, data) stays true; where they start a thread, it is the bundled one.
import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { rolldown } from 'rolldown'

const runtime = join(import.meta.dirname, '..', 'runtime')
const out = join(runtime, 'dist')
const programs = [
  'main.ts',
  'cli/perennial.ts',
  'server/engineThread.ts',
  'server/readerThread.ts',
  'deliver/mail/mailThread.ts',
  'storage/sqlite/walThread.ts',
  'compileCache.ts',
]

const places = {
  name: 'places',
  transform(code, file) {
    if (!file.endsWith('.ts') || !code.includes('import.meta.')) return undefined
    const placed = code
      .replace(/new URL\('[./\w]*?(\w+)\.ts', import\.meta\.url\)/g, "new URL('./$1.js', import.meta.url)")
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(file)))
    // Every line stays where it was, so the map of the source still holds.
    return { code: placed, map: null }
  },
}

/**
 * Packages that others bring and nobody asks; each takes longer to load than what brings it.
 *
 * - undici: cheerio, MJML's parser, can fetch pages with it.
 * - body-parser: Express offers it, with tables of old character sets; bodies are read by `readBody.ts`.
 */
const unasked = [
  { name: 'undici', broughtBy: /[\\/]cheerio[\\/]/ },
  { name: 'body-parser', broughtBy: /[\\/]express[\\/]/ },
]
const withoutUnasked = {
  name: 'without unasked packages',
  resolveId: (id, importer) =>
    unasked.some(({ name, broughtBy }) => id === name && broughtBy.test(importer ?? '')) ? '\0nothing' : undefined,
  load: (id) => (id === '\0nothing' ? 'export {}' : undefined),
}

rmSync(out, { recursive: true, force: true })
const bundle = await rolldown({
  input: Object.fromEntries(programs.map((file) => [basename(file, '.ts'), join(runtime, file)])),
  platform: 'node',
  // It has a native part.
  external: ['better-sqlite3'],
  plugins: [places, withoutUnasked],
})
await bundle.write({
  dir: out,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
  // Comments and white space are a third of what Node would read at each start; names stay, for the traces of errors.
  minify: { compress: false, mangle: false, codegen: true },
})
