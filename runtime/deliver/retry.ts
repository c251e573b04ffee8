const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** A delivery that failed so many times is a dead letter, which a person can send again. */
export const maxAttempts = 8

const first = 30 * second
const longest = 6 * hour
const longestAsked = 24 * hour

export interface FailedAttempt {
  /** From 1. */
  readonly attempt: number
  readonly now: number
  /** In [0, 1): keeps receivers that were down together from being hit together. */
  readonly random: number
  /** What the receiver asked for, in milliseconds from now. */
  readonly retryAfter?: number
}

/** When a failed attempt is made again: 30 s after the first, four times as long each time, at most 6 h, up to a quarter more by chance; at a whole second. */
export function retryAt({ attempt, now, random, retryAfter = 0 }: FailedAttempt): number {
  const planned = Math.min(longest, first * 4 ** (attempt - 1)) * (1 + random / 4)
  return Math.ceil((now + Math.max(planned, Math.min(retryAfter, longestAsked))) / second) * second
}
