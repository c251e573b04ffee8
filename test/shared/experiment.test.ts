import { describe, expect, test } from 'vitest'
import { type Arm, comparisonsOf, leaderOf, rateOf, winnerOf } from '../../shared/experiment.ts'

/** `PERENNIAL_EXPERIMENTS=10000` for the whole check. */
const runs = Number(process.env.PERENNIAL_EXPERIMENTS ?? 300)
const customers = 4_000

/** A small, fast source of chance with a seed (mulberry32), so that a failure can be seen again. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** An experiment that is looked at after every conversion; answers with the winner and after how many customers it was declared. */
function experiment(seed: number, percents: readonly number[], rates: readonly number[], certainty = 0.95) {
  const random = chance(seed)
  const arms = percents.map((percent, index) => ({ port: String(index), percent, exposed: 0, converted: 0 }))
  for (let customer = 1; customer <= customers; customer++) {
    let share = random() * 100
    const index = arms.findIndex(({ percent }) => {
      share -= percent
      return share < 0
    })
    const arm = arms[index]!
    arm.exposed++
    if (random() >= rates[index]!) continue
    arm.converted++
    const winner = winnerOf(arms, certainty)
    if (winner !== null) return { winner, customer }
  }
  return { winner: null, customer: customers }
}

describe('the test of an experiment', () => {
  test.each([
    ['two equal halves', [50, 50], 0.1, 0.95],
    ['90 against 10', [90, 10], 0.1, 0.95],
    ['four paths', [25, 25, 25, 25], 0.2, 0.95],
    ['at 90 percent', [50, 50], 0.05, 0.9],
  ] as const)(
    'calls a winner where there is none no more often than it says: %s',
    { timeout: 900_000 },
    (_, percents, rate, certainty) => {
      let wrong = 0
      for (let seed = 1; seed <= runs; seed++)
        if (
          experiment(
            seed,
            percents,
            percents.map(() => rate),
            certainty,
          ).winner !== null
        )
          wrong++
      if (runs >= 10_000) console.log(`${_}: ${wrong} of ${runs} null runs declared a winner`)
      // With few runs, three standard deviations above the level.
      const level = 1 - certainty
      expect(wrong / runs).toBeLessThanOrEqual(
        runs >= 10_000 ? level : level + 3 * Math.sqrt((level * (1 - level)) / runs),
      )
    },
  )

  test('finds a real difference, and the right path', { timeout: 900_000 }, () => {
    const found = [...Array(Math.min(runs, 1_000)).keys()].map((seed) => experiment(seed + 1, [50, 50], [0.1, 0.15]))
    const right = found.filter(({ winner }) => winner === '1')
    const after = right.map(({ customer }) => customer).sort((a, b) => a - b)
    if (runs >= 10_000)
      console.log(
        `10% against 15%: ${right.length} of ${found.length} found, half of them after ${after[after.length >> 1]} customers`,
      )
    expect(right.length / found.length).toBeGreaterThan(0.9)
    expect(found.filter(({ winner }) => winner === '0').length / found.length).toBeLessThan(0.05)
  })

  test('says how many times as often a path converts', () => {
    const arms: Arm[] = [
      { port: 'a', percent: 80, exposed: 8_000, converted: 800 },
      { port: 'b', percent: 20, exposed: 2_000, converted: 400 },
    ]
    expect(winnerOf(arms, 0.95)).toBe('b')
    const [against] = comparisonsOf(arms, 0.95).filter(({ port }) => port === 'b')
    expect(against!.low).toBeGreaterThan(1.5)
    expect(against!.low).toBeLessThan(2)
    expect(against!.high).toBeGreaterThan(2)
    expect(against!.high).toBeLessThan(2.7)
  })

  test('says nothing where nothing was counted', () => {
    const arms: Arm[] = [
      { port: 'a', percent: 50, exposed: 0, converted: 0 },
      { port: 'b', percent: 50, exposed: 0, converted: 0 },
      { port: 'closed', percent: 0, exposed: 0, converted: 0 },
    ]
    expect(winnerOf(arms, 0.95)).toBeNull()
    expect(comparisonsOf(arms, 0.95)).toEqual([
      { port: 'a', against: 'b', low: 0, high: Number.POSITIVE_INFINITY },
      { port: 'b', against: 'a', low: 0, high: Number.POSITIVE_INFINITY },
    ])
  })
})

describe('a leader', () => {
  const arms = (a: number, b: number): Arm[] => [
    { port: 'a', percent: 50, exposed: 1_000, converted: a },
    { port: 'b', percent: 50, exposed: 1_000, converted: b },
  ]

  test('is the winner at every certainty below its own, and at none above', () => {
    for (const [a, b] of [
      [90, 180],
      [40, 70],
      [20, 21],
    ] as const) {
      const { port, certainty } = leaderOf(arms(a, b))!
      expect(port).toBe('b')
      if (certainty > 0) expect(winnerOf(arms(a, b), certainty - 1e-6)).toBe('b')
      expect(winnerOf(arms(a, b), certainty + 1e-6)).toBeNull()
    }
  })

  test('is nobody where two are alike', () => expect(leaderOf(arms(30, 30))).toBeNull())
})

describe('a rate', () => {
  test('has an interval that holds the truth at every look, but for the share that its certainty leaves', () => {
    let missed = 0
    for (let seed = 0; seed < runs; seed++) {
      const random = chance(seed)
      let [exposed, converted, isMissed] = [0, 0, false]
      while (exposed < 1_000) {
        exposed++
        if (random() < 0.1) converted++
        if (exposed % 25 > 0) continue
        const { low, high } = rateOf({ exposed, converted }, 0.95)!
        isMissed ||= low > 0.1 || high < 0.1
      }
      if (isMissed) missed++
    }
    expect(missed / runs).toBeLessThan(0.05)
  })

  test('is unknown while nobody took the path', () => expect(rateOf({ exposed: 0, converted: 0 }, 0.95)).toBeNull())
})
