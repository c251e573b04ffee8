import './compileCache.ts'
import { engineHeap } from './server/engineHeap.ts'
import { foreseeThread } from './startThread.ts'

// The store's engine loads beside the process's own modules.
foreseeThread(new URL('./server/engineThread.ts', import.meta.url), { resourceLimits: engineHeap })

const { main } = await import('./start.ts')
await main(process.argv.slice(2))
