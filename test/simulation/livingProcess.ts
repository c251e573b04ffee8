import { live } from './simulation.ts'
import { watchdog } from './watchdog.ts'
import { worldOf } from './world.ts'

/**
 * Lives through the world of each seed that the parent sends, one after another, and answers with what became of it.
 * node livingProcess.ts REVISION
 */
const revision = process.argv[2]

// A world is lived through in a second or a few.
const mostMinutes = 10
const watched = watchdog(mostMinutes * 60_000, `at ${revision} has not ended for ${mostMinutes} minutes`)

process.on('message', async (seed: number) => process.send!(await watched(seed, () => live(worldOf(seed)))))
