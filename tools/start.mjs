// npm start: the editor built if it is stale, then the runtime in the foreground with the arguments given.
import { join } from 'node:path'
import { buildEditor } from './build.mjs'
import { run } from './child.mjs'

const args = process.argv.slice(2)
if (!args.includes('--help') && !args.includes('-h')) {
  await buildEditor().catch((error) => {
    console.error(`perennial: ${error.message}`)
    process.exit(1)
  })
}
process.exitCode = await run(process.execPath, [join(import.meta.dirname, '..', 'runtime', 'main.ts'), ...args])
