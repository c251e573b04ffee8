import { showAgo, showDay, showInstant } from './show.ts'

// A store with a clock of its own has no time before the first event that names one: what was done by then bears the instant 0.

/** Whether the store's time had begun. */
export const hasBegun = (instant: string | number): boolean => new Date(instant).getTime() !== 0

/** @example showStoreInstant('1970-01-01T00:00:00.000Z') // "before the clock began" */
export const showStoreInstant = (instant: string | number): string =>
  hasBegun(instant) ? showInstant(instant) : beforeAll

/** @example showStoreDay('2026-11-22T10:00:00.000Z') // "22 Nov 2026" */
export const showStoreDay = (instant: string | number): string => (hasBegun(instant) ? showDay(instant) : beforeAll)

/** @example showStoreAgo('2026-11-20T10:00:00.000Z', '2026-11-22T10:00:00.000Z') // "2 days ago" */
export const showStoreAgo = (instant: string | number, now: string | number): string =>
  hasBegun(instant) ? showAgo(instant, now) : beforeAll

const beforeAll = 'before the clock began'
