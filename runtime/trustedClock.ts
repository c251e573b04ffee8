import type { Clock } from './clock.ts'
import type { HoldReason } from './commit/entry.ts'

/** The clock may be set by so much at once; by more it is not believed before somebody has looked (H26). */
export const mostSet = 5 * 60_000

export interface TrustedClock {
  /** The machine's clock, or, while that is not to be believed, the time it had and what has passed since. */
  now(): number
  /** What is wrong with the machine's clock. */
  readonly wrong: HoldReason | null
  /** What the machine's clock says, whether that is believed or not. */
  readonly said: number
  /** Believes it from now on. */
  believe(): void
}

/** Watches a clock that people and programs may set, by one that nobody can. */
export function trustedClock(clock: Clock): TrustedClock {
  let seen = { wall: clock.now(), elapsed: clock.elapsed() }
  let wrong: HoldReason | null = null
  return {
    now() {
      const wall = clock.now()
      const elapsed = clock.elapsed()
      const expected = seen.wall + (elapsed - seen.elapsed)
      wrong = Math.abs(wall - expected) <= mostSet ? null : wall > expected ? 'clockAhead' : 'clockBehind'
      if (wrong) return Math.floor(expected)
      seen = { wall, elapsed }
      return wall
    },
    get wrong() {
      return wrong
    },
    get said() {
      return clock.now()
    },
    believe() {
      seen = { wall: clock.now(), elapsed: clock.elapsed() }
      wrong = null
    },
  }
}
