import './compileCache.ts'

const { main } = await import('./start.ts')
await main(process.argv.slice(2))
