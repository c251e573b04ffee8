// A year of timers, restarts and outages on a real engine over a file, compared with a computation of a screen (rule 21, H1, H26).
import { expect, test } from 'vitest'
import { type Gap, gapsOf, type Line, membershipOf, runsOf } from './yearOfTimers/expected.ts'
import type { Seen } from './yearOfTimers/record.ts'
import { Year } from './yearOfTimers/year.ts'

// PERENNIAL_TIMERS=100000 for the whole harness; PERENNIAL_TIMERS_SEED shows a failure again.
const timers = Number(process.env.PERENNIAL_TIMERS ?? 600)
const isWhole = timers >= 100_000
const size = isWhole ? { timers, restarts: timers / 200, days: 366 } : { timers, restarts: 12, days: 40 }
const seed = Number(process.env.PERENNIAL_TIMERS_SEED ?? 1)
const again = `PERENNIAL_TIMERS=${timers} PERENNIAL_TIMERS_SEED=${seed}`
const second = 1000

type Fired = Seen & Line

test('rule 21: through restarts and outages no timer fires early, late, twice or never', async () => {
  const year = new Year({ seed, ...size })
  try {
    await year.live()
    const { seen } = year.record
    const log = await year.log()
    const gaps = gapsOf(log)
    expect(wrongGaps(year, gaps), again).toEqual([])

    // Everybody's timers fired once, at their time or at the end of the gap that they came due in, in order.
    const fired: Fired[] = []
    const ours = Map.groupBy(seen, ({ person }) => person)
    for (const [person, events] of eventsByPerson(log)) {
      const [ofRuns, ofCustomer] = [runsOf(events, gaps), membershipOf(events, gaps)]
      const own = ours.get(person) ?? []
      const [runs, moves] = [own.filter(({ run }) => run), own.filter(({ run }) => !run)]
      expect(runs.map(textOf), `${person}, ${again}`).toEqual(ofRuns.map(textOf))
      expect(moves.map(textOf), `${person}, ${again}`).toEqual(ofCustomer.map(textOf))
      fired.push(...runs.map((each, index) => ({ ...ofRuns[index], ...each })))
      fired.push(...moves.map((each, index) => ({ ...ofCustomer[index], ...each })))
    }
    expect(fired, again).toHaveLength(seen.length)
    expect(await year.left(), again).toEqual({ said: 0, runs: 0, timers: 0 })

    // By the machine's clock: not before its time, and before all was said to be done.
    expect(seen.filter((each) => each.seen < each.at).map(textOf), again).toEqual([])
    expect(seen.filter((each) => each.seen > firstFrom(year.idles, each.at)).map(textOf), again).toEqual([])
    expect(outOfOrder(fired, year.record.earliestWakes), again).toEqual([])

    // Of each there was some, or this proves nothing; only with another seed chance may leave something out.
    const figures = { ...figuresOf(fired), gaps: gaps.length, kills: year.kills }
    if (isWhole) console.error(figures)
    expect(figures.fired).toBeGreaterThan(timers * 0.7)
    if (seed !== 1) return
    for (const [what, many] of Object.entries(figures)) expect(many, what).toBeGreaterThan(0)
  } finally {
    year.remove()
  }
}, 14_400_000)

function eventsByPerson(log: Awaited<ReturnType<Year['log']>>) {
  const events = log.filter(({ payload }) => payload.type === 'event')
  return Map.groupBy(events, ({ payload }) => (payload.type === 'event' ? String(payload.identities[0]?.value) : ''))
}

/** Gaps that tell of no absence, and absences that no gap tells of. What a killed process did after its last sign of life may count as one. */
function wrongGaps({ absences }: Year, gaps: readonly Gap[]): readonly string[] {
  const untrue = gaps.filter(({ from, begun }) => {
    const absence = absences.find(({ up }) => up === begun)
    if (!absence || begun - from <= 60 * second) return true
    return from < absence.idle - 10 * second || from > absence.down
  })
  const untold = absences.filter(({ down, up }) => up - down > 60 * second && !gaps.some(({ begun }) => begun === up))
  return [...untrue, ...untold].map((each) => JSON.stringify(each))
}

/** Over all people the earliest fires first, a page at a time: pages that begin with a timer that should have been in one before. */
function outOfOrder(fired: readonly Fired[], wakes: readonly number[]): readonly string[] {
  const ofRuns = fired.filter(({ page, due, run }) => page !== null && due !== undefined && run)
  const pages = [...Map.groupBy(ofRuns, ({ page }) => page as number)].sort(([a], [b]) => a - b)
  const earliest = pages.map(([page, timers]) =>
    Math.min(wakes[page] as number, ...timers.map(({ due }) => due as number)),
  )
  return earliest.filter((due, index) => due < (earliest[index - 1] ?? 0)).map(iso)
}

function figuresOf(fired: readonly Fired[]) {
  const ofTime = fired.filter(({ due }) => due !== undefined)
  return {
    fired: ofTime.filter(({ run }) => run).length,
    ofCustomers: ofTime.filter(({ run }) => !run).length,
    inGaps: ofTime.filter(({ at, due }) => at !== due).length,
    missed: ofTime.filter(({ what }) => what.endsWith('missed')).length,
    answered: fired.filter(({ what }) => what === 'wait-2 event-1').length,
  }
}

const iso = (at: number) => new Date(at).toISOString()
const textOf = ({ at, run, what }: Line) => `${iso(at)} ${run ?? ''} ${what}`

/** The first of ascending instants that is not before `at`. */
function firstFrom(instants: readonly number[], at: number): number {
  let [from, to] = [0, instants.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((instants[middle] as number) < at) from = middle + 1
    else to = middle
  }
  return instants[from] ?? Number.POSITIVE_INFINITY
}
