// npm start: what is stale built, then the runtime in the foreground with the arguments given.
import { join } from 'node:path'
import { build } from './build.mjs'
import { run } from './child.mjs'

const args = process.argv.slice(2)
try {
  const asksForHelp = args.includes('--help') || args.includes('-h')
  await build(...(asksForHelp ? ['runtime'] : ['editor', 'runtime']))
  process.exitCode = await run(process.execPath, [
    join(import.meta.dirname, '..', 'runtime', 'dist', 'main.js'),
    ...args,
  ])
} catch (error) {
  console.error(`perennial: ${error.message}`)
  process.exitCode = 1
}
