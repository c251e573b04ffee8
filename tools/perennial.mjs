// npm run perennial: the command line, built if it is stale.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { build } from './build.mjs'

await build('runtime')
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'))
await import('../runtime/dist/perennial.js')
