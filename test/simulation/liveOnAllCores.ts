import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Lived } from './simulation.ts'

/** Lives through the worlds of these seeds, one on each core; `lived` is told of each as it ends, in any order. */
export async function liveOnAllCores(
  seeds: Iterator<number> & Iterable<number>,
  revision: string,
  lived: (seed: number, what: Lived) => Promise<void>,
): Promise<void> {
  const oneCore = async () => {
    const child = fork(join(import.meta.dirname, 'livingProcess.ts'), [revision])
    const ended = once(child, 'exit')
    for (const seed of seeds) {
      child.send(seed)
      const what = await Promise.race([once(child, 'message'), ended.then(() => null)])
      if (!what) throw new Error(`seed ${seed} at ${revision}: its process has ended`)
      await lived(seed, what[0] as Lived)
    }
    child.disconnect()
    await ended
  }
  await Promise.all(Array.from({ length: availableParallelism() }, oneCore))
}
