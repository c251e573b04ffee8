/** Time as the engine meets it: read here and nowhere below `main.ts`. */
export interface Clock {
  now(): number
  /** Milliseconds since some instant, by a clock that nobody can set. */
  elapsed(): number
  /** Calls back once at `at` or a little later, never before; the answer takes it back. */
  wake(at: number, callback: () => void): () => void
}

const longest = 2 ** 31 - 1

/** The machine's own clock. setTimeout overflows at 25 days, so a distant wake-up is taken in stretches. */
export const wallClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wake(at, callback) {
    let timer: NodeJS.Timeout
    const wait = () => {
      const left = at - Date.now()
      timer =
        left <= 0 ? setTimeout(callback, 0) : setTimeout(left > longest ? wait : callback, Math.min(left, longest))
    }
    wait()
    return () => clearTimeout(timer)
  },
}

export interface SimulatedClock extends Clock {
  /** Time passes. */
  advanceTo(at: number): void
  /** Somebody sets the clock: no time passes. */
  setTo(at: number): void
}

/** A clock that stands until somebody moves it: rehearsals, tests, trials. */
export function simulatedClock(start: number): SimulatedClock {
  let now = start
  let set = 0
  let wakes: { at: number; callback: () => void }[] = []
  return {
    now: () => now,
    elapsed: () => now - set,
    wake(at, callback) {
      const wake = { at, callback }
      wakes.push(wake)
      return () => {
        wakes = wakes.filter((other) => other !== wake)
      }
    },
    setTo(at) {
      set += at - now
      now = at
    },
    advanceTo(at) {
      now = Math.max(now, at)
      const due = wakes.filter((wake) => wake.at <= now).sort((a, b) => a.at - b.at)
      wakes = wakes.filter((wake) => wake.at > now)
      for (const wake of due) wake.callback()
    },
  }
}
