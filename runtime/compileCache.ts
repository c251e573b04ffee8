import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// The first thing that the process and each of its threads load: what Node makes of the sources (types taken off, scripts compiled) is
// kept between starts, so that a restart takes half the work. It serves what is loaded after it, hence the import of the rest by `main.ts`.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'))

// Node writes it when it ends in order, and a process that is killed does not.
setTimeout(flushCompileCache, 1_000).unref()
