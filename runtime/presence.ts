import type { FoldedLog } from './foldedLog.ts'
import { foldVersion } from './foldVersion.ts'
import type { Head, Storage } from './storage/port.ts'
import type { TrustedClock } from './trustedClock.ts'
import type { Vigil } from './vigil.ts'

/** Whoever starts so much later than the last sign of life was away. */
const longestAway = 60_000

interface Parts {
  readonly storage: Storage
  readonly head: Head
  readonly log: FoldedLog
  readonly vigil: Vigil
  readonly wall: TrustedClock
  readonly holdAfter: number
}

/** What the engine says of itself in the log: since when nobody was there, which fold decides, that the clock cannot be believed. */
export function presence({ storage, head, log, vigil, wall, holdAfter }: Parts) {
  const { pulse } = head
  let sawClockAhead = false

  /** Somebody may have said how to go on, and nobody has folded that yet. */
  async function hearAnswer(): Promise<void> {
    if (log.fold.held) await log.foldBacklog()
  }

  /** Since the process before nobody was there: that is in the log before anything that follows, and on disk with the first sign of life. */
  async function tellGap(): Promise<void> {
    await hearAnswer()
    const from = Math.max(pulse.alive, log.lastAt)
    const to = wall.now()
    const { held } = log.fold
    if (!log.isData && pulse.alive > 0 && (pulse.copied || !held)) {
      if (pulse.copied) await log.tell({ type: 'hold', from, why: 'restored' })
      else if (to < log.lastAt - longestAway) await log.tell({ type: 'hold', from, why: 'clockBehind' })
      else if (to - from > holdAfter) await log.tell({ type: 'hold', from, why: 'absence' })
      else if (to - from > longestAway) await log.tell({ type: 'gap', from, to })
    }
    if (!log.isData && pulse.copied) await storage.append(await storage.withdrawn(), to)
    await vigil.begin(to)
    await log.readHead()
  }

  /** Another version decides from here on: what it did not fold itself can't be folded again to the same. */
  async function tellVersion(): Promise<void> {
    // A commit that fails may undo what was told with it.
    for (let { fold } = head; fold.version !== foldVersion; { fold } = await storage.head()) {
      await log.foldBacklog()
      await log.tell({ type: 'fold', version: foldVersion })
      await log.foldBacklog()
    }
  }

  return {
    async tellBeginning(): Promise<void> {
      await tellGap()
      await tellVersion()
    },

    /** Holds when the machine's clock was set by more than anybody would, and goes on when that is put right (H26). */
    async watchClock(): Promise<void> {
      if (log.isData) return
      await hearAnswer()
      const { fold } = log
      const at = wall.now()
      const { held } = fold
      // A commit that fails may undo it, and nothing is to happen before it is told.
      while (wall.wrong && !fold.held)
        await log.tellAndFold({ type: 'hold', from: Math.max(log.lastAt, fold.clock), why: wall.wrong })
      if (wall.wrong === 'clockAhead') sawClockAhead = true
      const isRight = !wall.wrong && at >= log.lastAt
      if (isRight && (held?.why === 'clockBehind' || (held?.why === 'clockAhead' && sawClockAhead))) {
        sawClockAhead = false
        await log.tellAndFold({ type: 'release', overdue: 'run' })
      }
    },
  }
}
