export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000

/**
 * @property seed       the same seed and options, the same bytes
 * @property end        the instant at which the events end, milliseconds since 1970 UTC
 * @property customers  how many people ever show up
 * @property days       how many days of events there are, counted back from `end`
 * @property playDays   how many of the last days are let pass, instead of being loaded as history
 */
export interface StoreOptions {
  readonly seed: number
  readonly end: number
  readonly customers: number
  readonly days: number
  readonly playDays: number
}

/** The demo store: 210 days of history until 1 October 2026, then 60 days that the play button lets pass. */
export const demoStore: StoreOptions = {
  seed: 20_261_001,
  end: Date.UTC(2026, 10, 30),
  customers: 5_000,
  days: 270,
  playDays: 60,
}

/** Events before this instant are history; those from it on happen while somebody watches. */
export const playsFrom = ({ end, playDays }: StoreOptions): number => end - playDays * day
