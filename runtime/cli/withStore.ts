import { type Config, readConfig } from '../config.ts'
import type { Connection } from './connect.ts'
import type { Terminal } from './terminal.ts'

export async function withStore(
  { settings }: Terminal,
  options: { readonly clock?: string },
  work: (store: Connection) => Promise<void>,
): Promise<void> {
  // Loaded only by those who need it: what reads a file alone should answer at once.
  const { connect } = await import('./connect.ts')
  const store = await connect(configOf(settings, options))
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

export function configOf(settings: Terminal['settings'], { clock }: { readonly clock?: string }): Config {
  const read = readConfig({ ...settings, ...(clock !== undefined && { PERENNIAL_CLOCK: clock }) })
  if ('config' in read) return read.config
  throw new Error(read.problems.join('\n'))
}
