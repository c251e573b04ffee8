import type { FoldedLog } from './foldedLog.ts'
import { foldVersion } from './foldVersion.ts'
import type { Gap } from './gaps.ts'
import type { Head, Storage } from './storage/port.ts'
import { mostSet, type TrustedClock } from './trustedClock.ts'
import type { Vigil } from './vigil.ts'

/** Whoever starts so much later than the last sign of life was away. */
const longestAway = 60_000

/**
 * Where a store that was a backup begins to number runs: beyond any customer's runs, later than where a store did that was restored before it,
 * and elsewhere than one that another machine makes of the same backup, or the same one whose clock stands where it stood then.
 */
const numbersOfItsOwn = (at: number, random: () => number): number =>
  Math.floor(at / 1000) * 1_000_000 + Math.floor(random() * 1_000_000)

interface Parts {
  readonly storage: Storage
  readonly head: Head
  readonly log: FoldedLog
  readonly vigil: Vigil
  readonly wall: TrustedClock
  readonly holdAfter: number
  readonly random: () => number
  readonly zoneData: string
}

/** What the engine says of itself in the log: since when nobody was there, which fold decides, by which time zone data, that the clock cannot be believed. */
export function presence({ storage, head, log, vigil, wall, holdAfter, random, zoneData }: Parts) {
  const { pulse } = head
  let sawClockAhead = false

  /** Since the process before nobody was there: that is in the log before anything that follows, and on disk with the first sign of life. */
  async function tellGap(): Promise<void> {
    const to = wall.now()
    // By a clock that was set back the last sign of life is still to come.
    const from = Math.max(log.lastAt, Math.min(pulse.alive, to))
    const held = await log.held()
    // Before anything is told, for what is kept beside the store is held against where its log ends.
    const erased = await storage.erasedSince()
    if (!log.isData && pulse.alive > 0 && (pulse.copied || !held)) {
      if (pulse.copied) {
        const runsFrom = numbersOfItsOwn(Math.max(to, log.lastAt), random)
        await log.tell({ type: 'hold', from, why: 'restored', runsFrom })
      } else if (to < log.lastAt - longestAway) await log.tell({ type: 'hold', from, why: 'clockBehind' })
      else if (to - from > holdAfter) await log.tell({ type: 'hold', from, why: 'absence' })
      else if (to - from > longestAway) await log.tell({ type: 'gap', from, to })
    }
    if (!log.isData && pulse.copied) await storage.append(await storage.withdrawn(), to)
    for (const customer of erased) await storage.control({ do: 'eraseCustomer', customer }, to)
    await vigil.begin(to)
    await log.readHead()
  }

  /** Another version decides from here on: what it did not fold itself can't be folded again to the same. */
  async function tellVersion(): Promise<void> {
    // A commit that fails may undo what was told with it.
    for (let { fold } = head; fold.version !== foldVersion; { fold } = await storage.head()) {
      await log.foldAll()
      await log.tell({ type: 'fold', version: foldVersion })
      await log.foldAll()
    }
  }

  /** By another release of the time zone database what everybody waits for may be at another instant. */
  async function tellZoneData(): Promise<void> {
    while (log.fold.state.live.zoneData !== zoneData) {
      await log.foldAll()
      await log.tell({ type: 'zoneData', release: zoneData })
      await log.foldAll()
    }
  }

  /**
   * The machine began in the past, as one without a battery does, and was set forward to a time at which a process that begins would not
   * be held.
   */
  function isPutRight(held: Gap | null): boolean {
    if (wall.wrong !== 'clockAhead' || held?.why !== 'clockBehind') return false
    const from = Math.max(held.from, log.lastAt)
    return wall.said >= from && wall.said - from <= holdAfter
  }

  /** Time has come further than the clock that is believed says: until it is there nothing comes due. */
  const wrongNow = (at: number) => wall.wrong ?? (at < log.lastAt - mostSet ? 'clockBehind' : null)

  return {
    async tellBeginning(): Promise<void> {
      await tellGap()
      await tellVersion()
      await tellZoneData()
    },

    /** Holds when the machine's clock was set by more than anybody would, and goes on when that is put right (H26). */
    async watchClock(): Promise<void> {
      if (log.isData) return
      const { fold } = log
      const held = await log.held()
      let at = wall.now()
      if (isPutRight(held)) {
        wall.believe()
        at = wall.now()
      }
      const why = wrongNow(at)
      // A commit that fails may undo it, and nothing is to happen before it is told.
      while (why && !(await log.held()))
        await log.tellAndFold({ type: 'hold', from: Math.max(log.lastAt, fold.clock), why })
      if (wall.wrong === 'clockAhead') sawClockAhead = true
      const isRight = !wall.wrong && at >= log.lastAt
      if (isRight && (held?.why === 'clockBehind' || (held?.why === 'clockAhead' && sawClockAhead))) {
        sawClockAhead = false
        await log.tellAndFold({ type: 'release', overdue: 'run' })
      }
    },
  }
}
