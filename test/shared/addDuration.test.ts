import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { addDuration, subtractDuration } from '../../shared/duration.ts'

const zones = [
  'Europe/Rome',
  'America/New_York',
  'Australia/Lord_Howe',
  'UTC',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Pacific/Apia',
  'America/Sao_Paulo',
]
const durations = ['PT5H', 'P1D', 'P1W', 'P30D', 'P1M', 'P2M3DT4H', 'P1Y', 'P1Y1M']
const hour = 3_600_000
/** Clock changes of these zones, and the day that Samoa left out. */
const changes = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
  '2011-12-30T10:00Z',
  '2018-11-04T03:00Z',
  '1970-01-02T00:00Z',
]
const instants = fc.oneof(
  fc.integer({ min: -1_000_000_000_000, max: 2_500_000_000_000 }),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -240, max: 240 }))
    .map(([at, quarters]) => Date.parse(at) + (quarters * hour) / 4),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -400, max: 0 }), fc.integer({ min: -12, max: 12 }))
    .map(([at, days, quarters]) => Date.parse(at) + days * 24 * hour + (quarters * hour) / 4),
)

test('adding a duration is what the calendar of the zone says, near clock changes and far from them', () => {
  fc.assert(
    fc.property(instants, fc.constantFrom(...durations), fc.constantFrom(...zones), (instant, duration, zone) => {
      const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
      expect(addDuration(instant, duration, zone)).toBe(local.add(duration).epochMilliseconds)
      expect(subtractDuration(instant, duration, zone)).toBe(local.subtract(duration).epochMilliseconds)
    }),
    { numRuns: 6000 },
  )
})

test('31 January plus one month is the last day of February, and a leap day plus a year the 28th', () => {
  expect(addDuration(Date.UTC(2026, 0, 31, 12), 'P1M', 'UTC')).toBe(Date.UTC(2026, 1, 28, 12))
  expect(addDuration(Date.UTC(2028, 1, 29), 'P1Y', 'UTC')).toBe(Date.UTC(2029, 1, 28))
})
