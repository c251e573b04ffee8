// Every kind of delay, hours such as quiet ones, and the days and weeks of caps, around clock changes, against a second implementation that is
// built on Intl.DateTimeFormat.
// `PERENNIAL_ZONES=all`: every IANA zone at each of its transitions from 2020 to 2030; else one transition in a hundred.
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { delayEnd } from '../../runtime/nodes/delay.ts'
import { changesAfter, type Hours, spansFrom } from '../../shared/hours.ts'
import { momentOf } from '../../shared/moment.ts'
import { countsUntil } from '../../shared/sending.ts'
import { instantOfWall, midnightOf, nextWallTime, type Span, shifted, shiftedWall } from '../support/intlCalendar.ts'

const every = process.env.PERENNIAL_ZONES === 'all' ? 1 : 100
const hour = 3_600_000

const spans: readonly [string, Span][] = [
  ['P1D', { days: 1 }],
  ['PT24H', { milliseconds: 24 * hour }],
  ['P1M', { months: 1 }],
  ['P1W2DT3H30M', { days: 9, milliseconds: 3.5 * hour }],
]
const times = ['00:00', '01:30', '02:30', '23:59'] as const
const nights = [
  { from: '21:00', to: '02:30' },
  { from: '01:30', to: '09:00' },
] as const
const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
const sides = [
  ['before', -1],
  ['after', 1],
] as const
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

test('rules 19, 20 and 22: delays, hours and days around clock changes end when Intl says', {
  timeout: 1_800_000,
}, () => {
  let [cases, number] = [0, 0]
  const differences: unknown[] = []
  const compare = (what: string, zone: string, at: number, ours: number | undefined, theirs: number) => {
    cases++
    if (ours !== theirs && differences.length < 20) differences.push({ what, zone, at, ours, theirs })
  }
  for (const zone of Intl.supportedValuesOf('timeZone'))
    for (const change of transitionsOf(zone)) {
      if (number++ % every !== 0) continue
      for (const away of [-26, -24, -23.5, -1, 0, 1]) {
        const now = change + away * hour
        for (const [text, span] of spans) {
          compare(`for ${text}`, zone, now, delayEnd({ for: text }, now, zone), shifted(now, span, 1, zone))
          for (const [to, sign] of sides)
            compare(
              `${text} ${to} an instant`,
              zone,
              now,
              momentOf(new Date(now).toISOString(), { offset: { by: text, to } }, zone),
              shifted(now, span, sign, zone),
            )
        }
        const today = midnightOf(now, zone)
        const sinceMonday = (new Date(today).getUTCDay() + 6) % 7
        for (const [per, days] of [
          ['day', 1],
          ['week', 7 - sinceMonday],
        ] as const)
          compare(
            `a ${per}`,
            zone,
            now,
            countsUntil({ per, atMost: 1 }, now, zone),
            instantOfWall(today + days * 24 * hour, zone),
          )
        for (const hours of nights) {
          const ours = changesAfter(spansFrom([hours], now, zone), now)
          compare(`${hours.from} to ${hours.to}`, zone, now, ours ?? undefined, nextEdge(hours, now, zone))
        }
        for (const time of times) {
          const minutes = minutesOf(time)
          compare(
            `until ${time}`,
            zone,
            now,
            delayEnd({ until: { time } }, now, zone),
            nextWallTime(now, minutes, [0, 1, 2, 3, 4, 5, 6], zone),
          )
          compare(
            `for P1D until ${time} on a weekday`,
            zone,
            now,
            delayEnd({ for: 'P1D', until: { time, weekdays: [...workdays] } }, now, zone),
            nextWallTime(shifted(now, { days: 1 }, 1, zone), minutes, [1, 2, 3, 4, 5], zone),
          )
        }
      }
      for (const days of [-1, 0, 1]) {
        const midnight = midnightOf(change, zone) + days * 24 * hour
        const day = new Date(midnight).toISOString().slice(0, 10)
        compare(`on ${day}`, zone, change, momentOf(day, {}, zone), instantOfWall(midnight, zone))
        for (const time of times)
          compare(
            `on ${day} at ${time}`,
            zone,
            change,
            momentOf(day, { time }, zone),
            instantOfWall(midnight + minutesOf(time) * 60_000, zone),
          )
        for (const [text, span] of spans)
          for (const [to, sign] of sides)
            compare(
              `${text} ${to} ${day}`,
              zone,
              change,
              momentOf(day, { offset: { by: text, to } }, zone),
              instantOfWall(shiftedWall(midnight, span, sign), zone) + sign * (span.milliseconds ?? 0),
            )
      }
    }
  if (every === 1) console.log(`${number} transitions, ${cases} cases, ${differences.length} differences`)
  expect(differences).toEqual([])
  expect(cases).toBeGreaterThan(3_000)
})

/** When the hours begin or end next. */
function nextEdge({ from, to }: Hours, now: number, zone: string): number {
  const today = midnightOf(now, zone)
  const edges = [-1, 0, 1].flatMap((days) => {
    const day = today + days * 24 * hour
    const end = to > from ? day : day + 24 * hour
    const [begins, ends] = [
      instantOfWall(day + minutesOf(from) * 60_000, zone),
      instantOfWall(end + minutesOf(to) * 60_000, zone),
    ]
    return begins < ends ? [begins, ends] : []
  })
  return Math.min(...edges.filter((edge) => edge > now))
}

function transitionsOf(zone: string): number[] {
  const found: number[] = []
  let at = Temporal.ZonedDateTime.from(`2020-01-01T00:00[${zone}]`)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.year > 2030) return found
    found.push(next.epochMilliseconds)
    at = next
  }
}
